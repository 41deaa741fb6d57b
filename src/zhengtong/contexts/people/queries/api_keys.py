"""Reading keys: everything but the secret, which nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zhengtong.contexts.people.models import ApiKey


@dataclass(frozen=True)
class KeyView:
    """A key as officials see it. ``today``: how often it was used today."""

    prefix: str
    name: str
    scopes: tuple[str, ...]
    per_minute: int
    per_day: int
    made: datetime
    made_by: str
    used: datetime | None
    today: int
    revoked: datetime | None


def api_keys() -> tuple[KeyView, ...]:
    """Those in use first, then the revoked ones, the newest first. One query."""
    today = timezone.localdate()
    rows = sorted(ApiKey.objects.order_by("-made")[:1000], key=lambda row: row.revoked is not None)
    return tuple(
        KeyView(
            row.prefix, row.name, tuple(row.scopes), row.per_minute, row.per_day, row.made, row.made_by, row.used,
            row.in_day if row.day == today else 0, row.revoked,
        )
        for row in rows
    )  # fmt: skip
