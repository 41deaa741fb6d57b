"""SM3 digests (GB/T 32905-2016) over canonical JSON: the same facts always give the same digest."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID


def sm3(data: bytes) -> bytes:
    """The 32-byte SM3 digest. OpenSSL's implementation: about 2 µs for a kilobyte."""
    return hashlib.new("sm3", data).digest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Dates become ISO 8601 text, ``Decimal`` and ``UUID`` their text. A lone surrogate, which UTF-8 cannot
    hold, becomes U+FFFD.

    Raises:
        TypeError: a value has no canonical form.
        ValueError: NaN or an infinity.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def digest(value: Any) -> str:
    """The SM3 digest of the canonical JSON, as 64 hexadecimal characters."""
    return sm3(canonical_json(value)).hex()
