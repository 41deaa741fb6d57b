"""A person says whether an answer helped; it waits for someone to look at it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.models import Feedback, Turn
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ledger import service as ledger

LONGEST_WORDS = 1000


@transaction.atomic
def give_feedback(receipt: str, *, helpful: bool, words: str, actor: Actor) -> int:
    """The number under which it waits.

    Raises:
        Fault: ``receipt-unknown``: there is no such answer.
    """
    turn = Turn.objects.filter(receipt=receipt.strip().upper()[:40]).first()
    if turn is None:
        raise Fault(
            "receipt-unknown",
            N_("There is no answer with this receipt."),
            N_("Copy the receipt from the foot of the answer."),
            status=404,
        )
    kept = Feedback.objects.create(
        receipt=turn.receipt,
        helpful=helpful,
        words=mask_personal_data(words.replace("\0", "").strip()[:LONGEST_WORDS]),
        question=turn.question,
    )
    ledger.record_audit(actor=actor, verb="guidance.feedback", subject=turn.receipt, detail={"helpful": helpful})
    return int(kept.pk)
