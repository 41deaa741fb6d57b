"""Someone says how good a stored reply is, on a closed scale."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.feedback import open_case
from zhengtong.contexts.guidance.models import Rating
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ledger import service as ledger

LONGEST_WORDS = 500


@transaction.atomic
def rate(
    receipt: str,
    *,
    matter: str,
    complete: str,
    understandable: str,
    words: str = "",
    actor: Actor,
    kind: Literal["person", "model"] = "person",
) -> Rating:
    """One rating for each rater and reply; said again it replaces the first. A person's plain no opens a case.

    Args:
        matter, complete, understandable: yes | partly | no | unsure.

    Raises:
        Fault: ``receipt-unknown``, ``grade-unknown``.
    """
    turn = with_receipt(receipt).first()
    if turn is None:
        raise Fault("receipt-unknown", N_("There is no answer with this receipt."), status=404)
    if not {matter, complete, understandable} <= set(Rating.Grade.values):
        raise Fault("grade-unknown", N_("This is none of the grades."), N_("Pick one from the list."))
    row, _ = Rating.objects.update_or_create(
        turn=turn,
        rater=actor.identifier,
        defaults={
            "kind": kind, "matter": matter, "complete": complete, "understandable": understandable,
            "words": mask_personal_data(words.replace("\0", "").strip()[:LONGEST_WORDS]),
        },
    )  # fmt: skip
    ledger.record_audit(
        actor=actor, verb="guidance.reply-rated", subject=turn.receipt,
        detail={"kind": kind, "matter": matter, "complete": complete, "understandable": understandable},
    )  # fmt: skip
    if kind == "person" and matter == "no":
        open_case(turn, origin="sample", actor=actor)
    return row
