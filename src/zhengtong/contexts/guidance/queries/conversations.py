"""Reads of conversations: what was said before."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import connection

from zhengtong.contexts.guidance.domain.dialogue import Remembered
from zhengtong.contexts.guidance.domain.plain import reply_from, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.models import Turn

REMEMBERED_TURNS = 6


def remembered(conversation: str | None) -> tuple[tuple[Remembered, ...], int]:
    """(the last turns that were about something, oldest first; the number of the last turn). One indexed read."""
    key = as_key(conversation)
    if key is None:
        return (), 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, reply->'needs' FROM guidance_turn WHERE conversation_id = %s ORDER BY number DESC LIMIT %s",
            [key, REMEMBERED_TURNS],
        )
        rows = cursor.fetchall()
    turns = [
        r
        for number, needs in reversed(rows)
        for r in _remembered(json.loads(needs) if isinstance(needs, str) else needs)
    ]
    return tuple(turns), rows[0][0] if rows else 0


def as_key(conversation: str | None) -> uuid.UUID | None:
    """The key of a conversation, or None if that is none."""
    if not conversation:
        return None
    try:
        return uuid.UUID(str(conversation))
    except ValueError:
        return None


def remembered_from(reply: Reply) -> list[Remembered]:
    """What a reply leaves behind, without reading it back."""
    return _remembered([to_plain(need) for need in reply.needs])


def _remembered(needs: list[dict[str, Any]] | None) -> list[Remembered]:
    found = []
    for need in needs or ():
        offered = tuple((o["code"], o["title"]) for o in need["offered"] or need["perhaps"])
        first = need["chosen"] or (offered[0][0] if offered else None)
        title = next((t for c, t in offered if c == first), "")
        found.append(Remembered(need["query"], first, title, offered))
    return found


def replies(conversation: str | None, *, limit: int = 30) -> list[Reply]:
    """The stored replies of a conversation, oldest first, with masked questions."""
    key = as_key(conversation)
    if key is None:
        return []
    rows = Turn.objects.filter(conversation_id=key).order_by("-number").values_list("reply", flat=True)[:limit]
    return [reply_from(row) for row in reversed(rows)]
