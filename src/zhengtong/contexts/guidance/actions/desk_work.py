"""Work at a desk: take a request, answer, ask back, pass on, close. Of two officials the second is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.domain.contact import Contact, unlocked
from zhengtong.contexts.guidance.domain.handover import LONGEST_ANSWER, picked_facts, tidy
from zhengtong.contexts.guidance.models import Handover, PersonTurn, Turn
from zhengtong.contexts.guidance.queries.conversations import replies
from zhengtong.contexts.guidance.queries.desks import desk_of, desks
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger

_LOOK = N_("Look at it as it is now.")
_VERBS = {"answer": "answered", "question": "asked-back"}


def _row(number: int, version: int, *, mine: str | None) -> Handover:
    """The request as the official saw it, locked. ``mine``: the account that must have it; None: it must be free."""
    row = Handover.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Fault("handover-unknown", N_("There is no such request."), status=404)
    if row.state == "closed" and row.outcome == "withdrawn":
        raise Fault("handover-withdrawn", N_("The person has withdrawn this request."), status=409)
    if row.state in ("answered", "closed"):
        raise Fault(
            "handover-done", N_("This request is done already, by %(who)s."), _LOOK,
            {"who": row.closed_by or row.claimed_by}, status=409,
        )  # fmt: skip
    if row.claimed_by and row.claimed_by != mine:
        raise Fault("handover-taken", N_("%(who)s has this request."), _LOOK, {"who": row.claimed_by}, status=409)
    if row.version != version or (mine is not None and row.claimed_by != mine):
        raise Fault("handover-changed", N_("This request has changed meanwhile."), _LOOK, status=409)
    return row


def _became(row: Handover, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=["version", *values])


def _said(row: Handover, kind: str, text: str, actor: Actor, now: datetime, **more: Any) -> PersonTurn:
    """A turn of a person, with its receipt: that an official wrote it, when, and a digest of the words."""
    receipt = ledger.record_audit(
        actor=actor, verb=f"handover.{_VERBS.get(kind, kind)}", subject=f"handover:{row.pk}",
        detail={"desk": row.desk, "text": text, "facts": more.get("facts", [])},
    )  # fmt: skip
    after = Turn.objects.filter(conversation_id=row.conversation_id).count()
    return PersonTurn.objects.create(
        handover=row, conversation_id=row.conversation_id, after=after, kind=kind, text=text, desk=row.desk,
        account=actor.identifier, receipt=receipt.code, written=now, **more,
    )  # fmt: skip


@transaction.atomic
def claim(number: int, *, version: int, actor: Actor) -> None:
    """Take an open request.

    Raises:
        Fault: ``handover-taken``: names who has it.
    """
    row = _row(number, version, mine=None)
    _became(row, state="claimed", claimed_by=actor.identifier, claimed=timezone.now())
    ledger.record_audit(actor=actor, verb="handover.claimed", subject=f"handover:{number}", detail={})


@transaction.atomic
def give_back(number: int, *, version: int, actor: Actor) -> None:
    """Let go of it, for others at the same desk."""
    row = _row(number, version, mine=actor.identifier)
    _became(row, state="open", claimed_by="", claimed=None)
    ledger.record_audit(actor=actor, verb="handover.given-back", subject=f"handover:{number}", detail={})


@transaction.atomic
def answer(
    number: int, *, version: int, text: str, picks: Sequence[str] = (), actor: Actor, now: datetime | None = None
) -> PersonTurn:
    """The answer goes into the conversation. ``picks``: places of facts in its replies, which go along with sources.

    Raises:
        Fault: ``answer-empty``, ``handover-taken``, ``handover-done``, ``handover-withdrawn``, ``handover-changed``.
    """
    now = now or timezone.now()
    said = _needed(text)
    row = _row(number, version, mine=actor.identifier)
    facts = picked_facts(replies(str(row.conversation_id)), list(picks)) if picks else []
    turn = _said(row, "answer", said, actor, now, facts=facts)
    waited = row.waited if row.waited is not None else _waited(row, now)
    _became(row, state="answered", answered=now, waited=waited, waits_for_person=False)
    return turn


def _waited(row: Handover, now: datetime) -> int:
    return desk_of(row).hours.minutes_between(timezone.localtime(row.asked), timezone.localtime(now))


def _needed(text: str) -> str:
    said = tidy(text, LONGEST_ANSWER)
    if not said:
        raise Fault("answer-empty", N_("There is nothing to send yet."), N_("Write a few words."))
    return said


@transaction.atomic
def ask_back(number: int, *, version: int, text: str, actor: Actor) -> PersonTurn:
    """Ask the person something; the request stays with the official."""
    said = _needed(text)
    row = _row(number, version, mine=actor.identifier)
    turn = _said(row, "question", said, actor, timezone.now())
    _became(row, waits_for_person=True)
    return turn


@transaction.atomic
def pass_on(number: int, *, version: int, desk: str, note: str = "", actor: Actor) -> None:
    """To another desk, with a note that only officials see. The place in the queue stays: it is as old as it is.

    Raises:
        Fault: ``desk-unknown``, ``desk-same``, and those of ``answer``.
    """
    known = desks()
    if desk not in known or not known[desk].active:
        raise Fault("desk-unknown", N_("There is no such desk."), N_("Pick one from the list."))
    row = _row(number, version, mine=actor.identifier)
    if row.desk == desk:
        raise Fault("desk-same", N_("It is at this desk already."), N_("Pick another one."))
    _said(row, "passed", known[desk].name.zh, actor, timezone.now(), internal=tidy(note, LONGEST_ANSWER))
    _became(row, desk=desk, state="open", claimed_by="", claimed=None, waits_for_person=False)


@transaction.atomic
def close(number: int, *, version: int, why: str, actor: Actor) -> None:
    """Done without an answer; the person reads why."""
    said = _needed(why)
    row = _row(number, version, mine=actor.identifier)
    now = timezone.now()
    _said(row, "closed", said, actor, now)
    _became(row, state="closed", outcome="no_answer", why_closed=said, closed=now, closed_by=actor.identifier,
            waits_for_person=False)  # fmt: skip


@transaction.atomic
def read_contact(number: int, *, actor: Actor) -> Contact | None:
    """Name and number in full, for the official who has the request; that they were read is recorded.

    None where the installation's secret has changed since.

    Raises:
        Fault: ``handover-not-yours``.
    """
    row = Handover.objects.filter(pk=number, claimed_by=actor.identifier).first()
    if row is None:
        raise Fault("handover-not-yours", N_("Take the request first."), status=409)
    ledger.record_audit(actor=actor, verb="handover.contact-read", subject=f"handover:{number}", detail={})
    return unlocked(row.contact, settings.SECRET_KEY)
