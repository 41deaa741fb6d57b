"""A person says whether an answer helped, or what is wrong with it; the latter waits for someone to look at it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.domain.review import REASONS
from zhengtong.contexts.guidance.models import Feedback, ReviewCase, Turn
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ledger import service as ledger

LONGEST_WORDS = 1000
MOST_OF_ONE_REPLY = 30  # different things said about it; its case is open by then


@transaction.atomic
def give_feedback(receipt: str, *, helpful: bool, words: str, actor: Actor, reason: str = "") -> int:
    """The number under which it is kept. What is not helpful opens a case for review, one for each answer.

    The same said twice is kept once.

    Args:
        reason: one of ``domain.review.REASONS``; "" where none was picked.

    Raises:
        Fault: ``receipt-unknown``: there is no such answer; ``reason-unknown``; ``feedback-too-many`` (429).
    """
    # locked, so that two presses at the same moment come one after the other
    turn = with_receipt(receipt).select_for_update().defer("reply").first()
    if turn is None:
        raise Fault(
            "receipt-unknown",
            N_("There is no answer with this receipt."),
            N_("Copy the receipt from the foot of the answer."),
            status=404,
        )
    if reason and reason not in REASONS:
        raise Fault("reason-unknown", N_("This is none of the reasons."), N_("Pick one from the list."))
    words = mask_personal_data(words.replace("\0", "").strip()[:LONGEST_WORDS])
    kept, new = keep_once(turn.receipt, helpful, "" if helpful else reason, words, turn.question)
    if new:
        ledger.record_audit(
            actor=actor, verb="guidance.feedback", subject=turn.receipt, detail={"helpful": helpful, "reason": reason}
        )
    if new and not helpful:
        open_case(turn, origin="feedback", actor=actor)
    return int(kept.pk)


def keep_once(receipt: str, helpful: bool, reason: str, words: str, question: str) -> tuple[Feedback, bool]:
    """What was said, and whether it is new. Inside a transaction that holds a lock on what it is about.

    Raises:
        Fault: ``feedback-too-many`` (429).
    """
    said = {"receipt": receipt, "helpful": helpful, "reason": reason, "words": words}
    known = Feedback.objects.filter(**said).order_by("pk").first()
    if known is None and Feedback.objects.filter(receipt=receipt).count() >= MOST_OF_ONE_REPLY:
        raise Fault(
            "feedback-too-many", N_("Much has been said about this answer already; a person looks at it."),
            N_("If it cannot wait, call 12345."), status=429,
        )  # fmt: skip
    return (known, False) if known else (Feedback.objects.create(**said, question=question), True)


@transaction.atomic
def open_case(turn: Turn, *, origin: str, actor: Actor) -> ReviewCase:
    """The case of this reply, made by whoever asks for it first. A closed one is opened again, for anybody to take."""
    case, new = ReviewCase.objects.get_or_create(
        receipt=turn.receipt,
        defaults={
            "origin": origin,
            "question": turn.question,
            "opened_by": actor.identifier if actor.kind == "person" else "",
        },
    )
    again = not new and bool(
        ReviewCase.objects.filter(pk=case.pk, state="done").update(
            state="open", claimed_by="", claimed=None, outcome="", closed=None, version=F("version") + 1
        )
    )
    if new or again:
        ledger.record_audit(
            actor=actor, verb="guidance.case-opened", subject=turn.receipt,
            detail={"origin": origin, "case": case.pk, "again": again},
        )  # fmt: skip
    return case
