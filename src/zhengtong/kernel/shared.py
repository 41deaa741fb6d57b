"""Memory that a process shares with those that are forked from it: what one of them worked out, the others find."""

from __future__ import annotations

import hashlib
import mmap
import struct

_DIGEST = 16
_ENTRY = struct.Struct(f"<{_DIGEST}sQI")  # digest, where the value begins, its length
_NEXT = struct.Struct("<Q")  # where the next value will begin


class SharedValues:
    """Bytes by key, made before the fork. Any value may be gone at any time: newer ones take its place.

    The values stand one behind the other in a ring, the places say where. Nobody waits for anybody, and a process
    that is killed leaves nothing locked: a place carries a digest of the key and the value, so what another process is
    just writing over, or what was asked for by another key, counts as gone.
    """

    def __init__(self, *, places: int, most_bytes: int) -> None:
        """Takes up to ``most_bytes`` of memory for values, as they come, and 28 for each of the ``places``."""
        self._places, self._size = places, most_bytes
        self._values = _NEXT.size + places * _ENTRY.size
        self._memory = mmap.mmap(-1, self._values + most_bytes)

    def get(self, key: bytes) -> bytes | None:
        digest, start, length = _ENTRY.unpack_from(self._memory, self._place(key))
        if not length or start + length > len(self._memory):
            return None
        value = self._memory[start : start + length]
        return value if digest == _digest(key, value) else None

    def put(self, key: bytes, value: bytes) -> None:
        """A value that takes more than half of the memory is not kept."""
        if not 0 < len(value) <= self._size // 2:
            return
        start = self._room(len(value))
        self._memory[start : start + len(value)] = value
        _ENTRY.pack_into(self._memory, self._place(key), _digest(key, value), start, len(value))

    def _room(self, length: int) -> int:
        """Where the value goes. Two that come in the same moment may get the same room: then one of them is gone."""
        used: int = _NEXT.unpack_from(self._memory)[0]
        if used + length > self._size:
            used = 0
        _NEXT.pack_into(self._memory, 0, used + length)
        return self._values + used

    def _place(self, key: bytes) -> int:
        number = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little") % self._places
        return _NEXT.size + number * _ENTRY.size


def _digest(key: bytes, value: bytes) -> bytes:
    mark = hashlib.blake2b(value, digest_size=_DIGEST, key=hashlib.blake2b(key, digest_size=32).digest())
    return mark.digest()
