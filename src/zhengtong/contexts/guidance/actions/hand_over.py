"""Ask for a person: what the person who asks can do. Doing the same twice changes nothing."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.feedback import keep_once
from zhengtong.contexts.guidance.actions.handover_limit import is_urgent, kept_of, refuse_too_many
from zhengtong.contexts.guidance.domain.contact import LONGEST_NAME, Contact, locked, read_way
from zhengtong.contexts.guidance.domain.handover import (
    HOTLINE_DESK,
    LONGEST_WORDS,
    WAITING,
    Visitor,
    matter_of,
    tidy,
)
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.models import Conversation, Handover, PersonTurn, Turn
from zhengtong.contexts.guidance.queries import conversations
from zhengtong.contexts.guidance.queries.desks import DeskView, ahead_of, desk_for, desk_of, desks
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ledger import service as ledger

MOST_UNREAD = 30  # messages that nobody has answered yet, so that an official sees what the request began with


def read_contact(name: str, way: str, *, consent: bool) -> Contact:
    """What was typed to be reached by.

    Raises:
        Fault: ``contact-unreadable``; ``consent-missing``: without it nothing of this may be kept.
    """
    found = read_way(way)
    if found is None:
        raise Fault(
            "contact-unreadable", N_("This is neither a telephone number nor an e-mail address."),
            N_("Check it, or leave it empty: the answer comes into this conversation anyway."),
        )  # fmt: skip
    contact = Contact(" ".join(tidy(name, LONGEST_NAME).split()), found)
    if contact and not consent:
        raise Fault(
            "consent-missing", N_("Your name and number are kept only if you agree."),
            N_("Tick the box, or leave both empty."),
        )  # fmt: skip
    return contact


def hand_over(
    conversation: str | None,
    *,
    actor: Actor,
    reason: str = "button",
    words: str = "",
    contact: Contact = Contact(),  # noqa: B008 - frozen
    language: str = "zh-Hans",
    channel: str = "chat",
    visitor: Visitor = Visitor(),  # noqa: B008 - frozen
    now: datetime | None = None,
) -> Handover:
    """The request of this conversation: a new one, or the one that waits already, with what is said now added to it.

    It goes to the desk of the department whose matter was last spoken of, else to the hotline's. The conversation is
    locked meanwhile, so that two presses make one request. What is added to a request that waits makes no new one.

    Raises:
        Fault: ``handovers-too-many``: this ``visitor`` has made as many requests as the pack allows;
            ``words-too-many``: more was added to one that waits than anybody reads.
    """
    key = conversations.as_key(conversation) or uuid.uuid4()
    now = now or timezone.now()
    words = mask_personal_data(tidy(words, LONGEST_WORDS), doors=False)
    if not _waiting(key):
        with transaction.atomic():
            _refuse_too_many(key, conversations.memory(str(key)), visitor, words, now)
        if reason != "words":
            _say_so(key, actor, language, channel)
    memory = conversations.memory(str(key))
    with transaction.atomic():
        _opened(key, actor, channel)
        row = Handover.objects.filter(conversation_id=key, state__in=WAITING).first()
        if row is None:
            desk = _refuse_too_many(key, memory, visitor, words, now)
            row = Handover.objects.create(
                conversation_id=key, turn=memory.number, desk=desk.key, matter=matter_of(memory),
                ahead=ahead_of(desk.key), question=words or _last_question(key), reason=reason[:20], asked=now,
                language="en" if language.startswith("en") else "zh-Hans", **kept_of(visitor),
            )  # fmt: skip
            _audit(row, actor, "asked", desk=row.desk, reason=reason)
        if contact:
            row.contact, row.consented = locked(contact, settings.SECRET_KEY), now
            row.save(update_fields=["contact", "consented"])
            _audit(row, actor, "contact-given")
        if words:
            _write(row, words, now)
    return row


def _audit(row: Handover, actor: Actor, what: str, **detail: Any) -> None:
    ledger.record_audit(actor=actor, verb=f"handover.{what}", subject=f"handover:{row.pk}", detail=detail)


def _waiting(key: uuid.UUID) -> bool:
    return Handover.objects.filter(conversation_id=key, state__in=WAITING).exists()


def _say_so(key: uuid.UUID, actor: Actor, language: str, channel: str) -> None:
    """The press of the button is a turn like any other, so that it is seen and counted; not needed to be heard."""
    english = language.startswith("en")
    try:
        ask(
            say("wants-person", "en" if english else "zh-Hans"), actor=actor, conversation=str(key),
            language="en" if english else "zh-hans", channel=channel,
        )  # fmt: skip
    except Fault:
        return  # the assistant is switched off; a person is all the more wanted


def _opened(key: uuid.UUID, actor: Actor, channel: str) -> None:
    account = actor.identifier if actor.kind == "person" else ""
    Conversation.objects.bulk_create(
        [Conversation(key=key, account=account, channel=channel[:12])], ignore_conflicts=True
    )
    Conversation.objects.select_for_update().get(key=key)


def _refuse_too_many(key: uuid.UUID, memory: Memory, visitor: Visitor, words: str, now: datetime) -> DeskView:
    """The desk that takes it, unless the visitor has asked too often."""
    known = desks()
    desk = desk_for(matter_of(memory), known)
    limits = known[HOTLINE_DESK].visitor_limits
    refuse_too_many(key, visitor, desk=desk, limits=limits, words=words, now=now)
    return desk


def _last_question(key: uuid.UUID) -> str:
    """What it is about, for the list, where nothing was written: the last question that was not this request."""
    turns = Turn.objects.filter(conversation_id=key).exclude(state="handed_over").order_by("-number")
    return turns.values_list("question", flat=True).first() or ""


def _unread(row: Handover) -> int:
    """What the person has written since an official last did."""
    last = row.turns.exclude(kind="person").order_by("-pk").values_list("pk", flat=True).first() or 0
    return row.turns.filter(kind="person", pk__gt=last).count()


def _write(row: Handover, words: str, now: datetime) -> None:
    """Said twice in a row it is written once; after an official wrote, the same words are an answer of their own."""
    if row.turns.order_by("-pk").values_list("kind", "text").first() == ("person", words):
        return
    if _unread(row) >= MOST_UNREAD and not is_urgent(row.conversation_id, words):
        raise Fault(
            "words-too-many", N_("The official has %(n)s messages of yours to read; please wait for the answer."),
            N_("If it cannot wait, call %(phone)s."), {"n": MOST_UNREAD, "phone": desk_of(row).phone}, status=429,
        )  # fmt: skip
    after = Turn.objects.filter(conversation_id=row.conversation_id).count()
    PersonTurn.objects.create(
        handover=row, conversation_id=row.conversation_id, after=after, kind="person", text=words, written=now
    )
    row.waits_for_person = False
    row.save(update_fields=["waits_for_person"])


@transaction.atomic
def write_to_person(conversation: str | None, *, words: str, actor: Actor) -> None:
    """A few words more to whoever looks at the request; personal numbers in them are masked.

    Raises:
        Fault: ``words-empty``; ``no-request``: nobody is asked just now; ``words-too-many`` (429).
    """
    text = mask_personal_data(tidy(words, LONGEST_WORDS), doors=False)
    if not text:
        raise Fault("words-empty", N_("There is nothing to send yet."), N_("Write a few words."))
    row = _active(conversation)
    _write(row, text, timezone.now())
    _audit(row, actor, "written")


@transaction.atomic
def withdraw(conversation: str | None, *, actor: Actor) -> None:
    """The person no longer needs one. Name and number are deleted at once.

    Raises:
        Fault: ``no-request``.
    """
    row = _active(conversation)
    Handover.objects.filter(pk=row.pk).update(
        state="closed", outcome="withdrawn", closed=timezone.now(), contact="", waits_for_person=False,
        version=F("version") + 1,
    )  # fmt: skip
    _audit(row, actor, "withdrawn")


def _active(conversation: str | None) -> Handover:
    key = conversations.as_key(conversation)
    row = None
    if key is not None:
        row = Handover.objects.select_for_update().filter(conversation_id=key, state__in=WAITING).first()
    if row is None:
        raise Fault("no-request", N_("Nobody is asked just now."), N_("Ask for a person first."), status=409)
    return row


@transaction.atomic
def judge(conversation: str | None, *, answer: int, helpful: bool, words: str = "", actor: Actor) -> None:
    """Whether a person's answer helped. Yes closes the request; no puts it back into the queue with what is missing.

    Raises:
        Fault: ``answer-unknown``.
    """
    key = conversations.as_key(conversation)
    rows = PersonTurn.objects.select_related("handover").filter(pk=answer, kind="answer")
    turn = rows.filter(conversation_id=key).first() if key is not None else None
    if key is None or turn is None:
        raise Fault("answer-unknown", N_("There is no such answer in this conversation."), status=404)
    # whoever asks for a person meanwhile waits here, or is seen below
    Conversation.objects.select_for_update().get(key=key)
    now = timezone.now()
    text = mask_personal_data(tidy(words, LONGEST_WORDS))
    _, new = keep_once(turn.receipt, helpful, "", text, turn.handover.question)
    turn.helpful = helpful
    turn.save(update_fields=["helpful"])
    request = Handover.objects.filter(pk=turn.handover_id, state="answered")
    if helpful:
        request.update(state="closed", outcome="answered", closed=now, version=F("version") + 1)
    elif not _waiting(key):
        again = request.update(
            state="open", claimed_by="", claimed=None, answered=None, asked=now, version=F("version") + 1
        )
        if again and text:
            _write(turn.handover, text, now)
    if new:
        _audit(turn.handover, actor, "judged", helpful=helpful)
