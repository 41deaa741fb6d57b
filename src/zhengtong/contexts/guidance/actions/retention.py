"""What is known of people who asked for a person is deleted when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhengtong.contexts.guidance.domain.handover import HOTLINE_DESK, WAITING
from zhengtong.contexts.guidance.models import Handover
from zhengtong.contexts.guidance.queries.desks import desks
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger import service as ledger

LONGEST_KEPT = timedelta(days=180)  # since it was asked, whatever became of it
ANSWERED_STAYS = timedelta(days=14)  # then it counts as done
COUNTED = timedelta(days=1)  # so long a visitor's requests are counted, beside those that wait


@transaction.atomic
def forget_contacts(*, now: datetime, actor: Actor) -> int:
    """How many names and numbers were deleted: as many days after closing as their desk's pack says, or after half a
    year at the latest. By which visitors are counted goes as soon as it no longer counts.

    What was answered and never judged is closed first. Running twice changes nothing.
    """
    closed = Handover.objects.filter(state="answered", answered__lt=now - ANSWERED_STAYS).update(
        state="closed", outcome="answered", closed=F("answered"), version=F("version") + 1
    )
    if closed:
        ledger.record_audit(actor=actor, verb="handover.closed", subject="handover", detail={"count": closed})
    counted = ~Q(visitor="") | ~Q(visitor_address="")
    counts_no_more = Handover.objects.filter(counted, asked__lt=now - COUNTED).exclude(state__in=WAITING)
    counts_no_more.update(visitor="", visitor_address="")
    over = Q(asked__lt=now - LONGEST_KEPT)
    known = desks()
    for key, desk in known.items():
        over |= Q(desk=key, closed__lte=now - timedelta(days=desk.keep_contact_days))
    over |= ~Q(desk__in=known) & Q(closed__lte=now - timedelta(days=known[HOTLINE_DESK].keep_contact_days))
    deleted = Handover.objects.filter(over).exclude(contact="").update(contact="")
    if deleted:
        ledger.record_audit(
            actor=actor, verb="handover.contacts-deleted", subject="handover", detail={"count": deleted}
        )
    return deleted
