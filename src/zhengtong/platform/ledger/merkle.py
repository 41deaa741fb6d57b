"""The Merkle tree of RFC 6962 section 2.1, with SM3 in place of SHA-256. Pure functions over 32-byte hashes.

A tree of ``size`` leaves is kept as its complete subtrees. One of 2^``level`` leaves is named by
``(last, level)``, where ``last`` is the number, from 1, of its last leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from zhengtong.kernel.digests import sm3


class Place(NamedTuple):
    """A complete subtree."""

    last: int
    level: int


class Span(NamedTuple):
    """The leaves from ``start`` (from 0) up to, not including, ``end``."""

    start: int
    end: int


Lookup = Callable[[Place], bytes]


def leaf_hash(data: bytes) -> bytes:
    """A leaf: SM3(0x00 ‖ data)."""
    return sm3(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node: SM3(0x01 ‖ left ‖ right)."""
    return sm3(b"\x01" + left + right)


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def places(span: Span) -> list[Place]:
    """The complete subtrees that make up a span of the tree, from left to right."""
    found = []
    start = span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        start += 1 << level
        found.append(Place(start, level))
    return found


def span_hash(span: Span, lookup: Lookup) -> bytes:
    """The hash of a span that is a subtree, complete or on the right edge."""
    return folded([lookup(place) for place in places(span)])


def folded(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size; the hash of nothing is SM3("")."""
    if not peaks:
        return sm3(b"")
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose hashes prove that leaf ``index`` (from 0) is in the tree of ``size``, lowest first.

    Raises:
        ValueError: no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    spans: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, size: int) -> list[Span]:
    """The subtrees whose hashes prove that the tree of ``size`` begins with the tree of ``first`` leaves.

    Raises:
        ValueError: not 0 < first <= size.
    """
    if not 0 < first <= size:
        raise ValueError(f"a tree of {size} does not begin with one of {first}")
    spans: list[Span] = []
    start, end, at_left_edge = 0, size, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start, at_left_edge = middle, False
    if not at_left_edge:
        spans.append(Span(start, end))
    return spans[::-1]


def sides(index: int, size: int) -> list[str]:
    """For each hash of an inclusion proof, on which side it is joined: ``left`` or ``right``."""
    return ["left" if span.end <= index else "right" for span in inclusion_spans(index, size)]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves that ``leaf`` is number ``index`` (from 0) of the tree with this root."""
    if not 0 <= index < size:
        return False
    wanted = sides(index, size)
    if len(wanted) != len(path):
        return False
    for side, other in zip(wanted, path, strict=True):
        leaf = node_hash(other, leaf) if side == "left" else node_hash(leaf, other)
    return leaf == root


def verify_consistency(first: int, first_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` proves that the tree of ``size`` begins with the tree of ``first`` (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= size:
        return False
    if first == size:
        return not path and first_root == root
    proof = list(path)
    if first & (first - 1) == 0:
        proof.insert(0, first_root)
    if not proof:
        return False
    left, right = first - 1, size - 1
    while left & 1:
        left, right = left >> 1, right >> 1
    old = new = proof[0]
    for hash_ in proof[1:]:
        if right == 0:
            return False
        if left & 1 or left == right:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while left and not left & 1:
                left, right = left >> 1, right >> 1
        else:
            new = node_hash(new, hash_)
        left, right = left >> 1, right >> 1
    return right == 0 and old == first_root and new == root


class Frontier:
    """The right edge of a growing tree: enough to append leaves and to know the root, in O(log n) memory."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, not {len(self._peaks)}")

    def append(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Add a leaf. Returns the complete subtrees that it finishes, itself first."""
        self.size += 1
        made = [(Place(self.size, 0), leaf)]
        level, rest = 0, self.size
        while rest & 1 == 0:
            leaf = node_hash(self._peaks.pop(), leaf)
            level, rest = level + 1, rest >> 1
            made.append((Place(self.size, level), leaf))
        self._peaks.append(leaf)
        return made

    def root(self) -> bytes:
        return folded(self._peaks)
