"""A conversation remembers, survives, belongs to an account, and costs the same however long it is."""

from __future__ import annotations

import uuid
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.at_once import at_once
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions.claim import SESSION_KEY, claim
from zhengtong.contexts.guidance.models import Conversation, Turn
from zhengtong.contexts.guidance.queries import conversations, home
from zhengtong.contexts.people.models import Account
from zhengtong.kernel import kept
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
PERSON = Actor("person", "li.hua")


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    home.forget_home()


def _ask(text: str, **more) -> guidance.Reply:
    return guidance.ask(text, actor=more.pop("actor", ANONYMOUS), **more)


def _values(reply: guidance.Reply) -> dict[str, str]:
    return {known.key: known.value for known in reply.known}


def test_what_was_said_stays_known_in_later_turns():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    second = _ask("那要多少钱", conversation=first.conversation)
    assert _values(first)["household"] == "elsewhere"
    assert _values(second)["household"] == "elsewhere"
    assert [known.turn for known in second.known if known.key == "household"] == [1]


def test_what_was_said_is_corrected_in_words():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    second = _ask("不对，我是本地户口", conversation=first.conversation)
    assert _values(second)["household"] == "local"
    assert second.needs[0].chosen == first.needs[0].chosen


def test_what_was_said_is_changed_and_forgotten_by_choosing():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    changed = _ask("", conversation=first.conversation, answers={"household": "local"})
    assert _values(changed)["household"] == "local"
    assert changed.needs[0].chosen == first.needs[0].chosen
    forgotten = _ask("", conversation=first.conversation, forget=["household"])
    assert "household" not in _values(forgotten)


def test_small_talk_in_between_forgets_nothing():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    _ask("谢谢", conversation=first.conversation)
    third = _ask("那要多少钱", conversation=first.conversation)
    assert third.needs[0].chosen == first.needs[0].chosen
    assert _values(third)["household"] == "elsewhere"


def test_answering_does_not_cost_more_the_longer_a_conversation_is():
    first = _ask("身份证丢了怎么补领")
    _ask("那要多少钱", conversation=first.conversation)
    kept.doubt_everything()
    with CaptureQueriesContext(connection) as early:
        _ask("要带什么", conversation=first.conversation)
    for text in ("几天", "去哪里办", "网上能办吗", "那要多少钱", "要带什么", "几天", "去哪里办"):
        _ask(text, conversation=first.conversation)
    kept.doubt_everything()
    with CaptureQueriesContext(connection) as late:
        _ask("要带什么", conversation=first.conversation)
    assert len(late) == len(early)


def test_the_memory_that_is_read_back_is_the_one_that_was_kept():
    before = guidance.Memory()
    reply = _ask("我是外地户口，身份证丢了怎么补领")
    assert conversations.memory(reply.conversation) == conversations.memory_after(before, reply)


def test_the_first_answer_is_still_there_to_be_read_however_long_the_conversation_grew():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    turn = Turn.objects.get(receipt=first.receipt)
    Turn.objects.bulk_create(
        [Turn(conversation=turn.conversation, number=n, question="", state="unknown", reply={}) for n in range(2, 50)]
    )
    kept_one = conversations.kept_reply(first.conversation, 1)
    assert kept_one is not None and kept_one.receipt == first.receipt


def test_where_somebody_is_registered_is_no_other_matter():
    first = _ask("身份证丢了怎么补领")
    price = _ask("我户口在外地，那要多少钱", conversation=first.conversation)
    assert price.needs[0].chosen == first.needs[0].chosen
    assert _values(price)["household"] == "elsewhere"


def test_nothing_is_remembered_of_a_conversation_that_is_not():
    assert conversations.memory(str(uuid.uuid4())) == guidance.Memory()
    assert conversations.memory("no key") == guidance.Memory()


def test_a_conversation_is_claimed_once_and_by_a_person_only():
    reply = _ask("身份证丢了怎么补领")
    assert not claim(reply.conversation, actor=ANONYMOUS)
    assert claim(reply.conversation, actor=PERSON)
    assert not claim(reply.conversation, actor=Actor("person", "wang.wu"))
    assert Conversation.objects.get(key=reply.conversation).account == "li.hua"


def test_an_account_sees_its_own_conversations_and_no_others():
    mine = _ask("身份证丢了怎么补领", actor=PERSON)
    _ask("那要多少钱", actor=PERSON, conversation=mine.conversation)
    _ask("身份证丢了怎么补领", actor=Actor("person", "wang.wu"))
    _ask("身份证丢了怎么补领")
    (listed,) = conversations.conversations_of("li.hua")
    assert (listed.key, listed.turns, listed.question) == (mine.conversation, 2, "身份证丢了怎么补领")
    assert conversations.conversations_of("") == ()


def test_the_list_of_conversations_takes_one_query_whatever_its_length():
    counts = []
    for asked in (1, 2):
        for _ in range(asked):
            _ask("身份证丢了怎么补领", actor=PERSON)
        with CaptureQueriesContext(connection) as queries:
            assert len(conversations.conversations_of("li.hua")) == (1 if asked == 1 else 3)
        counts.append(len(queries))
    assert counts == [1, 1]


def test_the_page_shows_what_is_remembered_and_lets_it_be_changed_without_scripts(client):
    client.post("/chat/", {"q": "我是外地户口，身份证丢了怎么补领"})
    page = client.get("/chat/").content.decode()
    assert 'value="household:local"' in page
    assert 'name="forget" value="household"' in page
    client.post("/chat/", {"answer": "household:local"})
    assert 'value="household:elsewhere"' in client.get("/chat/").content.decode()
    client.post("/chat/", {"forget": "household"})
    assert "household" not in client.get("/chat/").content.decode()


def test_what_was_asked_before_signing_in_is_on_the_accounts_other_device(client):
    account = Account.objects.create_user("li.hua", password="a-long-password-9")
    client.post("/chat/", {"q": "身份证丢了怎么补领"})
    key = client.session[SESSION_KEY]
    client.post("/staff/sign-in/", {"username": "li.hua", "password": "a-long-password-9"})
    other = type(client)()
    other.force_login(account)
    assert f"?c={key}" in other.get("/chat/").content.decode()
    other.get("/chat/", {"c": key})
    assert other.session[SESSION_KEY] == key
    assert "身份证丢了怎么补领" in other.get("/chat/").content.decode()


def test_nobody_opens_the_conversation_of_another_account(client):
    reply = _ask("身份证丢了怎么补领", actor=PERSON)
    client.force_login(Account.objects.create_user("wang.wu", password="a-long-password-9"))
    client.get("/chat/", {"c": reply.conversation})
    assert client.session.get(SESSION_KEY) != reply.conversation


def test_rest_takes_answers_and_facts_taken_back(client):
    first = client.post(
        "/api/v1/ask", {"question": "我是外地户口，身份证丢了怎么补领"}, content_type="application/json"
    ).json()
    body = {"question": "", "conversation": first["conversation"], "answers": {"household": "local"}}
    second = client.post("/api/v1/ask", body, content_type="application/json").json()
    assert {k["key"]: k["value"] for k in second["known"]} == {"household": "local"}
    body = {"question": "", "conversation": first["conversation"], "forget": ["household"]}
    assert client.post("/api/v1/ask", body, content_type="application/json").json()["known"] == []


def test_the_trace_says_what_was_noticed_and_what_it_follows():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    understood = next(step for step in first.trace if step.name == "understood")
    assert any("外地户口" in detail for detail in understood.details)
    second = _ask("那要多少钱", conversation=first.conversation)
    understood = next(step for step in second.trace if step.name == "understood")
    assert any(first.needs[0].chosen_title in detail for detail in understood.details)


@pytest.mark.django_db(transaction=True)
def test_questions_asked_at_once_in_one_conversation_are_all_answered_and_kept_one_after_the_other():
    key = _ask("身份证丢了怎么补领").conversation
    texts = [f"办临时身份证，第{n}问" for n in range(6)]
    replies = at_once(*(partial(_ask, text, conversation=key) for text in texts))
    assert {reply.state for reply in replies} == {"answered"}
    assert sorted(reply.turn for reply in replies) == [2, 3, 4, 5, 6, 7]
    kept_turns = dict(Turn.objects.filter(conversation_id=key, number__gt=1).values_list("number", "question"))
    assert kept_turns == {reply.turn: reply.question for reply in replies}
    assert all(guidance.replay(reply.receipt).same for reply in replies)
