"""A configured model is used within bounds; a bad one ends in a clear fault, never in a wrong answer."""

import itertools
import json

import pytest
from tests.factories.model_server import model_server

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ai.breaker import Breaker
from zhengtong.platform.ai.chat import OpenAIChat
from zhengtong.platform.ai.configuration import Endpoint
from zhengtong.platform.ai.gateway import Gateway
from zhengtong.platform.ai.models import ModelUse
from zhengtong.platform.ai.remote import RemoteEmbedder, RemoteReranker

pytestmark = pytest.mark.django_db

SCHEMA = {
    "type": "object",
    "properties": {"choice": {"type": "integer", "minimum": 0, "maximum": 9}},
    "required": ["choice"],
    "additionalProperties": False,
}


def ask(text: str = "选一个", **options: object) -> ai.ChatRequest:
    return ai.ChatRequest("guidance", (ai.Message("user", text),), **{"seconds": 5.0, **options})  # type: ignore[arg-type]


def chat(url: str) -> OpenAIChat:
    return OpenAIChat(Gateway(Endpoint(url, "scripted")))


def test_a_reply_comes_back_with_what_it_used() -> None:
    with model_server({"text": "第三个"}) as (url, _script):
        reply = chat(url).complete(ask())
    assert (reply.text, reply.prompt_tokens, reply.completion_tokens) == ("第三个", 7, 3)
    assert ModelUse.objects.get(purpose="guidance").tokens == 10


@pytest.mark.parametrize("text", ['{"choice": 3}', '```json\n{"choice": 3}\n```'])
def test_a_closed_choice_is_checked_against_its_schema(text: str) -> None:
    with model_server({"text": text}) as (url, script):
        assert chat(url).complete(ask(schema=SCHEMA)).data == {"choice": 3}
    assert script.requests[0]["response_format"]["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"text": '{"choice": 33}'}, "model-unreadable"),
        ({"text": '{"choice": 3, "approved": true}'}, "model-unreadable"),
        ({"text": "我觉得是第三个"}, "model-unreadable"),
        ({"text": '{"choice": 3', "finish": "length"}, "model-unreadable"),
        ({"raw": "<html>busy</html>"}, "model-unreadable"),
        ({"json": {"choices": []}}, "model-unreadable"),
        ({"json": {"choices": [{"message": {"content": None}}]}}, "model-unreadable"),
        ({"json": [1, 2]}, "model-unreadable"),
        ({"raw": "x" * 9_000_000}, "model-unreadable"),
        ({"json": {"error": "no such model"}, "status": 404}, "model-refused"),
        ({"json": {}, "status": 302}, "model-refused"),
        ({"json": {}, "status": 503}, "model-unreachable"),
        ({"hang_up": True}, "model-unreachable"),
    ],
)
def test_a_bad_reply_is_a_fault_that_says_why(reply: dict, code: str) -> None:
    with model_server(reply) as (url, _script), pytest.raises(Fault) as caught:
        chat(url).complete(ask(schema=SCHEMA))
    assert caught.value.code == code


def test_a_slow_model_is_left_at_its_deadline() -> None:
    with model_server({"text": "…", "delay": 3}) as (url, _script), pytest.raises(Fault) as caught:
        chat(url).complete(ask(seconds=0.3))
    assert caught.value.code == "model-timeout"


def test_a_model_that_drips_is_left_at_its_deadline() -> None:
    with model_server({"pieces": ["一"] * 60, "drip": 0.1}) as (url, _script), pytest.raises(Fault) as caught:
        list(chat(url).stream(ask(seconds=0.5)))
    assert caught.value.code == "model-timeout"


def test_a_busy_service_is_asked_again() -> None:
    with model_server({"json": {}, "status": 429}, {"json": {}, "status": 503}, {"text": "好"}) as (url, script):
        assert chat(url).complete(ask()).text == "好"
    assert len(script.paths) == 3


def test_a_stream_comes_piece_by_piece() -> None:
    with model_server({"pieces": ["身份证", "丢失", "补领"]}) as (url, _script):
        assert list(chat(url).stream(ask())) == ["身份证", "丢失", "补领"]


@pytest.mark.parametrize("reply", [{"pieces": ["半"], "truncated": True}, {"pieces": ["{not json"]}])
def test_a_stream_that_breaks_off_is_not_taken_for_whole(reply: dict) -> None:
    with model_server(reply) as (url, _script), pytest.raises(Fault) as caught:
        list(chat(url).stream(ask()))
    assert caught.value.code == "model-unreadable"


def test_personal_data_is_masked_before_it_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server() as (url, script):
        monkeypatch.setattr(Endpoint, "on_this_machine", property(lambda _self: False))
        chat(url).complete(ask("我的号码是11010519491231002X，电话13812345678"))
    sent = json.dumps(script.requests[0], ensure_ascii=False)
    assert "11010519491231002X" not in sent
    assert "13812345678" not in sent


def test_text_for_a_model_on_this_machine_stays_as_it_is() -> None:
    with model_server() as (url, script):
        chat(url).complete(ask("电话13812345678"))
    assert "13812345678" in json.dumps(script.requests[0])


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]/v1", True),
        ("http://localhost/v1", True),
        ("https://localhost.example.com/v1", False),
        ("http://10.0.0.8/v1", False),
    ],
)
def test_only_loopback_counts_as_this_machine(url: str, here: bool) -> None:
    assert Endpoint(url, "m").on_this_machine is here


def test_a_spent_budget_stops_the_call_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTONG_MODEL_BUDGET", '{"guidance": 600}')
    with model_server({"json": {"choices": [{"message": {"content": "好"}}]}}) as (url, script):
        model = chat(url)
        model.complete(ask("一二三"))
        with pytest.raises(Fault) as caught:
            model.complete(ask("一二三"))
    assert caught.value.code == "model-budget-spent"
    assert len(script.paths) == 1


def test_tokens_reserved_by_a_failed_call_are_still_booked() -> None:
    with model_server({"raw": "no"}) as (url, _script), pytest.raises(Fault):
        chat(url).complete(ask("一二三", max_tokens=7))
    assert ModelUse.objects.get(purpose="guidance").tokens == 10


def test_the_breaker_rests_after_failures_and_then_lets_one_trial_through() -> None:
    clock = itertools.count(0, 10).__next__
    breaker = Breaker(failures=2, rest=25, clock=clock)
    assert breaker.allows()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    assert not breaker.allows()
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()


def test_a_service_that_is_down_is_not_asked_again_and_again() -> None:
    gateway = Gateway(Endpoint("http://127.0.0.1:9/v1", "m"), Breaker(failures=1))
    for _ in range(3):
        with pytest.raises(Fault) as caught:
            OpenAIChat(gateway).complete(ask())
        assert caught.value.code == "model-unreachable"
    assert gateway.breaker.is_open


def test_remote_embeddings_are_unit_vectors_in_the_order_asked() -> None:
    rows = [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]
    with model_server({"json": {"data": rows}}) as (url, _script):
        vectors = RemoteEmbedder(Gateway(Endpoint(url, "e"))).queries(["甲", "乙"])
    assert vectors.ravel().tolist() == pytest.approx([0.6, 0.8, 0.0, 1.0])


@pytest.mark.parametrize(
    "rows", [[], [{"index": 0}], [{"index": 0, "embedding": [0, 0]}, {"index": 1, "embedding": [1]}]]
)
def test_odd_embeddings_are_refused(rows: list) -> None:
    with model_server({"json": {"data": rows}}) as (url, _script), pytest.raises(Fault) as caught:
        RemoteEmbedder(Gateway(Endpoint(url, "e"))).passages(["甲", "乙"])
    assert caught.value.code == "model-unreadable"


def test_a_remote_reranker_scores_every_passage() -> None:
    results = [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.1}]
    with model_server({"json": {"results": results}}, {"json": {"results": results[:1]}}) as (url, _script):
        reranker = RemoteReranker(Gateway(Endpoint(url, "r")))
        assert reranker.scores("问", ["甲", "乙"]) == [0.1, 0.9]
        with pytest.raises(Fault):
            reranker.scores("问", ["甲", "乙"])


def test_what_is_not_configured_is_off_cleanly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHAT", "EMBEDDINGS", "RERANK", "SPEECH"):
        monkeypatch.delenv(f"ZHENGTONG_{name}_URL", raising=False)
    ai.forget()
    assert (ai.chat_model(), ai.reranker(), ai.recogniser()) == (None, None, None)
    assert ai.models_in_use()["chat"] is None


def test_a_wrong_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTONG_CHAT_URL", "localhost:11434")
    ai.forget()
    with pytest.raises(Fault) as caught:
        ai.chat_model()
    monkeypatch.delenv("ZHENGTONG_CHAT_URL")
    ai.forget()
    assert "ZHENGTONG_CHAT_URL" in str(caught.value)
