"""The tree is that of RFC 6962, and its proofs prove what they should and nothing else."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.kernel.digests import sm3
from zhengtong.platform.ledger.merkle import (
    Frontier,
    Place,
    Span,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    node_hash,
    places,
    span_hash,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 200
LEAVES = [leaf_hash(bytes([i])) for i in range(LARGEST)]


def _tree(size):
    """The definition of RFC 6962 2.1, word for word."""

    def head(leaves):
        if len(leaves) == 1:
            return leaves[0]
        split = 1
        while split * 2 < len(leaves):
            split *= 2
        return node_hash(head(leaves[:split]), head(leaves[split:]))

    return head(LEAVES[:size]) if size else sm3(b"")


ROOTS = [_tree(size) for size in range(LARGEST + 1)]


def _grown():
    frontier, stored = Frontier(), {}
    for leaf in LEAVES:
        stored.update(frontier.append(leaf))
    return stored


STORED = _grown()
sizes = st.integers(1, LARGEST)


def _lookup(place: Place) -> bytes:
    return STORED[place]


def _inclusion(index, size):
    return [span_hash(span, _lookup) for span in inclusion_spans(index, size)]


def _consistency(first, size):
    return [span_hash(span, _lookup) for span in consistency_spans(first, size)]


def test_a_growing_log_has_the_roots_of_the_definition_at_every_size():
    frontier = Frontier()
    assert frontier.root() == ROOTS[0]
    for size, leaf in enumerate(LEAVES, start=1):
        frontier.append(leaf)
        assert frontier.root() == ROOTS[size]
        resumed = Frontier(size, [STORED[place] for place in places(Span(0, size))])
        assert resumed.root() == ROOTS[size]


def test_every_leaf_of_every_size_up_to_64_has_a_right_proof():
    for size in range(1, 65):
        for index in range(size):
            assert verify_inclusion(LEAVES[index], index, size, _inclusion(index, size), ROOTS[size])


def test_every_pair_of_sizes_up_to_64_has_a_right_consistency_proof():
    for first, size in itertools.combinations_with_replacement(range(1, 65), 2):
        assert verify_consistency(first, ROOTS[first], size, ROOTS[size], _consistency(first, size))


@given(sizes, st.data())
def test_a_proof_reads_few_nodes(size, data):
    index = data.draw(st.integers(0, size - 1))
    reads = [place for span in inclusion_spans(index, size) for place in places(span)]
    assert len(reads) <= 2 * size.bit_length()


def _flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@settings(max_examples=200, deadline=None)
@given(sizes, st.data())
def test_an_inclusion_proof_fails_for_any_flipped_bit_and_any_other_place(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = _inclusion(index, size)
    assert verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])
    bit = data.draw(st.integers(0, 255))
    assert not verify_inclusion(_flipped(LEAVES[index], bit), index, size, path, ROOTS[size])
    assert not verify_inclusion(LEAVES[index], index, size, path, _flipped(ROOTS[size], bit))
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        wrong = [*path[:step], _flipped(path[step], bit), *path[step + 1 :]]
        assert not verify_inclusion(LEAVES[index], index, size, wrong, ROOTS[size])
        assert not verify_inclusion(LEAVES[index], index, size, path[:-1], ROOTS[size])
        other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
        assert not verify_inclusion(LEAVES[index], other, size, path, ROOTS[size])
    assert not verify_inclusion(LEAVES[index], index, size, [*path, ROOTS[1]], ROOTS[size])
    assert not verify_inclusion(LEAVES[index], size, size, path, ROOTS[size])


@settings(max_examples=200, deadline=None)
@given(sizes, sizes, st.data())
def test_a_consistency_proof_fails_for_any_flipped_bit(one, other, data):
    first, size = sorted((one, other))
    path = _consistency(first, size)
    assert verify_consistency(first, ROOTS[first], size, ROOTS[size], path)
    bit = data.draw(st.integers(0, 255))
    assert not verify_consistency(first, _flipped(ROOTS[first], bit), size, ROOTS[size], path)
    assert not verify_consistency(first, ROOTS[first], size, _flipped(ROOTS[size], bit), path)
    assert not verify_consistency(first, ROOTS[first], size, ROOTS[size], [*path, ROOTS[1]])
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        wrong = [*path[:step], _flipped(path[step], bit), *path[step + 1 :]]
        assert not verify_consistency(first, ROOTS[first], size, ROOTS[size], wrong)
        assert not verify_consistency(first, ROOTS[first], size, ROOTS[size], path[:-1])
