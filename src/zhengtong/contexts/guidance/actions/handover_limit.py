"""How many requests for a person one visitor may make across conversations, so that nobody fills the queue for others.

Whoever is in distress or danger is never limited.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.domain.handover import URGENT, WAITING, Visitor, VisitorLimits
from zhengtong.contexts.guidance.domain.limits import care_of, limit_of
from zhengtong.contexts.guidance.domain.reading import clean
from zhengtong.contexts.guidance.domain.turning_to import CARING
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.guidance.models import Handover, Turn
from zhengtong.contexts.guidance.queries.desks import DeskView
from zhengtong.kernel.errors import Fault

_DAY = timedelta(days=1)
_LOOKED_AT = 10  # turns


def names_of(visitor: Visitor) -> tuple[str, ...]:
    """What is kept of who asked, the first with a request: an account or a key by its name, all else as a digest."""
    return tuple(_name(kind, value) for kind, value in visitor.known_as if value)


def _name(kind: str, value: str) -> str:
    if kind in ("person", "key"):
        return f"{kind}:{value}"[:64]
    secret = hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256)
    return f"{kind}:{secret.hexdigest()[:40]}"


def refuse_too_many(
    key: uuid.UUID, visitor: Visitor, *, desk: DeskView, limits: VisitorLimits, words: str, now: datetime
) -> None:
    """Within a transaction: two requests of one visitor at the same moment are counted one after the other.

    Raises:
        Fault: ``handovers-too-many`` (429), with the telephone number of the desk.
    """
    names = names_of(visitor)
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"handover {names[0]}"])
    waiting, day = _counts(names, now)
    most_waiting, most_day = limits.of(visitor)
    full, spent = 0 < most_waiting <= waiting, 0 < most_day <= day
    if not (full or spent) or is_urgent(key, words):
        return
    remedy = N_("Your words are still here. If it cannot wait, call %(phone)s.")
    if full:
        raise Fault(
            "handovers-too-many",
            N_("%(count)s of your requests wait for a person already; each is answered in its own conversation."),
            remedy, {"count": waiting, "phone": desk.phone}, status=429,
        )  # fmt: skip
    raise Fault(
        "handovers-too-many", N_("You have asked for a person %(count)s times within a day; that is the most."),
        remedy, {"count": day, "phone": desk.phone}, status=429,
    )  # fmt: skip


def _counts(names: Collection[str], now: datetime) -> tuple[int, int]:
    """(requests that wait, requests of the last 24 hours)."""
    rows = Handover.objects.filter(visitor__in=names).filter(Q(state__in=WAITING) | Q(asked__gt=now - _DAY))
    found = list(rows.values_list("state", "asked"))
    return sum(state in WAITING for state, _ in found), sum(asked > now - _DAY for _, asked in found)


def is_urgent(key: uuid.UUID, words: str) -> bool:
    """Whether distress or danger is in these words, or was in the conversation. What a form claims does not count."""
    turns = Turn.objects.filter(conversation_id=key).order_by("-number")
    if turns.filter(state__in=URGENT).exists():
        return True
    return any(map(_tells_of_distress, [words, *turns.values_list("question", flat=True)[:_LOOKED_AT]]))


def _tells_of_distress(words: str) -> bool:
    text = simplify(clean(words))
    limit = (limit_of(text) or care_of(text)) if text else None
    return limit is not None and (limit.state in URGENT or limit.reason in CARING)
