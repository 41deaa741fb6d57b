"""From a question to a sourced guide, by page, REST and events, and what is kept of it."""

from __future__ import annotations

import json
import re

import pytest
from django.db import DatabaseError

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.models import Feedback, Turn
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]


def _ask(text: str, **more) -> guidance.Reply:
    return guidance.ask(text, actor=ANONYMOUS, **more)


def test_every_fact_of_an_answer_has_a_source_that_is_listed():
    reply = _ask("身份证丢了怎么补领，要多少钱")
    assert reply.state == "answered"
    need = reply.needs[0]
    assert need.chosen == "T-1"
    numbers = {source.number for source in reply.sources}
    assert need.facts and all(fact.sources and set(fact.sources) <= numbers for fact in need.facts)


def test_the_facet_asked_for_comes_first():
    reply = _ask("身份证丢了补领要多少钱")
    assert reply.needs[0].facts[0].group == "fee"


def test_each_reply_leaves_one_act_and_one_masked_turn():
    reply = _ask("我叫张三，电话13800138000，身份证丢了怎么补领")
    turn = Turn.objects.get(receipt=reply.receipt)
    assert "13800138000" not in turn.question
    assert "13800138000" not in json.dumps(turn.reply, ensure_ascii=False)
    assert turn.reply["state"] == reply.state
    assert str(turn.conversation_id) == reply.conversation


def test_a_follow_up_is_about_the_item_before():
    first = _ask("身份证丢了怎么补领")
    second = _ask("那要多少钱", conversation=first.conversation)
    assert second.needs[0].chosen == first.needs[0].chosen
    assert second.turn == first.turn + 1


def test_a_facet_without_a_matter_is_asked_back():
    reply = _ask("那要多少钱")
    assert (reply.state, reply.reason) == ("clarification", "which_matter")


def test_distress_gets_a_human_number_before_anything_else():
    reply = _ask("我不想活了")
    assert reply.state == "distress"
    assert reply.contacts[0].number == "12356"
    assert not reply.needs


def test_an_english_question_gets_english_words():
    reply = _ask("Tell me a joke")
    assert reply.language == "en"
    assert "government matters" in reply.message


def test_a_database_that_fails_gives_an_honest_reply(monkeypatch):
    def broken(*_args, **_more):
        raise DatabaseError

    monkeypatch.setattr(retrieval.search, "neighbours", broken)
    reply = _ask("身份证丢了怎么补领")
    assert reply.state == "search_down"
    assert reply.contacts
    assert reply.question == "身份证丢了怎么补领"


def test_a_switched_off_algorithm_does_not_answer():
    ledger.switch_algorithm("guidance.answer", on=False, actor=SYSTEM, reason="test")
    with pytest.raises(Fault) as found:
        _ask("身份证丢了怎么补领")
    assert found.value.code == "algorithm-switched-off"


def test_measuring_leaves_nothing_behind():
    reply = _ask("身份证丢了怎么补领", record=False)
    assert not reply.receipt
    assert not Turn.objects.exists()


def test_rest_gives_the_documented_reply(client):
    response = client.post("/api/v1/ask", {"question": "身份证丢了怎么补领"}, content_type="application/json")
    body = response.json()
    assert response.status_code == 200
    _is_documented(body, client.get("/api/v1/openapi.json").json()["components"]["schemas"], "ReplyOut")


def _is_documented(data: object, forms: dict, name: str) -> None:
    """Every object of the reply, however deep, has the fields of its documented form and no others."""
    if isinstance(data, list):
        for each in data:
            _is_documented(each, forms, name)
    elif isinstance(data, dict):
        assert set(data) == set(forms[name]["properties"]), name
        for field, form in forms[name]["properties"].items():
            inner = re.search(r"#/components/schemas/(\w+)", json.dumps(form))
            if inner:
                _is_documented(data[field], forms, inner[1])


def test_rest_answers_for_the_matter_that_is_picked(client):
    body = {"question": "身份证丢了怎么补领", "item": "T-2"}
    reply = client.post("/api/v1/ask", body, content_type="application/json").json()
    assert [need["chosen"] for need in reply["needs"]] == ["T-2"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 400, "question-empty"),
        ({"question": "证" * 100_000}, 413, "question-too-long"),
        ({"question": "😀😀"}, 400, "question-without-words"),
        ({}, 422, "invalid-request"),
    ],
)
def test_what_rest_refuses_is_a_problem_with_its_code(client, body, status, code):
    response = client.post("/api/v1/ask", body, content_type="application/json")
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == code


def test_the_guide_page_shows_the_route_and_keeps_what_was_typed(client):
    page = client.get("/guide/", {"q": "身份证丢了怎么补领"}).content.decode()
    assert "身份证丢失补领" in page
    assert 'aria-current="step"' in page
    assert "监护人身份证" in page
    assert re.search(r"/ledger/[0-9A-Z-]+/", page)
    refused = client.get("/guide/", {"q": "证" * 3000})
    assert refused.status_code == 413
    assert "证" * 100 in refused.content.decode()


def test_markup_in_a_question_is_shown_as_text(client):
    page = client.get("/guide/", {"q": "身份证<img src=x onerror=alert(1)>丢了"}).content.decode()
    assert "<img src=x" not in page


def test_the_conversation_works_without_scripts_and_survives_a_reload(client):
    assert client.post("/chat/", {"q": "身份证丢了怎么补领"}).status_code == 302
    client.post("/chat/", {"q": "那要多少钱"})
    page = client.get("/chat/").content.decode()
    assert page.count('<article class="turn') == 2
    assert "40" in page


def test_search_and_suggest_find_titles(client):
    assert "身份证丢失补领" in client.get("/search/", {"q": "身份证"}).content.decode()
    found = client.get("/api/v1/suggest", {"q": "身份证"}).json()["suggestions"]
    assert {"text", "url", "kind"} == set(found[0])


def test_saying_that_an_answer_is_wrong_waits_for_a_person(client):
    reply = _ask("身份证丢了怎么补领")
    assert client.post("/feedback/", {"receipt": reply.receipt, "words": "费用不对"}).status_code == 302
    assert Feedback.objects.get().receipt == reply.receipt
    assert client.post("/feedback/", {"receipt": "NONE", "words": "x"}).status_code == 400


def test_rest_takes_what_is_wrong_with_its_reason(client):
    said = {"receipt": _ask("身份证丢了怎么补领").receipt.lower(), "helpful": False, "reason": "outdated"}
    assert client.post("/api/v1/feedback", said, content_type="application/json").status_code == 204
    assert Feedback.objects.get().reason == "outdated"
    refused = client.post("/api/v1/feedback", {**said, "reason": "ugly"}, content_type="application/json")
    assert refused.status_code == 422
