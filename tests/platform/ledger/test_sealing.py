"""Many writers, several sealers, crashes: no gap, no lost entry."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories.at_once import at_once, codes
from tests.platform.ledger.conftest import act

from zhengtong.platform.ledger import sealing
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ledger.models import Entry, Node

pytestmark = pytest.mark.usefixtures("committed")


def _in_threads(*functions):
    assert not codes(at_once(*functions))


def test_writers_and_sealers_at_once_leave_no_gap_and_lose_no_entry():
    writing = threading.Event()
    codes, rolled_back = [], []

    def write(name):
        for n in range(30):
            try:
                with transaction.atomic():
                    made = act(f"{name} {n}")
                    if n % 5 == 4:
                        rolled_back.append(made.code)
                        raise LookupError
                codes.append(made.code)
            except LookupError:
                pass

    def keep_sealing():
        while not writing.is_set():
            ledger.seal(limit=7)

    def writers():
        try:
            _in_threads(*(lambda name=name: write(name) for name in "abcd"))
        finally:
            writing.set()

    _in_threads(writers, keep_sealing, keep_sealing)
    while ledger.seal():
        pass
    result = ledger.verify()
    assert result.ok, result.problems
    numbers = list(Node.objects.filter(level=0).order_by("last").values_list("last", flat=True))
    assert numbers == list(range(1, 4 + 4 * 24 + 1))
    sealed = set(Entry.objects.filter(kind="act").values_list("code", flat=True))
    assert sealed == set(codes)
    assert not sealed & set(rolled_back)


def test_verification_is_right_while_others_write_and_seal():
    done = threading.Event()

    def write():
        try:
            for n in range(60):
                act(str(n))
                ledger.seal()
        finally:
            done.set()

    results = []

    def keep_verifying():
        while not done.is_set():
            results.append(ledger.verify())

    _in_threads(write, keep_verifying)
    assert results
    assert [result.problems for result in results if not result.ok] == []


def test_an_entry_that_commits_late_is_sealed_after_those_that_came_first():
    opened, sealed = threading.Event(), threading.Event()
    late = []

    def slow_writer():
        with transaction.atomic():
            late.append(act("late"))
            opened.set()
            sealed.wait(10)

    def others():
        opened.wait(10)
        early = act("early")
        while ledger.seal():
            pass
        assert ledger.receipt(early.code).number == 5
        sealed.set()

    _in_threads(slow_writer, others)
    assert ledger.receipt(late[0].code).number == 6
    assert ledger.verify().ok


def test_a_sealer_that_dies_in_the_middle_leaves_the_log_as_it_was(monkeypatch):
    ledger.seal()
    act()

    def dies(**_):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(sealing, "make_head", dies)
        with pytest.raises(SystemExit):
            ledger.seal()
    result = ledger.verify()
    assert (result.ok, result.entries, result.waiting) == (True, 4, 1)
    assert ledger.seal() == 1
    assert ledger.verify().entries == 5


def test_a_sealer_whose_connection_is_cut_leaves_the_log_as_it_was():
    act()
    sealing_started = threading.Event()

    def sealer():
        with pytest.raises(DatabaseError), transaction.atomic():
            ledger.seal()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
                sealing_started.set()
                cursor.execute("SELECT pg_sleep(20)")

    pids = []

    def killer():
        sealing_started.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", pids)

    _in_threads(sealer, killer)
    assert ledger.seal() == 5
    assert ledger.verify().ok


def test_sealing_nothing_makes_no_head():
    while ledger.seal():
        pass
    heads = ledger.verify().heads
    assert ledger.seal() == 0
    assert ledger.verify().heads == heads
