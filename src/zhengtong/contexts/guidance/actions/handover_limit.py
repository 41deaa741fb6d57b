"""How many requests for a person one visitor may make across conversations, so that nobody fills the queue for others.

Whoever is in distress or danger is never limited.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
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
_PLAIN = ("person", "key")  # kept by their names, all else as a digest
# when too many wait, and when there were too many within a day
_OF_VISITOR = (
    N_("%(count)s of your requests wait for a person already; each is answered in its own conversation."),
    N_("You have asked for a person %(count)s times within a day; that is the most."),
)
_OF_ADDRESS = (
    N_("%(count)s requests from your network address wait for a person already; more are not taken just now."),
    N_("A person was asked for %(count)s times from your network address within a day; that is the most."),
)


def kept_of(visitor: Visitor) -> dict[str, str]:
    """What is kept of who asked: an account or a key by its name, of a browser a digest; and a digest of the address
    where that counts."""
    names = _names_of(visitor)
    return {"visitor": names[0] if names else "", "visitor_address": _address_of(visitor)}


def _names_of(visitor: Visitor) -> tuple[str, ...]:
    return tuple(_name(kind, value) for kind, value in visitor.known_as)


def _address_of(visitor: Visitor) -> str:
    """Of a program without a key, and of a browser that nobody has signed in with: it may come without its cookies each
    time."""
    return "" if visitor.account or visitor.key or not visitor.address else _name("address", visitor.address)


def _name(kind: str, value: str) -> str:
    if kind in _PLAIN:
        return f"{kind}:{value}"[:64]
    secret = hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256)
    return f"{kind}:{secret.hexdigest()[:20]}"


def refuse_too_many(
    key: uuid.UUID, visitor: Visitor, *, desk: DeskView, limits: VisitorLimits, words: str, now: datetime
) -> None:
    """Within a transaction: two requests of one visitor at the same moment are counted one after the other.

    Raises:
        Fault: ``handovers-too-many`` (429), with the telephone number of the desk.
    """
    names, address = _names_of(visitor), _address_of(visitor)
    refused = None
    if names:
        refused = _refused(names[0], Q(visitor__in=names), limits.of(visitor), now, _OF_VISITOR)
    if address and refused is None:
        of_all = limits.of(Visitor(address=visitor.address))
        refused = _refused(address, Q(visitor_address=address), of_all, now, _OF_ADDRESS)
    if refused is None or is_urgent(key, words):
        return
    said, count = refused
    raise Fault(
        "handovers-too-many", said, N_("Your words are still here. If it cannot wait, call %(phone)s."),
        {"count": count, "phone": desk.phone}, status=429,
    )  # fmt: skip


def _refused(
    lock: str, asked_by: Q, most: tuple[int, int], now: datetime, words: tuple[str, str]
) -> tuple[str, int] | None:
    """What to say and how many there are, where it is enough. Locks, always the visitor before the address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"handover {lock}"])
    most_waiting, most_day = most
    waiting, day = _counts(asked_by, now)
    if 0 < most_waiting <= waiting:
        return words[0], waiting
    return (words[1], day) if 0 < most_day <= day else None


def _counts(asked_by: Q, now: datetime) -> tuple[int, int]:
    """(requests that wait, requests of the last 24 hours). What is kept longer names nobody: few rows are looked at."""
    rows = Handover.objects.filter(asked_by).filter(Q(state__in=WAITING) | Q(asked__gt=now - _DAY))
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
