"""An item's fields become facts, each with the number of its source; nothing is added to what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.domain.payout import payouts, pays_out
from zhengtong.contexts.guidance.domain.reasons import reasons
from zhengtong.contexts.guidance.domain.region_said import at_hand, region_of
from zhengtong.contexts.guidance.domain.reply import Fact, Language, Passage, SourceList
from zhengtong.contexts.guidance.domain.situations import condition_of
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.sources import item_page, law_page
from zhengtong.platform.rules import service as rules

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import Hall, Place, ServiceItem, WeeklyHours
    from zhengtong.contexts.guidance.domain.navigation import Navigation
    from zhengtong.kernel.sources import Source

# Order of the route: what it is, who may, what to bring, cost, time, where, how it goes, what comes out, why.
GROUPS = (
    "summary",
    "condition",
    "materials",
    "payout",
    "fee",
    "time",
    "online",
    "place",
    "phone",
    "steps",
    "outcome",
    "note",
    "law",
)
# what a person need not do, pay or bring, kept apart so that nobody who reads the groups above takes it for a duty
NOT_NEEDED = "not_needed"
_LONGEST = 600


@dataclass(frozen=True)
class Moment:
    """A time in the city, and the days on which its offices keep other hours than the weekday says.

    ``asked``: another day than today, for which it is asked when they are open.
    """

    at: datetime
    holidays: Collection[date] = ()
    workdays: Collection[date] = ()
    asked: date | None = None


def facts_of(
    item: ServiceItem,
    *,
    language: Language,
    sources: SourceList,
    asked: Iterable[str] = (),
    now: Moment | None = None,
    navigation: Navigation | None = None,
) -> tuple[Fact, ...]:
    """Facts in the order of the route, the facets asked first. ``now`` marks which halls are open.

    With ``navigation`` what is known decides: a part that applies says because of what, one that does not comes last
    in the group ``not_needed``; while it is open it says 'only if'.
    """
    composer = _Composer(item, language, sources, now, navigation)
    groups = {name: tuple(getattr(composer, name)()) for name in GROUPS}
    # who asks what a subsidy comes to wants to know what is paid before what it costs to apply
    wanted = (part for name in asked for part in (("payout", "fee") if name == "fee" else (name,)))
    first = [name for name in wanted if name in groups]
    order = [*first, *(name for name in GROUPS if name not in first)]
    facts = [fact for name in order for fact in groups[name]]
    missing = [composer.missing(name) for name in first if not groups[name] and composer.lacks(name)]
    return (*missing, *facts, *composer.not_needed)


class _Composer:
    def __init__(
        self,
        item: ServiceItem,
        language: Language,
        sources: SourceList,
        now: Moment | None,
        navigation: Navigation | None = None,
    ) -> None:
        self.item = item
        self.language = language
        self._tongue = "en" if language == "en" else "zh"
        self.sources = sources
        self.now = now
        self.navigation = navigation
        self.not_needed: list[Fact] = []
        self.set_aside: set[str] = set()
        self._names = self._condition_names()
        self.own = self._cite((item.source,))

    def _cite(self, sources: Iterable[Source]) -> tuple[int, ...]:
        numbers = [
            self.sources.number(
                kind=s.kind,
                title=s.title,
                locator=s.locator,
                url=s.url or self._page(s),
                shown=self._own_name() if s.kind == "item" and self.language == "en" else "",
            )
            for s in sources
        ]
        return tuple(dict.fromkeys(numbers))

    def _own_name(self) -> str:
        return " · ".join(part for part in (self.tell(self.item.title), self.tell(self.item.department.name)) if part)

    def _page(self, source: Source) -> str:
        """Where this site shows a source that has no address of its own."""
        if source.kind == "item":
            return item_page(self.item.code)
        return law_page(source.title, source.locator) if source.kind == "law" else ""

    def _condition_names(self) -> dict[str, str]:
        names = {}
        for situation in self.item.situations:
            names[situation.key] = f"“{self.tell(situation.question)}”"
            for option in situation.options:
                names[f"{situation.key}={option.key}"] = self.tell(option.label)
        return names

    def _only_if(self, condition: Any) -> str:
        """The condition as a sentence; empty for none, and for a form of condition that is not known."""
        parsed = condition_of(condition)
        if parsed is None:
            return ""
        if said := self._one_answer(parsed):
            return said
        return self.say("only-if", condition=rules.render(parsed, self._tongue, self._names))

    def _one_answer(self, condition: rules.Condition) -> str:
        """A condition that hangs on one question, said as its question and answer."""
        if not isinstance(condition, rules.Test) or condition.op not in ("eq", "ne", "in"):
            return ""
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        answers = [self._names.get(f"{condition.field}={value}", "") for value in values]
        situation = next((s for s in self.item.situations if s.key == condition.field), None)
        if situation is None or not all(answers):
            return ""
        key = "only-if-not-answered" if condition.op == "ne" else "only-if-answered"
        return self.say(key, question=self.tell(situation.question), answer=self.say("or").join(answers))

    def _standing(self, name: str, index: int, condition: Any) -> tuple[bool | None, str]:
        """Whether a part applies to this person, and the words for it: 'because you said', 'only if', or none."""
        if not condition:
            return True, ""
        truth = self.navigation.truths.get((name, index)) if self.navigation else None
        if truth is None or self.navigation is None:
            return None, self._only_if(condition)
        said = self.say("comma").join(reasons(self.navigation, (name, index), self.language))
        key = "not-needed-said" if truth is False else "because-said"
        return truth, self.say(key, said=said) if said else ""

    def _part(self, truth: bool | None, fact: Fact) -> Iterable[Fact]:
        """The fact; set aside where it does not concern this person."""
        if truth is False:
            self.set_aside.add(fact.group)
            self.not_needed.append(replace(fact, group=NOT_NEEDED, tag=""))
        else:
            yield fact

    def _noted(self, *notes: str) -> str:
        return self.say("separator").join(note for note in notes if note)

    def _sources(self, sources: Iterable[Source]) -> tuple[int, ...]:
        return self._cite(sources) or self.own

    def _fact(self, group: str, value: str, *, label: str = "", sources: Iterable[Source] = (), **more: Any) -> Fact:
        text = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
        return Fact(group, label or self.say(group), text, sources=self._sources(sources), **more)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def tell(self, text: object) -> str:
        return "" if not text else text.in_language(self._tongue)  # type: ignore[attr-defined]

    def missing(self, group: str) -> Fact:
        """An asked facet that the catalogue does not state: said, with the phone that can tell."""
        phone = self.item.phones.consult or self.item.department.phone
        key = "not-stated-call" if phone else "not-stated"
        return Fact(group, self.say(group), self.say(key, phone=phone), tag="missing", sources=self.own)

    def lacks(self, group: str) -> bool:
        """Whether an empty group is a gap of the catalogue."""
        return group not in self.set_aside and (group != "payout" or pays_out(self.item))

    def payout(self) -> Iterable[Fact]:
        if pays_out(self.item):
            for text, sources in payouts(self.item, self._tongue):
                yield self._fact("payout", text, sources=sources)

    def summary(self) -> Iterable[Fact]:
        if self.item.summary:
            yield self._fact("summary", self.tell(self.item.summary))
        if department := self.tell(self.item.department.name):
            yield self._fact("summary", department, label=self.say("department"))

    def condition(self) -> Iterable[Fact]:
        for statement in self.item.conditions:
            yield self._fact("condition", self.tell(statement.text), sources=statement.sources)
        if self.item.audience:
            who = self.say("comma").join(self.tell(term.name) for term in self.item.audience)
            yield self._fact("condition", who, label=self.say("audience"))

    def materials(self) -> Iterable[Fact]:
        for index, material in enumerate(self.item.materials):
            truth, why = self._standing("materials", index, material.when)
            form = self.say(f"form-{material.form}") if material.form else ""
            copies = self.say("copies", copies=material.copies) if material.copies else ""
            aside = truth is False
            note = why if aside else self._noted(form, copies, why, self.tell(material.note))
            decided = material.when and truth and material.need == "conditional"
            tag = "" if material.need == "required" or decided else material.need
            fact = self._fact("materials", self.tell(material.name), sources=material.sources, note=note, tag=tag)
            yield from self._part(truth, fact)

    def fee(self) -> Iterable[Fact]:
        own_name = self.say("fee-of-applying" if pays_out(self.item) else "fee")
        for index, fee in enumerate(self.item.fees):
            truth, why = self._standing("fees", index, fee.when)
            amount = self.say("free") if fee.amount == 0 else self.say("yuan", amount=_plain(fee.amount))
            unit = self.tell(fee.unit)
            value = f"{amount} / {unit}" if unit and fee.amount else amount
            tag = "conditional" if truth is None else ""
            fact = self._fact("fee", value, label=self.tell(fee.name) or own_name, sources=fee.sources,
                              note=why, tag=tag)  # fmt: skip
            yield from self._part(truth, fact)

    def time(self) -> Iterable[Fact]:
        for index, key in enumerate(("promised", "statutory")):
            limit = getattr(self.item.limits, key)
            if limit is None:
                continue
            truth, why = self._standing("limits", index, limit.when)
            value = self.say("on-the-spot") if limit.days == 0 else self.say(f"{limit.unit}-days", days=limit.days)
            tag = "conditional" if truth is None else ""
            fact = self._fact("time", value, label=self.say(key), sources=limit.sources, note=why, tag=tag)
            yield from self._part(truth, fact)

    def online(self) -> Iterable[Fact]:
        channels = self.item.channels
        for key in ("online", "booking", "courier", "self_service"):
            value = getattr(channels, key)
            if value is not None:
                href = channels.online_url if key == "online" and value else ""
                yield self._fact(
                    "online", self.say("yes" if value else "no"), label=self.say(f"channel-{key}"), href=href
                )
        if channels.visits is not None:
            yield self._fact("online", self.say("times", n=channels.visits), label=self.say("visits"))

    def place(self) -> Iterable[Fact]:
        region = region_of(self.navigation.logic.known) if self.navigation else None
        for place in sorted(self.item.places, key=lambda p: not (p.hall and at_hand(region, p.hall.region))):
            yield self._place(place)

    def _place(self, place: Place) -> Fact:
        hall = place.hall
        if hall is None:
            return self._fact("place", self.tell(place.text), sources=place.sources)
        windows = self.say("windows", windows=self.tell(place.windows)) if place.windows else ""
        value = self.say("separator").join(x for x in (self.tell(hall.address), windows) if x)
        parts = self._hall(hall)
        notes = [text for name, text in parts if name in ("entrance", "transit", "hours", "phone")]
        return self._fact(
            "place",
            value,
            label=self.tell(hall.name),
            note=self.say("separator").join(notes),
            sources=place.sources,
            parts=parts,
        )

    def _hall(self, hall: Hall) -> tuple[tuple[str, str], ...]:
        parts = [("entrance", self.tell(hall.entrance)), ("transit", self.tell(hall.transit))]
        if hall.hours is not None and self.now is not None:
            free, worked = self.now.holidays, self.now.workdays
            is_open = hall.hours.open_at(self.now.at, holidays=free, workdays=worked)
            opens = None if is_open else hall.hours.next_opening(self.now.at, holidays=free, workdays=worked)
            parts += [
                ("hours", self._hours(hall.hours, self.now)),
                ("open", "yes" if is_open else "no"),
                ("opens", self._opens(opens) if opens else ""),
            ]
        return tuple((name, text) for name, text in (*parts, ("phone", hall.phone)) if text)

    def _hours(self, weekly: WeeklyHours, now: Moment) -> str:
        """Those of the day that is asked for, if it is not today, before those of today."""
        told = []
        for day in filter(None, (now.asked, now.at.date())):
            spans = weekly.on(day, holidays=now.holidays, workdays=now.workdays)
            hours = self.say("comma").join(str(span) for span in spans)
            if day == now.at.date():
                told.append(self.say("open-today", hours=hours) if spans else self.say("closed-today"))
            else:
                name = self.say(
                    "weekday-of-date", weekday=self.say(f"weekday-{day.weekday()}"), day=day.day, month=day.month
                )
                told.append(self.say("open-on-day" if spans else "closed-on-day", day=name, hours=hours))
        return self.say("separator").join(told)

    def _opens(self, at: datetime) -> str:
        days = (at.date() - self.now.at.date()).days if self.now else 0
        key = {0: "opens-today", 1: "opens-tomorrow"}.get(days, "opens-on")
        return self.say(key, time=f"{at:%H:%M}", day=at.day, month=at.month)

    def phone(self) -> Iterable[Fact]:
        for key in ("consult", "complain"):
            if number := getattr(self.item.phones, key):
                yield self._fact("phone", number, label=self.say(key), href=_tel(number))
        if not self.item.phones.consult and self.item.department.phone:
            number = self.item.department.phone
            yield self._fact("phone", number, label=self.say("consult"), href=_tel(number))

    def steps(self) -> Iterable[Fact]:
        for index, step in enumerate(self.item.steps):
            truth, why = self._standing("steps", index, step.when)
            tag = "conditional" if truth is None else ""
            name = self.tell(step.name)
            fact = self._fact("steps", self.tell(step.text), label=name, sources=step.sources, note=why, tag=tag)
            yield from self._part(truth, fact)

    def outcome(self) -> Iterable[Fact]:
        if outcome := self.item.outcome:
            ways = self.say("comma").join(self.say(f"delivery-{way}") for way in outcome.delivery)
            yield self._fact("outcome", self.tell(outcome.name), note=ways, sources=outcome.sources)

    def note(self) -> Iterable[Fact]:
        for statement in self.item.notes:
            yield self._fact("note", self.tell(statement.text), sources=statement.sources)

    def law(self) -> Iterable[Fact]:
        for basis in self.item.legal_basis:
            chinese = self.language != "en"
            name = f"《{basis.name}》{basis.article}" if chinese else f"{basis.name} {basis.article}".strip()
            yield self._fact("law", self.tell(basis.point) or name, label=name, sources=(basis.source,))


def passage_of(
    *, title: str, locator: str, text: str, kind: str, url: str, sources: SourceList, **more: Any
) -> Passage:
    """A passage of law or policy with its number; ``more``: since, status, note, marks, conflict."""
    number = sources.number(kind=kind, title=title, locator=locator, url=url)
    return Passage(title, locator, text, url, number, **more)


def _plain(amount: Decimal) -> str:
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"


@lru_cache(maxsize=1024)  # few numbers stand in many items
def _tel(number: str) -> str:
    digits = "".join(c for c in number if c.isdigit() or c == "-")
    return f"tel:{digits}" if 3 <= len(digits) <= 16 else ""
