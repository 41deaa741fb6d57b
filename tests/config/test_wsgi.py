"""What the web server gets from the application."""

import json
from io import BytesIO

import pytest
from django.core.signals import request_finished
from django.test import RequestFactory

from zhengtong.config.wsgi import application

pytestmark = pytest.mark.django_db


def called(method, path, body=b"", **more):
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD=method, PATH_INFO=path, CONTENT_LENGTH=str(len(body)), CONTENT_TYPE="application/json", **more
    )
    environ["wsgi.input"] = BytesIO(body)
    begun = []
    answer = application(environ, lambda status, headers: begun.append((status, dict(headers))))
    return begun[0], answer


def test_an_ordinary_answer_is_one_piece_of_the_length_it_says():
    (status, headers), answer = called("GET", "/api/v1/openapi.json")
    assert status == "200 OK"
    assert isinstance(answer, list)
    assert len(answer) == 1
    assert len(answer[0]) == int(headers["Content-Length"])
    assert json.loads(answer[0])["openapi"]


def test_a_request_is_over_before_its_answer_is_sent():
    ended = []

    def note(**_):
        ended.append(True)

    request_finished.connect(note)
    try:
        called("GET", "/api/v1/openapi.json")
    finally:
        request_finished.disconnect(note)
    assert ended == [True]


def test_a_stream_comes_piece_by_piece():
    question = json.dumps({"question": "身份证丢了"}).encode()
    (status, _), answer = called("POST", "/api/v1/ask/stream", question)
    assert status == "200 OK"
    assert not isinstance(answer, list)
    pieces = list(answer)
    answer.close()
    assert len(pieces) > 1
    assert pieces[0].startswith(b"event: step\n")
