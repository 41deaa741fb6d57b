"""Ask: remember what was said → understand → answer → record. One question becomes one reply."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import Error as DatabaseTrouble
from django.utils import timezone

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions import model_steps
from zhengtong.contexts.guidance.actions.answer import answer
from zhengtong.contexts.guidance.actions.given import given_or_made
from zhengtong.contexts.guidance.actions.remember import remember
from zhengtong.contexts.guidance.actions.run import Again, OnStep, Run
from zhengtong.contexts.guidance.actions.stored_basis import basis_of, call_of
from zhengtong.contexts.guidance.domain import region_said
from zhengtong.contexts.guidance.domain.answering import decline, narrate_understanding
from zhengtong.contexts.guidance.domain.answers import LONGEST_ANSWER, OptionWords
from zhengtong.contexts.guidance.domain.dialogue import left_without
from zhengtong.contexts.guidance.domain.memory import Memory, merged, picked, without
from zhengtong.contexts.guidance.domain.pairs import names_thing
from zhengtong.contexts.guidance.domain.picked_up import pick_up
from zhengtong.contexts.guidance.domain.reply import Known, Language, Reply
from zhengtong.contexts.guidance.domain.understanding import Understood, replanned, understand, understand_answers
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.queries import conversations
from zhengtong.contexts.guidance.queries.home import home
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.places import Places

logger = logging.getLogger(__name__)
MOST_LEFT = 2  # characters beside an answer that are no matter of their own
# Answering is computing: more at once in one process makes every one of them later. Two, so that one of them computes
# while the other waits for the database.
_AT_ONCE = Places(2)


def ask(
    question: str,
    *,
    actor: Actor,
    conversation: str | None = None,
    item: str | None = None,
    answers: Mapping[str, str] | None = None,
    forget: Collection[str] = (),
    prefer: Collection[str] = (),
    language: str = "zh-hans",
    region: str | None = None,
    audience: str | None = None,
    on_step: OnStep | None = None,
    record: bool = True,
    channel: str = "web",
    memory: Memory | None = None,
    memory_of: tuple[str, int] | None = None,
    now: datetime | None = None,
    again: Again | None = None,
) -> Reply:
    """The reply to a question, with its trace.

    Args:
        question: may be empty, or the last one again, where ``answers`` or ``forget`` say what is new: then the
            matters of the turn before are gone through once more with what is known now.
        conversation: key of an earlier reply's conversation, to go on with it; a new one otherwise.
        item: code of the item that the person picked among those offered for this question.
        answers: picked answers, by the key of a known fact; "" where the person does not know.
        forget: keys of known facts that the person takes back.
        prefer: keys that the person wants to be asked about next.
        language: of the page; decides only where the question has no language of its own.
        region, audience: narrow the search.
        on_step: told of each step as it happens.
        memory: what the conversation remembers, where it is not stored; otherwise read from ``conversation``.
        memory_of: the conversation and turn that ``memory`` was read from.
        record: False leaves neither act nor turn (measuring); the reply then has no receipt.
        now: the moment that opening hours are told for.
        again: this reply was given before and is made once more, see ``actions.replay``.

    Raises:
        Fault: the question cannot be read (see ``domain.reading.read``), or the algorithm
            ``guidance.answer`` is not registered or switched off.
    """
    key = str(conversations.as_key(conversation) or uuid.uuid4())
    run = Run(home(), on_step, memory=_memory(conversation) if memory is None else memory)
    run.now, run.prefer = now or timezone.localtime(), frozenset(prefer)
    run.asked = call_of(
        question, item=item, answers=answers, forget=forget, prefer=prefer, language=language, region=region,
        audience=audience, now=run.now, before=run.memory.number,
        told=memory is not None and memory_of is None, memory_of=memory_of,
    )  # fmt: skip
    if again is not None:
        run.again, again.run = again, run
    model_steps.open_help(run)
    # from here on nothing knows what names a person: neither search, models and records, nor who is told of a step
    question, answers = run.asked["question"], run.asked.get("answers")
    read = partial(_read, run, question, answers, forget, item, region, language)
    with _AT_ONCE:
        model_steps.while_waiting(run, _AT_ONCE)
        try:
            make = partial(_made, run, read, region, audience)
            made = given_or_made(run, question, (language, region, audience), make)
            reply = model_steps.finished(run, _finished(run, made, key))
            return _kept(run, reply, actor, channel) if record else replace(reply, trace=tuple(run.steps))
        except DatabaseTrouble as trouble:
            logger.error("No answer: the database said %s", type(trouble).__name__)
            down = decline("search_down", "search_down", run.understood or read(), run.language, run.home.hotline)
            return replace(_finished(run, down, key), turn=0, trace=tuple(run.steps))


def _made(run: Run, read: Callable[[], Understood], region: str | None, audience: str | None) -> Reply:
    return answer(run, model_steps.refine(run, read()), region, audience)


def _read(  # noqa: PLR0917 - what ``ask`` was called with
    run: Run,
    question: str,
    answers: Mapping[str, str] | None,
    forget: Collection[str],
    item: str | None,
    region: str | None,
    language: str,
) -> Understood:
    """What is asked and in which language; what is known of the person's situation by now."""
    said = picked(answers or {}, run.memory)
    goes_on = _goes_on(question, said or forget, run.memory)
    understood = _understood(run, question, said, goes_on=goes_on, region=region, language=language)
    run.known = merged(merged(without(run.memory.known, forget), understood.said), said)
    run.understood = understood = _with_pick(understood, item) if item else understood
    run.language = _language(understood, language)
    run.known = region_said.labelled(run.known, run.home.places, run.language)
    run.step("understood", *narrate_understanding(understood, run.language))
    return understood


def _understood(
    run: Run, question: str, said: tuple[Known, ...], *, goes_on: bool, region: str | None, language: str
) -> Understood:
    """What is asked in the light of the turns before; ``goes_on``: nothing new is, the last matters once more."""
    if goes_on:
        label = say("comma", "zh-Hans").join(k.label or k.value for k in said)
        return understand_answers(question or label, run.memory, _page_language(language, run.memory))
    understood = understand(
        question, memory=run.memory, region=region or run.home.region, local_names=run.home.names,
        words=_words_of(question, run.memory), places=run.home.places,
    )  # fmt: skip
    return _stays(understood, run.memory)


def _finished(run: Run, reply: Reply, key: str) -> Reply:
    return replace(
        reply, conversation=key, turn=run.memory.number + 1, known=run.known, ai_label=say("ai-label", run.language)
    )


def _kept(run: Run, reply: Reply, actor: Actor, channel: str) -> Reply:
    whole = replace(reply, trace=tuple(run.steps))
    kept = remember(whole, actor=actor, channel=channel, rests_on=basis_of(run))
    run.step(
        "recorded", say("step-recorded", run.language), (say("step-recorded-said", run.language, code=kept.receipt),)
    )
    return replace(kept, trace=tuple(run.steps))


def _memory(conversation: str | None) -> Memory:
    if not conversation:
        return Memory()
    try:
        return conversations.memory(conversation)
    except DatabaseTrouble:
        return Memory()


def _goes_on(question: str, new: object, memory: Memory) -> bool:
    """Whether this turn only says something about the situation: the question is that of the turn before, or none."""
    asked = question.strip()
    return bool(new) and bool(memory.turns) and (not asked or asked == memory.question)


def _words_of(question: str, memory: Memory) -> OptionWords:
    """What says the options of the question that is open, as its item words them; read only for what may answer it."""
    codes = [last.item for last in memory.last if last.item] if memory.asked else []
    if memory.asked is None or not codes or len(question) > LONGEST_ANSWER:
        return {}
    return {
        option.key: (*option.words.zh, *option.words.en)
        for code, item in catalog.items(codes).items()
        for situation in item.situations
        if memory.asked.key in (situation.fact, f"{code}.{situation.key}")
        for option in situation.options
    }


def _stays(understood: Understood, memory: Memory) -> Understood:
    """A turn that only says something about the person's situation is about the items spoken of: 房子是租的."""
    first = understood.resolved[0]
    codes = [last.item for last in memory.last if last.settled and last.item]
    if first.kind not in ("variation", "perhaps") or not codes or len(understood.text) > LONGEST_ANSWER:
        return understood
    items = catalog.items(codes)
    said = [
        known.said for item in items.values() for known in pick_up(understood.simplified, item, understood.language)
    ]
    said += [known.said for known in understood.said]
    left = left_without(understood.simplified, said)
    if not said or len(left) > MOST_LEFT or names_thing(left):
        return understood
    return replace(understood, resolved=replanned(understood.text, memory))


def _with_pick(understood: Understood, code: str) -> Understood:
    """The person chose: the item is the answer if it exists."""
    known = catalog.items([code]).get(code)
    if known is None or understood.limit:
        return understood
    first = understood.resolved[0]
    return replace(understood, resolved=(replace(first, kind="other_choice", item=code, because=known.title.zh),))


def _page_language(page: str, memory: Memory) -> Language:
    return memory.language or ("en" if page.startswith("en") else "zh-Hans")


def _language(understood: Understood, page: str) -> Language:
    letters = any(c.isalpha() for c in understood.text)
    return understood.language if letters else ("en" if page.startswith("en") else "zh-Hans")
