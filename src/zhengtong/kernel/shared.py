"""Memory that a process shares with those that are forked from it: what one of them worked out, the others find."""

from __future__ import annotations

import hashlib
import mmap

_DIGEST = 16
_HEAD = _DIGEST + 4  # digest, length


class SharedValues:
    """Bytes by key, made before the fork. Any value may be gone at any time: a newer one takes its place.

    Nobody waits for anybody, and a process that is killed leaves nothing locked: a value carries a digest of its key
    and itself, so what another process is just writing over, or what was asked for by another key, counts as gone.
    """

    def __init__(self, *, places: int, most_bytes: int) -> None:
        """Takes up to ``places * most_bytes`` of memory, as it is filled; longer values are not kept."""
        self._places, self._size = places, most_bytes
        self._memory = mmap.mmap(-1, places * most_bytes)

    def get(self, key: bytes) -> bytes | None:
        start = self._start(key)
        head = self._memory[start : start + _HEAD]
        length = int.from_bytes(head[_DIGEST:], "little")
        if not 0 < length <= self._size - _HEAD:
            return None
        value = self._memory[start + _HEAD : start + _HEAD + length]
        return value if head[:_DIGEST] == _digest(key, value) else None

    def put(self, key: bytes, value: bytes) -> None:
        if len(value) > self._size - _HEAD:
            return
        whole = b"".join((_digest(key, value), len(value).to_bytes(4, "little"), value))
        start = self._start(key)
        self._memory[start : start + len(whole)] = whole

    def _start(self, key: bytes) -> int:
        place = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little") % self._places
        return place * self._size


def _digest(key: bytes, value: bytes) -> bytes:
    mark = hashlib.blake2b(value, digest_size=_DIGEST, key=hashlib.blake2b(key, digest_size=32).digest())
    return mark.digest()
