"""The steps of answering that make one plan of several matters, and know a whole event when it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.noted import note_situations
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.life_events import spoken_of
from zhengtong.contexts.guidance.domain.needs import NeedText
from zhengtong.contexts.guidance.domain.plan import Plan
from zhengtong.contexts.guidance.domain.reply import Language, Need, Reply, SourceList
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.queries.one_things import bundles
from zhengtong.contexts.guidance.queries.plans import plan_for

Items = dict[str, catalog.ServiceItem]


@dataclass(frozen=True)
class Event:
    """``understood`` with a whole event put as its matters. ``bundle``: the one-thing spoken of."""

    understood: Understood
    bundle: catalog.OneThing | None = None
    whole: bool = False


def event_of(run: Run, understood: Understood) -> Event:
    """The one-thing that the message speaks of. Where all of it is wanted, its matters take the place of that need."""
    known = bundles()
    if not known.named:
        return Event(understood)
    alone = len(understood.resolved) == 1
    bundle, whole = None, False
    resolved: list[Resolved] = []
    for each in understood.resolved:
        text = understood.simplified if alone else each.need.text
        spoken = spoken_of(text, known.named, alone=alone) if each.kind == "new" else None
        bundle = known.by_key[spoken.key] if spoken and bundle is None else bundle
        if spoken is None or not spoken.whole:
            resolved.append(each)
            continue
        bundle, whole = known.by_key[spoken.key], True
        resolved += _members(bundle, each, run.language)
        title = bundle.title.in_language(run.language)
        run.step("one_thing", say("step-one-thing", run.language, title=title))
    once = tuple({r.item or id(r): r for r in resolved}.values())
    return Event(replace(understood, resolved=once) if whole else understood, bundle, whole)


def _members(bundle: catalog.OneThing, asked: Resolved, language: Language) -> list[Resolved]:
    return [
        Resolved(
            "other_choice",
            NeedText(m.item.title.in_language(language), m.item.title.zh, asked.need.facets, asked.need.query),
            m.code,
            m.item.title.zh,
        )
        for m in bundle.members
        if m.item is not None
    ]


def planned(
    run: Run, event: Event, needs: tuple[Need, ...], items: Items, sources: SourceList
) -> tuple[tuple[Need, ...], Plan | None]:
    """The plan of all matters answered, and the needs: those of a whole event in its order.

    One matter alone has a plan only where it is part of a one-thing that was spoken of.
    """
    codes = list(dict.fromkeys(need.chosen for need in needs if need.chosen and need.chosen in items))
    bundle = event.bundle if event.whole else bundles().made_of(set(codes)) if len(codes) > 1 else None
    members = {m.code for m in event.bundle.members if m.item is not None} if event.bundle else set()
    if len(codes) == 1 and len(needs) == 1 and codes[0] in members and event.bundle:
        bundle = event.bundle
        others = catalog.items(members - items.keys(), in_force_only=True)
        note_situations(run, event.understood, others.values())
        items = items | others
        codes = [m.code for m in bundle.members if m.code in items]
    if len(codes) < 2:
        return needs, None
    if bundle is not None and not set(codes) <= {m.code for m in bundle.members}:
        bundle = None  # more than the event was asked for
    plan = plan_for(
        [items[code] for code in codes], known=run.known, language=run.language, sources=sources,
        start=run.now.date(), one_thing=bundle,
    )  # fmt: skip
    run.step("planned", say("step-plan", run.language), _narrated(plan, run.language))
    return (_in_order(needs, plan, event, run.language) if event.whole else needs), plan


def _in_order(needs: tuple[Need, ...], plan: Plan, event: Event, language: Language) -> tuple[Need, ...]:
    """Members that this person does not need are left out; other needs of the message come after them."""
    place = {step.code: number for number, step in enumerate(plan.steps)}
    members = {m.code for m in event.bundle.members} if event.bundle else set()
    why = (say("why-one-thing", language, title=event.bundle.title.in_language(language)),) if event.bundle else ()
    kept = [
        replace(need, offered=tuple(replace(o, why=why) for o in need.offered)) if need.chosen in members else need
        for need in needs
        if need.chosen not in members or need.chosen in place
    ]
    return tuple(sorted(kept, key=lambda need: place.get(need.chosen or "", len(place))))


def _narrated(plan: Plan, language: Language) -> tuple[str, ...]:
    key = "step-plan-said" + _of_trips(plan)
    said = [say(key, language, steps=len(plan.steps), trips=len(plan.trips))]
    if plan.saved:
        said.append(say("step-plan-saved-one" if plan.saved == 1 else "step-plan-saved", language, saved=plan.saved))
    if plan.working_days is not None:
        return (*said, say("step-plan-days", language, days=plan.working_days))
    return (*said, say("step-plan-at-least", language, days=plan.at_least, n=len(plan.unstated)))


def _of_trips(plan: Plan) -> str:
    """The end of a wording's key: none and one are said otherwise than several."""
    return {0: "-home", 1: "-one"}.get(len(plan.trips), "")


def with_plan(reply: Reply, plan: Plan | None) -> Reply:
    """``reply`` with its plan, and a message that says so where it answers more than one need."""
    if plan is None:
        return reply
    message = reply.message
    if len(reply.needs) > 1 and plan.one_thing:
        message = say("said-one-thing", reply.language, title=plan.title, n=len(plan.steps))
    elif len(reply.needs) > 1:
        key = "said-plan" + _of_trips(plan)
        message = say(key, reply.language, n=len(reply.needs), steps=len(plan.steps), trips=len(plan.trips))
    return replace(reply, plan=plan, message=message)
