"""Work on a case: take it, give it back, close it. Two people at once: the second is told, nothing is overwritten."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.plain import reply_from, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.models import Feedback, ReviewCase, Turn
from zhengtong.contexts.guidance.queries.conversations import memory_after, with_receipt
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ledger import service as ledger

LONGEST_ANSWER = 1000
_TURNS_BEFORE = 6


def _changed_meanwhile() -> Fault:
    return Fault(
        "case-changed-meanwhile",
        N_("Somebody else has changed this case meanwhile."),
        N_("Look at it as it is now."),
        status=409,
    )


def _step(case: int, version: int, *, was: str, by: str | None, **becomes: Any) -> None:
    """One change of a case that is still as the person saw it."""
    rows = ReviewCase.objects.filter(pk=case, version=version, state=was)
    if by is not None:
        rows = rows.filter(claimed_by=by)
    if not rows.update(version=F("version") + 1, **becomes):
        if not ReviewCase.objects.filter(pk=case).exists():
            raise Fault("case-unknown", N_("There is no such case."), status=404)
        raise _changed_meanwhile()


@transaction.atomic
def claim(case: int, *, version: int, actor: Actor) -> None:
    """Take an open case.

    Raises:
        Fault: ``case-changed-meanwhile``: somebody else has it.
    """
    _step(case, version, was="open", by=None, state="claimed", claimed_by=actor.identifier, claimed=timezone.now())
    ledger.record_audit(actor=actor, verb="guidance.case-claimed", subject=f"case:{case}", detail={})


@transaction.atomic
def give_back(case: int, *, version: int, actor: Actor) -> None:
    """Let go of one's own case; what was done on it stays."""
    _step(case, version, was="claimed", by=actor.identifier, state="open", claimed_by="", claimed=None)
    ledger.record_audit(actor=actor, verb="guidance.case-given-back", subject=f"case:{case}", detail={})


def mine(case: int, *, actor: Actor) -> ReviewCase:
    """The case, locked, for work on it by who has it. Inside the caller's transaction.

    Raises:
        Fault: ``case-not-yours``.
    """
    row = ReviewCase.objects.select_for_update().filter(pk=case, state="claimed", claimed_by=actor.identifier).first()
    if row is None:
        raise Fault(
            "case-not-yours", N_("You do not have this case."), N_("Take it first; then nobody else works on it."),
            status=409,
        )  # fmt: skip
    return row


def touched(case: ReviewCase) -> None:
    """Something was done on the case: who saw it before sees that it changed."""
    ReviewCase.objects.filter(pk=case.pk).update(version=F("version") + 1)


def ask_again(case: ReviewCase, *, actor: Actor) -> Reply:
    """The reply to the same masked question now, after the same turns before it. Leaves no trace."""
    memory = Memory()
    turn = with_receipt(case.receipt).first()
    if turn is not None and turn.number > 1:
        said = Turn.objects.filter(conversation_id=turn.conversation_id, number__lt=turn.number).order_by("-number")
        for stored in reversed(said.values_list("reply", flat=True)[:_TURNS_BEFORE]):
            memory = memory_after(memory, reply_from(stored))
    return ask(case.question, actor=actor, record=False, channel="review", memory=memory)


def close(case: int, *, version: int, answer: str, actor: Actor) -> None:
    """Close one's own case. Fixed where something was done on it; otherwise nothing was wrong, and ``answer`` says so.

    Raises:
        Fault: ``answer-missing``: nothing was done and nothing is said; ``case-changed-meanwhile``.
    """
    row = ReviewCase.objects.filter(pk=case).first()
    if row is None:
        raise Fault("case-unknown", N_("There is no such case."), status=404)
    answer = mask_personal_data(answer.replace("\0", "").strip()[:LONGEST_ANSWER])
    try:
        after = to_plain(ask_again(row, actor=actor))
    except Fault:  # answering is switched off just now; the case is closed without a comparison
        after = None
    with transaction.atomic():
        mine(case, actor=actor)
        fixed = row.corrections.exists() or row.synonyms.exists() or row.test_questions.exists()
        if not fixed and not answer:
            raise Fault(
                "answer-missing", N_("Nothing was changed, so the person needs an answer."),
                N_("Write in a sentence why the answer is right."),
            )  # fmt: skip
        outcome = "fixed" if fixed else "nothing_wrong"
        now = timezone.now()
        _step(
            case, version, was="claimed", by=actor.identifier, state="done", outcome=outcome, answer=answer,
            closed=now, closed_by=actor.identifier, after=after,
        )  # fmt: skip
        Feedback.objects.filter(receipt=row.receipt, handled=None).update(handled=now, handled_by=actor.identifier)
        ledger.record_audit(
            actor=actor, verb="guidance.case-closed", subject=f"case:{case}", detail={"outcome": outcome}
        )
