"""A body that does not come to its end: nothing is done with half of it, and a dead line does not hold a thread."""

from __future__ import annotations

import socket
import time
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from tests.factories.packs import write_pack

from zhengtong.config.senders import watch
from zhengtong.config.wsgi import application
from zhengtong.contexts.guidance.models import Handover, Turn
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection():
    """The end of a request would close the connection of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def sent(path: str, body: bytes, announced: int, kind: str) -> str:
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST", PATH_INFO=path, CONTENT_LENGTH=str(announced), CONTENT_TYPE=kind
    )
    environ["wsgi.input"] = BytesIO(body)
    begun: list[str] = []
    answer = application(environ, lambda status, headers: begun.append(status))
    list(answer)
    return begun[0]


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/api/v1/handover", "application/json", '{"words": "前半句"}'),
        ("/api/v1/ask", "application/json", '{"question": "身份证丢了"}'),
        ("/handover/", "application/x-www-form-urlencoded", "words=前半句"),
    ],
)
def test_nothing_is_done_with_a_message_whose_end_did_not_arrive(tmp_path, monkeypatch, path, kind, body):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware._check_token", lambda *_: None)
    whole = body.encode()
    assert int(sent(path, whole, len(whole) + 300, kind)[:3]) >= 400
    assert (Handover.objects.count(), Turn.objects.count()) == (0, 0)
    assert int(sent(path, whole, len(whole), kind)[:3]) < 400
    assert Handover.objects.count() + Turn.objects.count() > 0


def test_a_connection_asks_whether_its_other_end_still_lives():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        watch(port, 2)
        while not listener.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE):
            time.sleep(0.05)
        with socket.create_connection(("127.0.0.1", port)), listener.accept()[0] as taken:
            assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
