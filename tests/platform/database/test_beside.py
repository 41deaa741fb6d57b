"""Threads that work beside the serving one keep their database connection, and give it back when they must."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future

import pytest
from django.db import connection, transaction

from zhengtong.platform.database import service as database

pytestmark = pytest.mark.django_db(transaction=True)


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _beside(work):
    """What ``work`` gives, from a thread beside this one that has come to rest since."""
    found: Future = Future()

    def run() -> None:
        try:
            found.set_result(work())
        except RuntimeError as error:
            found.set_exception(error)

    database.beside(run)
    result = found.result(20)
    for thread in threading.enumerate():
        if thread.name == "beside":
            thread.join(0.3)  # it stays
    return result


def _ended(pid: int) -> bool:
    """Whether the server's process for a connection ends; it does so on its own time."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", [pid])
            if not cursor.fetchone()[0]:
                return True
            time.sleep(0.05)
    return False


def test_one_after_the_other_has_the_same_connection_and_two_at_once_have_two():
    first = _beside(_pid)
    assert first != _pid()
    assert _beside(_pid) == first
    both, found = threading.Barrier(2), []

    def work() -> None:
        both.wait(20)
        found.append(_pid())
        both.wait(20)

    database.beside(work)
    database.beside(work)
    database.end_beside()
    assert len(set(found)) == 2
    assert first in found


def test_threads_that_end_leave_no_connection():
    pid = _beside(_pid)
    database.end_beside()
    assert _ended(pid)
    assert _beside(_pid) != pid


def test_a_connection_that_the_server_ended_is_replaced():
    pid = _beside(_pid)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert _beside(_pid) != pid


def test_work_that_fails_in_a_transaction_harms_no_later_work():
    def fail() -> None:
        with transaction.atomic():
            _pid()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        _beside(fail)

    def state() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT txid_current_if_assigned()")
            return str(cursor.fetchone()[0]) + str(connection.in_atomic_block)

    assert _beside(state) == "NoneFalse"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_that_raises_ends_its_thread_and_not_the_next_one():
    pid = _beside(_pid)

    def fail() -> None:
        raise ZeroDivisionError

    database.beside(fail)
    assert _ended(pid)
    assert _beside(_pid) != pid


def test_a_forked_process_has_threads_of_its_own():
    _beside(_pid)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        database.beside(lambda: os.write(write, b"done"))
        database.end_beside()
        os._exit(0)
    os.close(write)
    assert os.read(read, 10) == b"done"
    assert os.waitpid(child, 0)[1] == 0
    os.close(read)
