"""Whether stored replies are still what people were given: the digest of each is in the sealed entry of its act."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction

from zhengtong.contexts.guidance.domain.plain import as_written
from zhengtong.kernel.digests import sm3
from zhengtong.platform.ledger import service as ledger

_AT_ONCE = 500
_STORED = """
DECLARE stored_replies CURSOR FOR
SELECT t.receipt, t.reply::text, e.private::jsonb -> 'output' ->> 'reply'
FROM guidance_turn t JOIN ledger_entry e ON e.code = t.receipt
WHERE e.private::jsonb -> 'output' ? 'reply' ORDER BY t.id
"""


def digest_of(text: bytes) -> str:
    """Of a reply as JSON, before it has its receipt."""
    return sm3(text).hex()


def was_edited(stored: Mapping[str, Any], act: ledger.StoredAct) -> bool:
    """Whether a stored reply is another than the one of its act. What was given before digests were kept, or whose
    private part was erased, cannot be told, and counts as it is."""
    kept = (act.private.get("output") or {}).get("reply")
    return kept is not None and kept != _digest(stored)


def compared() -> Iterator[tuple[str, bool]]:
    """(receipt, was it edited) of every stored reply with a digest. Memory does not grow with their number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STORED)
        while True:
            cursor.execute(f"FETCH {_AT_ONCE} FROM stored_replies")
            rows = cursor.fetchall()
            if not rows:
                break
            for receipt, reply, kept in rows:
                yield receipt, kept != _digest(json.loads(reply))
        cursor.execute("CLOSE stored_replies")


def _digest(stored: Mapping[str, Any]) -> str:
    return digest_of(as_written({**stored, "receipt": ""}))
