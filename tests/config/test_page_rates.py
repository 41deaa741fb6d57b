"""Asking on pages is limited for an address, generously, and what was typed is kept; a key has limits of its own."""

from __future__ import annotations

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
