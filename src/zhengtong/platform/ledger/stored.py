"""What is kept of an act and shown on no receipt: for officials, and for replaying it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from .codes import normalise_code

_READ = "SELECT header::text, private::text FROM ledger_entry WHERE code = %s AND kind = 'act'"


@dataclass(frozen=True)
class StoredAct:
    """``header`` is public; ``private`` is empty where it was erased."""

    code: str
    at: datetime
    header: Mapping[str, Any]
    private: Mapping[str, Any]


def stored_act(typed: str) -> StoredAct | None:
    """The act of a receipt code as a person types it; None where there is none. Reads only, seals nothing."""
    code = normalise_code(typed)
    if code is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_READ, [code])
        row = cursor.fetchone()
    if row is None:
        return None
    header = json.loads(row[0])
    private = json.loads(row[1]) if row[1] else {}
    return StoredAct(code, datetime.fromisoformat(header["at"]), header, private)
