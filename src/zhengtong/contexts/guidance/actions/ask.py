"""Ask: understand → retrieve → choose → compose → record. One question becomes one reply."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.utils import timezone

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.remember import ALGORITHM, remember
from zhengtong.contexts.guidance.domain.answering import (
    compose_need,
    decline,
    narrate_choice,
    narrate_understanding,
    whole,
)
from zhengtong.contexts.guidance.domain.choosing import Choice
from zhengtong.contexts.guidance.domain.compose import Moment
from zhengtong.contexts.guidance.domain.dialogue import Remembered
from zhengtong.contexts.guidance.domain.reply import Contact, Language, Need, Reply, SourceList, Step
from zhengtong.contexts.guidance.domain.understanding import Understood, understand
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.queries import conversations, retrieval
from zhengtong.contexts.guidance.queries.home import Home, home
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

logger = logging.getLogger(__name__)
OnStep = Callable[[Step], None]
# Answering is computing: more at once in one process makes every one of them late, and none of them earlier.
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass
class _Run:
    """What one question gathers on its way."""

    home: Home
    on_step: OnStep | None
    language: Language = "zh-Hans"
    steps: list[Step] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def step(self, name: str, said: str, details: tuple[str, ...] = ()) -> None:
        now = time.perf_counter()
        step = Step(name, said, details, round((now - self.started) * 1000, 1))
        self.started = now
        self.steps.append(step)
        if self.on_step:
            self.on_step(step)


def ask(
    question: str,
    *,
    actor: Actor,
    conversation: str | None = None,
    item: str | None = None,
    language: str = "zh-hans",
    region: str | None = None,
    audience: str | None = None,
    on_step: OnStep | None = None,
    record: bool = True,
    channel: str = "web",
    before: tuple[Remembered, ...] | None = None,
) -> Reply:
    """The reply to a question, with its trace.

    Args:
        conversation: key of an earlier reply's conversation, to go on with it; a new one otherwise.
        item: code of the item that the person picked among those offered for this question.
        language: of the page; decides only where the question has no language of its own.
        region, audience: narrow the search.
        on_step: told of each step as it happens.
        before: the turns before this one, where they are not stored; otherwise read from ``conversation``.
        record: False leaves neither act nor turn (measuring); the reply then has no receipt.

    Raises:
        Fault: the question cannot be read (see ``domain.reading.read``), or the algorithm
            ``guidance.answer`` is not registered or switched off.
    """
    key = str(conversations.as_key(conversation) or uuid.uuid4())
    run = _Run(home(), on_step)
    said_before, turn = (before, len(before)) if before is not None else _before(conversation)
    understood = understand(question, before=said_before, region=region or run.home.region, local_names=run.home.names)
    understood = _with_pick(understood, item) if item else understood
    run.language = _language(understood, language)
    run.step("understood", *narrate_understanding(understood, run.language))
    try:
        with _AT_ONCE:
            reply = _answer(run, understood, region, audience)
        reply = replace(reply, conversation=key, turn=turn + 1, ai_label=say("ai-label", run.language))
        return _kept(run, reply, actor, channel) if record else replace(reply, trace=tuple(run.steps))
    except DatabaseTrouble as trouble:
        logger.error("No answer: the database said %s", type(trouble).__name__)
        down = decline("search_down", "search_down", understood, run.language, run.home.hotline)
        return replace(down, conversation=key, trace=tuple(run.steps), ai_label=say("ai-label", run.language))


def _kept(run: _Run, reply: Reply, actor: Actor, channel: str) -> Reply:
    with transaction.atomic():
        kept = remember(replace(reply, trace=tuple(run.steps)), actor=actor, channel=channel)
    run.step(
        "recorded", say("step-recorded", run.language), (say("step-recorded-said", run.language, code=kept.receipt),)
    )
    return replace(kept, trace=tuple(run.steps))


def _before(conversation: str | None) -> tuple[tuple[Remembered, ...], int]:
    if not conversation:
        return (), 0
    try:
        return conversations.remembered(conversation)
    except DatabaseTrouble:
        return (), 0


def _with_pick(understood: Understood, code: str) -> Understood:
    """The person chose: the item is the answer if it exists."""
    known = catalog.items([code]).get(code)
    if known is None or understood.limit:
        return understood
    first = understood.resolved[0]
    return replace(understood, resolved=(replace(first, kind="other_choice", item=code, because=known.title.zh),))


def _language(understood: Understood, page: str) -> Language:
    letters = any(c.isalpha() for c in understood.text)
    return understood.language if letters else ("en" if page.startswith("en") else "zh-Hans")


def _answer(run: _Run, understood: Understood, region: str | None, audience: str | None) -> Reply:
    if understood.limit:
        limit = understood.limit
        run.step("limit", say("step-limit", run.language, words=limit.words))
        return decline(limit.state, limit.reason, understood, run.language, run.home.hotline, place=limit.words)
    ledger.require_algorithm(ALGORITHM)
    if understood.names_no_matter:
        return decline("clarification", "which_matter", understood, run.language, run.home.hotline)
    found = retrieval.items_for(understood.resolved, region=region, audience=audience)
    run.step(
        "searched",
        say("step-searched", run.language),
        (say("step-searched-said", run.language, n=sum(len(f.candidates) for f in found)),),
    )
    choices = [retrieval.chosen(r, f) for r, f in zip(understood.resolved, found, strict=True)]
    run.step("considered", *narrate_choice(choices, run.language))
    needs, sources, contacts = _composed(run, understood, choices)
    facts = sum(len(need.facts) for need in needs)
    run.step(
        "composed",
        say("step-composed", run.language),
        (say("step-composed-said", run.language, facts=facts, sources=len(sources.rows())),),
    )
    return whole(understood, needs, sources, contacts, run.language, run.home.hotline)


def _composed(
    run: _Run, understood: Understood, choices: list[Choice]
) -> tuple[tuple[Need, ...], SourceList, tuple[Contact, ...]]:
    """Needs with their facts. The items of all needs are read at once."""
    chosen = {c.offered[0].code for c in choices if c.verdict == "answered"}
    shown = [o.code for c in choices for o in c.offered[:1]]
    items = catalog.items(list(dict.fromkeys([*chosen, *shown])))
    sources = SourceList()
    passages = retrieval.passages_for(understood.simplified, region=run.home.region)
    if passages:
        run.step("law", say("step-law", run.language), (say("step-law-said", run.language, n=len(passages)),))
    off = packs.days_off()
    now = Moment(timezone.localtime(), off.holidays, off.workdays)
    needs = tuple(
        compose_need(
            resolved, choice, items, sources, language=run.language, now=now,
            hotline=run.home.hotline, passages=passages if index == 0 else (),
        )
        for index, (resolved, choice) in enumerate(zip(understood.resolved, choices, strict=True))
    )  # fmt: skip
    return needs, sources, _contacts(choices, items, run)


def _contacts(choices: list[Choice], items: dict[str, catalog.ServiceItem], run: _Run) -> tuple[Contact, ...]:
    contacts = []
    for choice in choices:
        item = items.get(choice.offered[0].code) if choice.offered else None
        if item is not None and choice.verdict != "answered":
            number = item.phones.consult or item.department.phone
            name = item.department.name.in_language("en" if run.language == "en" else "zh")
            if number and name:
                contacts.append(Contact(say("department-phone", run.language, name=name), number))
    return tuple(dict.fromkeys(contacts))
