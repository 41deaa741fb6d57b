"""Who announces a body and does not send it takes nobody's place for long; who sends slowly is waited for."""

from __future__ import annotations

import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.config.running_server import running_server

from zhengtong.config.connections import Connection
from zhengtong.config.slow_senders import Awaited, Ended, to_end

PATIENCE = 120  # seconds until a test gives up
HEAD = (
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%b"
    b"Content-Length: 2\r\nConnection: close\r\n\r\n"
)
GET = b"GET /style/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def port(django_db_setup, tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server") / "log") as port:
        yield port


@pytest.fixture
def silent(port):
    """Makes connections that announce a body and send none of it."""
    made = []

    def connect(number, address="127.0.9.1", *, first=HEAD % b""):
        for each in range(number):
            made.append(_connected(port, address.format(each + 1)))
            made[-1].sendall(first)
        return made

    yield connect
    for each in made:
        each.close()


def _connected(port, address):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=(address, 0))


def _answered(port, address="127.0.8.1"):
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(address, 0))
    asked.request("GET", "/style/")
    return asked.getresponse().status


def _end(connection):
    """Everything that still comes until the other end closes."""
    rest = b""
    try:
        while piece := connection.recv(65536):
            rest += piece
    except ConnectionResetError:
        pass
    return rest


@pytest.mark.parametrize("addresses", ["127.0.9.1", "127.0.10.{}"], ids=["from one address", "from many addresses"])
@pytest.mark.parametrize(
    "first",
    [HEAD % b"", HEAD % b"Expect: 100-continue\r\n", GET + HEAD % b"", (HEAD % b"").replace(b": 2", b": 900") + b"{"],
    ids=["silent", "waiting for the word to go on", "after a page", "with a first piece"],
)
def test_others_are_answered_while_announced_bodies_do_not_come(port, silent, addresses, first):
    silent(12, addresses, first=first)
    assert _answered(port) == 200


def test_others_are_answered_while_bodies_drip_in(port, silent):
    dripping = silent(6, first=(HEAD % b"").replace(b": 2", b": 90000"))
    with ThreadPoolExecutor() as beside:
        answered = beside.submit(_answered, port)
        left = set(dripping)
        while left:
            for each in list(left):
                try:
                    each.sendall(b" ")
                except OSError:
                    left.discard(each)
            time.sleep(0.2)
        assert answered.result() == 200


def test_a_body_that_comes_late_is_read_where_there_is_room(port):
    with _connected(port, "127.0.9.2") as slow:
        slow.sendall(HEAD % b"")
        time.sleep(4)
        slow.sendall(b"{")
        time.sleep(2)
        slow.sendall(b"}")
        assert _end(slow).startswith(b"HTTP/1.1 422")  # read whole: it has no question


@pytest.mark.parametrize("address", ["127.0.9.3", "127.0.0.1"], ids=["an office", "a proxy on this machine"])
def test_who_shares_an_address_with_a_silent_one_keeps_the_connection(port, silent, address):
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(address, 0))
    kept.request("GET", "/style/")
    assert kept.getresponse().read()
    of_before = kept.sock
    made = silent(2, address)
    kept.request("GET", "/style/")  # has to wait for a place
    answer = kept.getresponse()
    assert (answer.status, bool(answer.read())) == (200, True)
    for each in made:
        _end(each)
    kept.request("GET", "/style/")
    assert kept.getresponse().status == 200
    assert kept.sock is of_before


def test_behind_a_proxy_that_passes_on_what_has_not_arrived_only_the_silent_are_ended(port, silent):
    made = silent(12, "127.0.0.1")
    assert _answered(port, "127.0.0.1") == 200
    for each in made:
        _end(each)


@pytest.mark.parametrize(("arrived", "is_ended"), [(0, True), (64_000, False)])
def test_where_others_wait_who_still_sends_may_go_on(arrived, is_ended):
    body = Awaited("10.1.1.1", began=100.0, arrived=arrived)
    others = [Connection(f"10.2.2.{n}", 100.1, 100.0, True, None) for n in range(2)]
    sender = Connection("10.1.1.1", 100.0, 99.9, True, None)
    chosen = to_end([body], [sender, *others], threads=2, ended=[], now=102.0)
    assert chosen == ([sender] if is_ended else [])
    alone = to_end([body], [sender], threads=2, ended=[], now=102.0)
    assert alone == []  # there is room


def test_only_an_address_that_is_no_proxy_loses_all_that_wait_behind_it():
    body = Awaited("10.1.1.1", began=100.0, arrived=0)
    waiting = [Connection("10.1.1.1", 100.0 + n, 99.9, True, None) for n in range(4)]
    before = [Ended("10.1.1.1", 99.0)] * 3
    behind_a_proxy = [Ended("", 99.0)] * 3
    assert len(to_end([body], waiting, threads=1, ended=before, now=110.0)) == 4
    assert to_end([body], waiting, threads=1, ended=behind_a_proxy, now=110.0) == waiting[:1]


def test_of_many_that_came_at_the_same_moment_the_first_is_taken_for_the_one_that_a_thread_reads():
    body = Awaited("10.1.1.1", began=100.012, arrived=0)
    arrived = (100.000, 100.002, 100.010, 90.0)  # the third and the last have asked for a page
    all_of_it = [Connection("10.1.1.1", received, 80.0, True, None) for received in arrived]
    assert to_end([body], all_of_it, threads=1, ended=[], now=102.0) == all_of_it[:1]


def test_one_line_in_the_log_says_how_many_were_ended(django_db_setup, silent, tmp_path):
    with running_server(tmp_path / "log") as port:
        with _connected(port, "127.0.9.4") as one:
            one.sendall(HEAD % b"")
            _end(one)
        time.sleep(1)
    said = (tmp_path / "log").read_text()
    assert "1 connections announced a body and did not send it" in said
    assert "Traceback" not in said
