"""Reads of conversations: what was said before."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from zhengtong.contexts.guidance.domain.dialogue import Remembered
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.plain import object_from, reply_from, to_plain
from zhengtong.contexts.guidance.domain.reply import Known, Question, Reply
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.guidance.models import Conversation, Turn
from zhengtong.platform.ledger import service as ledger

REMEMBERED_TURNS = 8
_SHOWN_TURNS = 30
_LISTED = 30  # conversations

# Facts and passages are most of a stored reply and nothing that the next turn needs.
_READ = """
SELECT number, question, reply->>'language', reply->'known',
       (SELECT jsonb_agg(need - 'facts' - 'passages' - 'wording' ORDER BY place)
        FROM jsonb_array_elements(reply->'needs') WITH ORDINALITY AS each(need, place))
FROM guidance_turn WHERE conversation_id = %s AND number <= %s ORDER BY number DESC LIMIT %s
"""
_LAST = 2_000_000_000


def memory(conversation: str | None, *, until: int = _LAST) -> Memory:
    """What the conversation remembers, or remembered after turn ``until``. One indexed read, of the last turns only."""
    key = as_key(conversation)
    if key is None:
        return Memory()
    with connection.cursor() as cursor:
        cursor.execute(_READ, [key, until, REMEMBERED_TURNS])
        rows = [(*row[:3], *(json.loads(text) if text else [] for text in row[3:])) for row in cursor]
    if not rows:
        return Memory()
    number, question, language, known, needs = rows[0]
    asked = next((need["question"] for need in needs if need.get("question")), None)
    return Memory(
        turns=tuple(r for n, _, _, _, each in reversed(rows) for r in _remembered(each, n)),
        known=tuple(object_from(Known, row) for row in known),
        asked=object_from(Question, asked) if asked else None,
        number=number,
        question=question,
        language=language,
    )


def memory_after(before: Memory, reply: Reply) -> Memory:
    """What is remembered after ``reply``, without reading it back."""
    number = before.number + 1
    return Memory(
        turns=(*before.turns, *_remembered([to_plain(need) for need in reply.needs], number))[-4 * REMEMBERED_TURNS :],
        known=reply.known,
        asked=next((need.question for need in reply.needs if need.question), None),
        number=number,
        question=reply.question,
        language=reply.language,
    )


def last_number(conversation: str) -> int:
    """The number of its last turn; 0 before the first."""
    key = as_key(conversation)
    found = Turn.objects.filter(conversation_id=key).aggregate(last=Max("number"))["last"] if key else None
    return int(found or 0)


def as_key(conversation: str | None) -> uuid.UUID | None:
    """The key of a conversation, or None if that is none."""
    if not conversation:
        return None
    try:
        return uuid.UUID(str(conversation))
    except ValueError:
        return None


def _remembered(needs: list[dict[str, Any]], turn: int) -> list[Remembered]:
    found = []
    for need in needs:
        offered = tuple((o["code"], o["title"]) for o in need["offered"] or need["perhaps"])
        first = need["chosen"] or (offered[0][0] if offered else None)
        title = next((t for c, t in offered if c == first), "")
        department = next((o["department"] for o in need["offered"] or need["perhaps"] if o["code"] == first), "")
        facets, text = tuple(need.get("facets") or ()), simplify(need["text"])
        found.append(Remembered(need["query"], first, title, offered, text, facets, need["state"], turn, department))
    return found


_LIST = """
SELECT c.key, f.question, l.number, l.asked
FROM guidance_conversation c
JOIN LATERAL (SELECT question FROM guidance_turn WHERE conversation_id = c.key ORDER BY number LIMIT 1) f ON true
JOIN LATERAL (SELECT number, asked FROM guidance_turn WHERE conversation_id = c.key ORDER BY number DESC LIMIT 1) l
     ON true
WHERE c.account = %s AND c.account <> '' ORDER BY c.created DESC LIMIT %s
"""


@dataclass(frozen=True)
class Spoken:
    """A conversation of an account: what it began with (masked), how many turns it has, when the last one was."""

    key: str
    question: str
    turns: int
    asked: datetime


def conversations_of(account: str) -> tuple[Spoken, ...]:
    """The newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [account, _LISTED])
        return tuple(Spoken(str(key), question, turns, asked) for key, question, turns, asked in cursor)


def belongs_to(conversation: str | None, account: str) -> bool:
    """Whether the conversation is one of the account's own."""
    key = as_key(conversation)
    return bool(account) and key is not None and Conversation.objects.filter(key=key, account=account).exists()


def replies(conversation: str | None) -> list[Reply]:
    """The last stored replies of a conversation, oldest first, with masked questions."""
    rows = _latest(conversation).values_list("reply", flat=True)[:_SHOWN_TURNS]
    return [reply_from(row) for row in reversed(rows)]


def kept_reply(conversation: str | None, turn: int = 0) -> Reply | None:
    """A reply of a conversation as it was given: the one of this turn, or the last one."""
    rows = _latest(conversation)
    row = (rows.filter(number=turn) if turn else rows).values_list("reply", flat=True).first()
    return reply_from(row) if row else None


def _latest(conversation: str | None) -> QuerySet[Turn]:
    key = as_key(conversation)
    return Turn.objects.filter(conversation_id=key).order_by("-number") if key else Turn.objects.none()


def with_receipt(typed: str) -> QuerySet[Turn]:
    """The turn of a receipt, in whatever way a person types it; no row where it is none."""
    code = ledger.normalise_code(typed)
    return Turn.objects.filter(receipt=code) if code else Turn.objects.none()
