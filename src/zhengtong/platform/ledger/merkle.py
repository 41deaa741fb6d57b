"""The Merkle tree of RFC 6962 section 2.1, with SM3 in place of SHA-256. Pure functions over hashes of 32 bytes."""

from __future__ import annotations

from zhengtong.kernel.digests import sm3


def leaf_hash(data: bytes) -> bytes:
    """A leaf: SM3(0x00 ‖ data)."""
    return sm3(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node: SM3(0x01 ‖ left ‖ right)."""
    return sm3(b"\x01" + left + right)
