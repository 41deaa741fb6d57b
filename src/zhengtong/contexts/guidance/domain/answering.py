"""From choices to needs and a reply, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.domain.apart import apart
from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice
from zhengtong.contexts.guidance.domain.compose import Moment, facts_of, passage_of
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.navigation import navigate
from zhengtong.contexts.guidance.domain.reply import (
    Contact,
    Known,
    Language,
    Need,
    Offered,
    Reply,
    SourceList,
    State,
)
from zhengtong.contexts.guidance.domain.turning_to import contacts_for, sentences
from zhengtong.contexts.guidance.domain.twins import twin_of
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.sources import item_page

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem

_PERHAPS = 3


def compose_need(
    resolved: Resolved,
    choice: Choice,
    items: Mapping[str, ServiceItem],
    sources: SourceList,
    *,
    language: Language,
    now: Moment,
    hotline: str,
    passages: Sequence[Mapping[str, Any]] = (),
    known: Sequence[Known] = (),
    prefer: Collection[str] = (),
) -> Need:
    """One need answered from the item's fields, or put back as a choice, or declined with the closest as 'perhaps'."""
    need = resolved.need
    offered = tuple(_offered(candidate, resolved, items, language) for candidate in choice.offered)
    found = tuple(passage_of(sources=sources, **passage) for passage in passages)
    if choice.verdict == "unknown":
        message = _unknown(choice, language, hotline)
        return Need(need.text, need.query, need.facets, "unknown", message, None, (), offered[:_PERHAPS], (), found)
    if choice.verdict == "clarification":
        message = say("said-clarification", language)
        differ = apart([items[o.code] for o in offered if o.code in items], language)
        offered = tuple(replace(o, apart=differ.get(o.code, "")) for o in offered)
        return Need(need.text, need.query, need.facets, "clarification", message, None, offered, (), (), found)
    best = offered[0]
    item = items.get(best.code)
    message = say("said-answered", language, title=best.title)
    if item is None:
        return Need(need.text, need.query, need.facets, "answered", message, best.code, offered, (), (), found)
    offered = _with_twin(offered, choice, items, language)
    place = navigate(item, known, language=language, today=now.at.date(), prefer=prefer)
    facts = facts_of(item, language=language, sources=sources, asked=need.facets, now=now, navigation=place)
    return Need(
        need.text, need.query, need.facets, "answered", message, best.code, offered, (), facts, found,
        question=place.question,
    )  # fmt: skip


def _with_twin(
    offered: tuple[Offered, ...], choice: Choice, items: Mapping[str, ServiceItem], language: Language
) -> tuple[Offered, ...]:
    """What is close behind and alike says what sets it apart from the first."""
    twin = twin_of(choice.offered)
    if twin is None or twin.code not in items:
        return offered
    differ = apart([items[offered[0].code], items[twin.code]], language).get(twin.code, "")
    return tuple(replace(o, apart=differ) if o.code == twin.code else o for o in offered)


def _unknown(choice: Choice, language: Language, hotline: str) -> str:
    if choice.matter:
        return say(
            "said-unknown-named", language,
            matter=choice.matter.in_language("en" if language == "en" else "zh"),
            department=choice.department.in_language("en" if language == "en" else "zh"), hotline=hotline,
        )  # fmt: skip
    return say("said-unknown", language, hotline=hotline)


def _offered(candidate: Candidate, resolved: Resolved, items: Mapping[str, ServiceItem], language: Language) -> Offered:
    item = items.get(candidate.code)
    title = item.title.in_language("en" if language == "en" else "zh") if item else candidate.title
    department = item.department.name.in_language("en" if language == "en" else "zh") if item else candidate.department
    why = [say("why-before", language)] if resolved.kind in ("same_item", "other_choice") else []
    if candidate.words:
        why.append(say("why-words", language, words=say("comma", language).join(candidate.words[:4])))
    if not why or candidate.similarity >= 0.9:
        why.append(say("why-meaning", language))
    return Offered(candidate.code, title, department, round(candidate.score, 4), tuple(why), item_page(candidate.code))


def decline(
    state: State, reason: str, understood: Understood, language: Language, hotline: str, *, place: str = ""
) -> Reply:
    """A reply without an item: what is the matter, and whom to turn to."""
    if state == "clarification":
        message = say("said-which-matter", language)
    else:
        message = sentences(state, reason, language, hotline=hotline, place=place)
    return Reply(
        state=state, question=understood.text, language=language, message=message, reason=reason,
        contacts=contacts_for(state, language, hotline, reason=reason, text=understood.simplified),
    )  # fmt: skip


def whole(  # noqa: PLR0917 - everything that a reply is made of
    understood: Understood,
    needs: tuple[Need, ...],
    sources: SourceList,
    contacts: tuple[Contact, ...],
    language: Language,
    hotline: str,
) -> Reply:
    """The state of the reply is that of its most answered need."""
    states = [need.state for need in needs]
    state: State = next((s for s in ("answered", "clarification") if s in states), "unknown")
    message = needs[0].message if len(needs) == 1 else say("said-several", language, n=len(needs))
    reason = "not_in_catalogue" if state == "unknown" else ""
    lines = contacts if state == "answered" else (*contacts, *contacts_for(state, language, hotline))
    return Reply(
        state=state, question=understood.text, language=language, message=message, reason=reason, needs=needs,
        sources=sources.rows(), contacts=lines,
    )  # fmt: skip


def narrate_understanding(understood: Understood, language: Language) -> tuple[str, tuple[str, ...]]:
    """What was understood, as a heading and plain sentences."""
    needs = understood.needs
    joined = say("separator", language).join(need.query for need in needs)
    details = [
        say("step-understood-one", language, query=joined) if len(needs) == 1
        else say("step-understood-many", language, n=len(needs), query=joined)
    ]  # fmt: skip
    facets = [say(f, language) for f in dict.fromkeys(f for need in needs for f in need.facets)]
    if facets:
        details.append(say("step-facets", language, facets=say("comma", language).join(facets)))
    first = understood.resolved[0]
    if first.kind != "new" and first.because:
        details.append(say("step-follow-up", language, title=first.because))
    said = [known.label for known in understood.said if known.label]
    if said:
        details.append(say("step-facts-said", language, facts=say("comma", language).join(said)))
    return say("step-understood", language), tuple(details)


def narrate_choice(
    choices: Sequence[Choice], language: Language, names: Mapping[str, str] | None = None
) -> tuple[str, tuple[str, ...]]:
    """What was taken and what was left, as a heading and plain sentences. ``names``: titles in another language."""
    details = []
    named = names or {}
    for choice in choices:
        if choice.verdict == "unknown":
            details.append(say("step-none", language))
            continue
        if choice.verdict == "clarification":
            details.append(say("step-open", language))
        else:
            first = choice.offered[0]
            details.append(say("step-chosen", language, title=named.get(first.code) or first.title))
        details += [say("step-left", language, title=named.get(o.code) or o.title) for o in choice.offered[1:3]]
    return say("step-considered", language), tuple(details)
