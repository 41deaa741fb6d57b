"""A model as judge rates stored replies on the closed scale, or says that it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.factories.model_server import model_server
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.models import Rating
from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
RATING = {"matter": "yes", "complete": "partly", "understandable": "yes", "reason": "没有说地点，电话13800138000"}


@pytest.fixture(autouse=True)
def _city(tmp_path, db, monkeypatch) -> Iterator[None]:
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    home.forget_home()
    guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    yield
    monkeypatch.undo()
    ai.forget(only_chat=True)


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ZHENGTONG_CHAT_URL", url)
    monkeypatch.setenv("ZHENGTONG_CHAT_MODEL", "scripted")
    ai.forget(only_chat=True)


def test_a_reply_is_rated_once_by_the_model_and_beside_people(monkeypatch):
    with model_server({"text": json.dumps(RATING, ensure_ascii=False)}) as (url, _script):
        use(monkeypatch, url)
        first = guidance.judge(sample=5, seed=1)
        second = guidance.judge(sample=5, seed=1)
    row = Rating.objects.get()
    assert (first.rated, second.rated) == (1, 0)
    assert (row.kind, row.matter, row.complete) == ("model", "yes", "partly")
    assert "13800138000" not in row.words


@pytest.mark.parametrize("text", ['{"matter": "splendid"}', "all good", '{"matter": "yes", "approve": true}'])
def test_what_is_not_on_the_scale_is_no_rating(monkeypatch, text):
    with model_server({"text": text}) as (url, _script):
        use(monkeypatch, url)
        with pytest.raises(Fault):
            guidance.judge(sample=9)
    assert not Rating.objects.exists()


def test_without_a_model_it_says_so(monkeypatch):
    monkeypatch.delenv("ZHENGTONG_CHAT_URL", raising=False)
    ai.forget(only_chat=True)
    with pytest.raises(Fault) as caught:
        guidance.judge(sample=1)
    assert caught.value.code == "no-chat-model"
