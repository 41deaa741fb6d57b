"""Asking on pages is limited for an address, generously, and what was typed is kept; a key has limits of its own."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from tests.factories.packs import write_pack

from zhengtong.config import environment
from zhengtong.config.page_rates import AskingLimit, pages_from_environment
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
AWAY = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def limited(monkeypatch, tmp_path):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    monkeypatch.setenv("ZHENGTONG_PAGE_RATE", "2/h")


def test_too_many_questions_from_an_address_are_told_to_wait_and_keep_what_was_typed(limited, client):
    for _ in range(2):
        assert client.get("/guide/", {"q": "身份证丢了"}, **AWAY).status_code == 200
    page = client.get("/guide/", {"q": "护照怎么办理"}, **AWAY)
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "护照怎么办理" in page.content.decode()
    assert client.post("/chat/", {"q": "护照"}, **AWAY).status_code == 429
    assert b"event: problem" in client.post("/chat/stream/", {"q": "护照"}, **AWAY).content
    assert client.get("/", **AWAY).status_code == 200
    assert client.get("/guide/", {"q": "身份证丢了"}, REMOTE_ADDR="203.0.113.8").status_code == 200


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/feedback/", {"receipt": "7F3A-92C1-K0TM-W8Z5", "reason": "wrong", "words": "<b>费用不对</b>"}),
        ("/handover/", {"name": "李四", "contact": "13800000000", "consent": "1", "words": "想问社保 & 医保"}),
        ("/handover/write/", {"c": "4d5b8b5e-6c1c-4bd6-8ac5-3d2a2a1b3c4d", "words": "补充一句"}),
        ("/handover/judge/", {"answer": "3", "helpful": "0", "words": "没有说清"}),
        ("/citations/", {"text": "《劳动法》第三条", "on": "2026-05-01"}),
    ],
)
def test_sending_too_often_is_told_to_wait_and_everything_typed_can_be_sent_again(limited, client, path, sent):
    for _ in range(2):
        assert client.post(path, sent, **AWAY).status_code != 429
    page = client.post(path, sent, **AWAY)
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    form = Form()
    form.feed(page.content.decode())
    assert form.action == path
    assert {name: form.fields[name] for name in sent} == sent
    assert client.post(path, sent, REMOTE_ADDR="203.0.113.8").status_code != 429
    assert client.get("/handover/", **AWAY).status_code == 200


def test_speaking_too_often_is_told_in_the_form_that_the_page_reads(limited, client):
    for path in ("/speech/", "/speech/read/"):
        for _ in range(3):
            answer = client.post(path, b"RIFF", content_type="audio/wav", **AWAY)
        assert answer.status_code == 429
        assert "12345" in answer.json()["detail"]


def test_asking_and_sending_and_answers_without_words_count_together(limited, client):
    assert client.post("/chat/", {"answer": "region:990100"}, **AWAY).status_code != 429
    assert client.post("/feedback/", {"receipt": "x"}, **AWAY).status_code != 429
    assert client.get("/guide/", {"q": "身份证丢了"}, **AWAY).status_code == 429


def test_a_person_in_the_conversation_is_waited_for_without_a_limit(limited, client):
    for _ in range(5):
        assert client.get("/handover/state/", **AWAY).status_code == 204


class Form(HTMLParser):
    """The form of the page in its main part: where it goes, and the fields that would be sent."""

    def __init__(self):
        super().__init__()
        self.fields, self.action, self._area = {}, "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("class") == "form card":
            self.action = given["action"]
        if tag == "input" and self.action:
            self.fields[given.get("name")] = given.get("value")
        if tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag):
        self._area = ""


def test_a_rate_that_cannot_be_read_is_named_and_leaves_the_usual_one(monkeypatch):
    monkeypatch.setenv("ZHENGTONG_PAGE_RATE", "many")
    assert any(fault.params["name"] == "ZHENGTONG_PAGE_RATE" for fault in environment.problems())
    assert pages_from_environment().limit == 600
    assert AskingLimit(lambda request: None).limit.limit == 600


def test_a_key_for_the_rest_interface_has_its_own_limits(client):
    given = {"scopes": ["rest"], "per_minute": 100, "per_day": 1}
    key = people.issue_key(name="bulk", actor=SYSTEM, **given)
    headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
    assert client.get("/api/v1/items", headers=headers).status_code == 200
    assert client.get("/api/v1/items", headers=headers).status_code == 429
    wrong = {**headers, "authorization": "Bearer zt_wrong"}
    assert client.get("/api/v1/items", headers=wrong).status_code == 401
