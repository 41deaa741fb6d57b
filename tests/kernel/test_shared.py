"""What one process puts, those forked from the same one get; whatever is not whole counts as gone."""

from __future__ import annotations

import os
import signal
import time

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.shared import SharedValues

KEYS = st.binary(min_size=1, max_size=8)


@given(st.lists(st.tuples(KEYS, st.binary(max_size=64)), max_size=40))
def test_what_comes_back_is_what_was_put_last_or_nothing(puts):
    values = SharedValues(places=4, most_bytes=48)
    last: dict[bytes, bytes] = {}
    for key, value in puts:
        values.put(key, value)
        last[key] = value
        if 0 < len(value) <= 24:
            assert values.get(key) == value
    for key, value in last.items():
        earlier = {v for k, v in puts if k == key}
        assert values.get(key) in {None, value, *earlier}


def test_a_key_never_gives_what_belongs_to_another():
    values = SharedValues(places=1, most_bytes=64)
    values.put(b"mine", b"answer")
    assert values.get(b"yours") is None
    assert values.get(b"mine") == b"answer"


def test_many_short_values_are_kept_as_long_as_there_is_room_for_them():
    values = SharedValues(places=65_536, most_bytes=10_000)
    kept = {b"%d" % number: b"answer %d" % number * (number % 20 + 1) for number in range(100)}
    assert sum(map(len, kept.values())) <= 10_000
    for key, value in kept.items():
        values.put(key, value)
    assert {key: values.get(key) for key in kept} == kept


def test_the_newest_values_stay_when_the_room_is_used_up():
    values = SharedValues(places=65_536, most_bytes=1_000)
    for number in range(50):
        values.put(b"%d" % number, b"%04d" % number * 10)
    assert values.get(b"0") is None
    assert all(values.get(b"%d" % number) == b"%04d" % number * 10 for number in range(30, 50))


def test_a_process_finds_what_another_put():
    values = SharedValues(places=16, most_bytes=4_096)
    child = os.fork()
    if not child:
        values.put(b"question", b"answer" * 100)
        os._exit(0)
    os.waitpid(child, 0)
    assert values.get(b"question") == b"answer" * 100


def test_values_written_over_by_others_are_whole_or_gone_even_when_a_writer_is_killed():
    values = SharedValues(places=1, most_bytes=130_000)
    children = []
    for letter in (b"a", b"b", b"c"):
        child = os.fork()
        if not child:
            while True:
                values.put(b"question", letter * 60_000)
        children.append(child)
    try:
        whole = 0
        until = time.monotonic() + 5
        while whole < 200 and time.monotonic() < until:
            found = values.get(b"question")
            if found is not None:
                assert found in {b"a" * 60_000, b"b" * 60_000, b"c" * 60_000}
                whole += 1
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    values.put(b"question", b"mine")
    assert values.get(b"question") == b"mine"
    assert whole
