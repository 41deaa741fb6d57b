"""The form of a key: ``zt_`` + public prefix + ``_`` + secret; what keys may be for."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from zhengtong.kernel.digests import digest

SCOPES = ("assistant", "mcp", "rest")
"""``assistant``: /v1, ``mcp``: /mcp, ``rest``: /api/v1 by the key's own limits in place of those of its address."""
LONGEST_NAME = 60
MOST_PER_MINUTE, MOST_PER_DAY = 100_000, 100_000_000
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_FORM = re.compile(r"zt_([a-z2-9]{10})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class KeyText:
    """A key as its holder has it."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"zt_{self.prefix}_{self.secret}"

    @property
    def digest(self) -> str:
        """What is stored. A secret of 256 random bits cannot be tried out, so a plain digest does."""
        return digest([self.prefix, self.secret])


def new_key() -> KeyText:
    """A key nobody has."""
    return KeyText("".join(secrets.choice(_ALPHABET) for _ in range(10)), secrets.token_urlsafe(32))


def read_key(text: str) -> KeyText | None:
    """The parts of a key, None for what cannot be one."""
    found = _FORM.fullmatch(text.strip())
    return KeyText(found[1], found[2]) if found else None
