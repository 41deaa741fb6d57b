"""Plans of items in the catalogue: what they need first is read at once, days off come from the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.plan import Plan
from zhengtong.contexts.guidance.domain.plan_graph import HAVE, Person, wanted
from zhengtong.contexts.guidance.domain.planning import plan_of
from zhengtong.contexts.guidance.domain.reply import Known, Language, SourceList
from zhengtong.contexts.guidance.domain.situations import known_key
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.working_days import Calendar
from zhengtong.platform.packs import service as packs

MOST_ITEMS = 30
_DEEPEST = 5  # what is needed for what is needed first, and so on


@dataclass(frozen=True)
class Wish:
    """What a plan is asked for. ``items``: in the order asked; a one-thing's own where there are none."""

    start: date
    language: Language
    items: tuple[str, ...] = ()
    one_thing: str = ""
    known: tuple[Known, ...] = ()
    in_person: bool = False


def plan_for(
    items: Sequence[catalog.ServiceItem],
    *,
    known: Iterable[Known],
    language: Language,
    sources: SourceList,
    start: date,
    one_thing: catalog.OneThing | None = None,
    in_person: bool = False,
) -> Plan:
    """The plan for items that were read already."""
    person = Person(tuple(known), language, start)
    return plan_of(
        items, known=person.known, language=language, sources=sources, start=start, calendar=calendar(),
        others=needed_first(items, person), one_thing=one_thing, in_person=in_person,
    )  # fmt: skip


def planned(wish: Wish, sources: SourceList) -> Plan | None:
    """The plan, or None where nothing of it is in the catalogue."""
    bundle = catalog.one_thing(wish.one_thing) if wish.one_thing else None
    codes = wish.items or tuple(member.code for member in (bundle.members if bundle else ()))
    found = catalog.items(codes[:MOST_ITEMS], in_force_only=True)
    items = [found[code] for code in dict.fromkeys(codes) if code in found]
    if not items:
        return None
    return plan_for(
        items, known=wish.known, language=wish.language, sources=sources, start=wish.start, one_thing=bundle,
        in_person=wish.in_person,
    )  # fmt: skip


def needed_first(items: Sequence[catalog.ServiceItem], person: Person) -> dict[str, catalog.ServiceItem]:
    """Items that may be needed before these though nobody asked for them: one reading for each step back."""
    found: dict[str, catalog.ServiceItem] = {}
    looked_for = {item.code for item in items}
    ahead: Iterable[catalog.ServiceItem] = items
    for _ in range(_DEEPEST):
        codes = wanted(ahead, person) - looked_for
        if not codes:
            break
        looked_for |= codes
        read = catalog.items(codes, in_force_only=True)
        found |= read
        ahead = list(read.values())
    return found


def calendar() -> Calendar:
    """Working days of the loaded pack."""
    off = packs.days_off()
    return _calendar(off.holidays, off.workdays)


@lru_cache(maxsize=4)
def _calendar(holidays: frozenset[date], workdays: frozenset[date]) -> Calendar:
    return Calendar(holidays, workdays)


def labelled(wish: Wish, plan: Plan) -> tuple[Known, ...]:
    """What is known, with the words of the options as the items of the plan have them."""
    items = catalog.items([step.code for step in plan.steps]).values() if wish.known else ()
    labels = {
        (known_key(item, situation), option.key): option.label.in_language(wish.language)
        for item in items
        for situation in item.situations
        for option in situation.options
    }
    titles = catalog.titles({k.key.removesuffix(f".{HAVE}") for k in wish.known if k.key.endswith(f".{HAVE}")})
    return tuple(replace(k, label=labels.get((k.key, k.value)) or _had(k, titles, wish.language)) for k in wish.known)


def _had(known: Known, titles: Mapping[str, catalog.ItemSummary], language: Language) -> str:
    line = titles.get(known.key.removesuffix(f".{HAVE}"))
    if line is None or known.value not in ("yes", "no"):
        return ""
    title = line.title.in_language(language)
    return say("plan-have-said", language, title=title, answer=say(f"plan-have-{known.value}", language))
