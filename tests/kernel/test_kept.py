"""What a process keeps for a while: read seldom, never older than it says, never lost to an error."""

from __future__ import annotations

import threading

import pytest

from zhengtong.kernel.kept import Kept, doubt_everything


def test_a_value_is_read_once_while_it_is_fresh():
    reads = []
    kept = Kept(lambda _: reads.append(1) or len(reads), seconds=1000)
    assert [kept(), kept(), kept()] == [1, 1, 1]


def test_a_value_is_read_again_when_it_is_old_forgotten_or_doubted():
    known = []
    kept = Kept(lambda value: known.append(value) or len(known), seconds=1000)
    always = Kept(lambda value: (value or 0) + 1, seconds=-1)
    assert [always(), always(), always()] == [1, 2, 3]
    kept()
    kept.forget()
    assert kept() == 2
    doubt_everything()
    assert kept() == 3
    assert known == [None, None, 2]  # what is forgotten is not at hand any more, what is doubted still is


def test_what_is_forgotten_while_it_is_read_is_read_again():
    def read(_):
        if not reads:
            kept.forget()
        reads.append(1)
        return len(reads)

    reads = []
    kept = Kept(read, seconds=1000)
    assert [kept(), kept(), kept()] == [1, 2, 2]


def test_an_error_reaches_the_caller_and_the_next_one_tries_again():
    answers = iter([OSError("away"), "here"])

    def read(_):
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    kept = Kept(read, seconds=1000)
    with pytest.raises(OSError, match="away"):
        kept()
    assert kept() == "here"


def test_readers_go_on_with_the_old_value_while_one_reads_a_new_one():
    reading, go_on = threading.Event(), threading.Event()

    def read(known):
        if known is not None:
            reading.set()
            go_on.wait(10)
        return "new" if known else "old"

    kept = Kept(read, seconds=1000)
    kept()
    kept.doubt()
    found = []
    reader = threading.Thread(target=lambda: found.append(kept()))
    reader.start()
    assert reading.wait(10)
    assert kept() == "old"
    go_on.set()
    reader.join(10)
    assert found == ["new"]
    assert kept() == "new"
