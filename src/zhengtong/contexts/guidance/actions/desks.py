"""Desks from a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhengtong.contexts.guidance.models import Desk
from zhengtong.contexts.guidance.models.handover import DAYS_KEPT

_HOURS = ("hours", "on_holidays", "special_days")


@transaction.atomic
def replace_desks(*, entries: Sequence[Mapping[str, Any]]) -> int:
    """Make the desks exactly these; one that is gone takes nothing new."""
    rows = [
        Desk(
            key=entry["desk"],
            hours={name: entry[name] for name in _HOURS if name in entry},
            answer_within=entry.get("answer_within"),
            phone=entry.get("phone", ""),
            keep_contact_days=entry.get("keep_contact_days", DAYS_KEPT),
            visitor_limits=entry.get("visitor_limits", {}),
            position=position,
            active=True,
        )
        for position, entry in enumerate(entries)
    ]
    Desk.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"],
        update_fields=["hours", "answer_within", "phone", "keep_contact_days", "visitor_limits", "position", "active"],
    )  # fmt: skip
    Desk.objects.exclude(pk__in=[row.key for row in rows]).update(active=False)
    return len(rows)
