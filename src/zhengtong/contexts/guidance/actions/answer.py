"""Answer: limits → retrieve → choose → compose, for what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions import model_steps, plan_steps
from zhengtong.contexts.guidance.actions.noted import note_situations
from zhengtong.contexts.guidance.actions.remember import ALGORITHM
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.answering import compose_need, decline, narrate_choice, whole
from zhengtong.contexts.guidance.domain.choosing import Choice
from zhengtong.contexts.guidance.domain.compose import Moment
from zhengtong.contexts.guidance.domain.day_said import day_said
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.leaning import leaning_of
from zhengtong.contexts.guidance.domain.one_matter import one_for_each_matter
from zhengtong.contexts.guidance.domain.reply import Contact, Need, Reply, SourceList
from zhengtong.contexts.guidance.domain.turning_to import because, with_care
from zhengtong.contexts.guidance.domain.twins import twin_of
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.contexts.guidance.queries.passages import passages_for
from zhengtong.contexts.knowledge.service import law_in_english
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs


def answer(run: Run, understood: Understood, region: str | None, audience: str | None) -> Reply:
    """The reply to ``understood``; each step is told to ``run`` as it happens."""
    if understood.limit:
        limit = understood.limit
        run.step("limit", say("step-limit", run.language), (because(limit, run.language),))
        return decline(limit.state, limit.reason, understood, run.language, run.home.hotline, place=limit.words)
    ledger.require_algorithm(ALGORITHM)
    if understood.names_no_matter:
        return decline("clarification", "which_matter", understood, run.language, run.home.hotline)
    event = plan_steps.event_of(run, understood)
    understood = event.understood
    found = retrieval.items_for(
        understood.resolved, region=region, audience=audience, leaning=leaning_of(run.known),
        offered=model_steps.offered(run),
    )  # fmt: skip
    run.step(
        "searched",
        say("step-searched", run.language),
        (say("step-searched-said", run.language, n=sum(len(f.candidates) for f in found)),),
    )
    found = model_steps.choose(run, understood, found)
    choices = [retrieval.chosen(r, f) for r, f in zip(understood.resolved, found, strict=True)]
    stay, resolved = one_for_each_matter(understood.resolved, choices)
    if len(stay) < len(choices):
        understood = replace(understood, resolved=resolved)
        found, choices = [found[place] for place in stay], [choices[place] for place in stay]
    run.understood, run.found = understood, tuple(found)
    run.step("considered", *_considered(run, understood, found, choices))
    needs, items, sources, contacts = _composed(run, understood, choices)
    needs, plan = plan_steps.planned(run, event, needs, items, sources)
    facts = sum(len(need.facts) for need in needs)
    run.step(
        "composed",
        say("step-composed", run.language),
        (say("step-composed-said", run.language, facts=facts, sources=len(sources.rows())),),
    )
    needs = model_steps.word(run, needs)
    reply = plan_steps.with_plan(whole(understood, needs, sources, contacts, run.language, run.home.hotline), plan)
    return with_care(reply, understood.simplified, run.home.hotline)


def _considered(
    run: Run, understood: Understood, found: Sequence[retrieval.Found], choices: list[Choice]
) -> tuple[str, tuple[str, ...]]:
    """What was taken and left; also that a turn turned out to go on with what was spoken of."""
    names: dict[str, str] = {}
    if run.language == "en":  # they are found by their Chinese titles, and named in the person's language
        read = catalog.items([o.code for choice in choices for o in choice.offered[:3]])
        names = {code: item.title.in_language("en") for code, item in read.items()}
    heading, compared = narrate_choice(choices, run.language, names)
    follows = [
        say("step-follows-after-all", run.language, title=r.spoken.title)
        for r, f in zip(understood.resolved, found, strict=True)
        if r.kind == "perhaps" and f.goes_on
    ]
    return heading, (*follows, *compared)


def _composed(
    run: Run, understood: Understood, choices: list[Choice]
) -> tuple[tuple[Need, ...], dict[str, catalog.ServiceItem], SourceList, tuple[Contact, ...]]:
    """Needs with their facts. The items of all needs are read at once."""
    chosen = list(dict.fromkeys(c.offered[0].code for c in choices if c.verdict == "answered"))  # no set: see replay
    # those to choose from are told apart by what the catalogue says of each, and named in the person's language
    shown = [o.code for c in choices for o in c.offered[: 1 if c.verdict == "answered" and run.language != "en" else 6]]
    twins = [twin.code for c in choices if c.verdict == "answered" and (twin := twin_of(c.offered))]
    items = catalog.items(list(dict.fromkeys([*chosen, *shown, *twins])))
    run.revisions |= {code: item.revision for code, item in items.items()}
    note_situations(run, understood, [items[code] for code in chosen if code in items])
    sources = SourceList(law_in=law_in_english if run.language == "en" else None)
    passages = passages_for(understood.simplified, region=run.home.region, language=run.language, on=run.now.date())
    if passages:
        run.step("law", say("step-law", run.language), (say("step-law-said", run.language, n=len(passages)),))
    off = packs.days_off()
    where = any("place" in need.facets for need in understood.needs)
    day = day_said(understood.simplified, run.now.date()) if where else None
    now = Moment(run.now, off.holidays, off.workdays, asked=day)
    needs = tuple(
        compose_need(
            _shown(resolved, understood), choice, items, sources, language=run.language, now=now,
            hotline=run.home.hotline, passages=passages if index == 0 else (), known=run.known, prefer=run.prefer,
        )
        for index, (resolved, choice) in enumerate(zip(understood.resolved, choices, strict=True))
    )  # fmt: skip
    return needs, items, sources, _contacts(choices, items, run)


def _shown(resolved: Resolved, understood: Understood) -> Resolved:
    """The need in the words that the person typed, not in those that were looked up."""
    typed = understood.as_typed(resolved.need.text)
    return resolved if typed == resolved.need.text else replace(resolved, need=replace(resolved.need, text=typed))


def _contacts(choices: list[Choice], items: dict[str, catalog.ServiceItem], run: Run) -> tuple[Contact, ...]:
    contacts = []
    for choice in choices:
        item = items.get(choice.offered[0].code) if choice.offered else None
        if item is not None and choice.verdict != "answered":
            number = item.phones.consult or item.department.phone
            name = item.department.name.in_language(run.language)
            if number and name:
                contacts.append(Contact(say("department-phone", run.language, name=name), number))
    return tuple(dict.fromkeys(contacts))
