"""What is kept of a reply: its act and its turn, by one statement, both or neither."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import DataError, transaction
from tests.factories.at_once import at_once
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions.remember import remember
from zhengtong.contexts.guidance.domain.plain import reply_from, to_json, to_plain
from zhengtong.contexts.guidance.domain.reply import Need, Offered, Reply, Step
from zhengtong.contexts.guidance.models import Conversation, Turn
from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ledger.models import Algorithm, Entry
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
LOST = "身份证丢了怎么补领"


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    home.forget_home()


def _acts() -> int:
    return Entry.objects.filter(kind="act").count()


@pytest.mark.django_db(transaction=True)
def test_act_conversation_and_turn_take_one_statement(django_assert_num_queries):
    reply = guidance.ask(LOST, actor=ANONYMOUS, record=False)
    ledger.forget_cached()
    ledger.require_algorithm("guidance.answer")  # known for seconds from here on
    with django_assert_num_queries(1):
        kept = remember(reply, actor=ANONYMOUS)
    turn = Turn.objects.get(receipt=kept.receipt)
    assert str(turn.conversation_id) == reply.conversation
    assert ledger.stored_act(kept.receipt).private["subject"] == reply.conversation
    assert ledger.receipt(kept.receipt).leaf
    assert ledger.verify().ok


def test_a_turn_that_cannot_be_kept_leaves_no_act():
    reply = guidance.ask(LOST, actor=ANONYMOUS, record=False)
    before = _acts()
    with pytest.raises(DataError), transaction.atomic():
        remember(replace(reply, state="longer than its column can hold"), actor=ANONYMOUS)
    assert _acts() == before
    assert not Conversation.objects.filter(key=reply.conversation).exists()


def test_an_act_that_is_refused_leaves_no_turn():
    reply = guidance.ask(LOST, actor=ANONYMOUS, record=False)
    ledger.require_algorithm("guidance.answer")
    Algorithm.objects.filter(id="guidance.answer").update(enabled=False)
    with pytest.raises(Fault) as refused, transaction.atomic():
        remember(reply, actor=ANONYMOUS)
    assert refused.value.code == "algorithm-switched-off"
    assert not Conversation.objects.filter(key=reply.conversation).exists()
    assert not Turn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_the_same_turn_kept_at_once_each_becomes_a_turn_with_its_own_act():
    reply = guidance.ask(LOST, actor=ANONYMOUS, record=False)
    before = _acts()
    kept = at_once(*[lambda: remember(reply, actor=ANONYMOUS)] * 4)
    stored = Turn.objects.filter(conversation_id=reply.conversation).order_by("number")
    assert [turn.number for turn in stored] == [1, 2, 3, 4]
    assert {(turn.number, turn.receipt) for turn in stored} == {(each.turn, each.receipt) for each in kept}
    assert _acts() == before + 4  # what was refused for its number left no act


def test_what_is_kept_is_the_reply_as_given_which_has_no_personal_data():
    reply = guidance.ask(LOST + "，电话13800138000", actor=ANONYMOUS)
    given = replace(reply, trace=reply.trace[:-1])  # the last step says that it was kept
    assert reply.question == LOST + "，电话138****8000"
    assert Turn.objects.get(receipt=reply.receipt).reply == json.loads(to_json(given))


def test_json_of_a_reply_is_that_of_its_plain_form_whatever_it_holds():
    odd = Reply(
        state="answered",
        question='"\\ \x01 \u2028 😀 </script>',
        language="zh-Hans",
        needs=[Need("a", "b", offered=(Offered("c", "t", score=1), Offered("d", "t", score=1e-7)))],
        trace=(Step("n", "s", ("x",), 0.1 + 0.2),),
        plan=None,
    )
    assert json.loads(to_json(odd)) == to_plain(odd)
    whole = guidance.ask(LOST, actor=ANONYMOUS, record=False)
    dumped = json.dumps(to_plain(whole), ensure_ascii=False, separators=(",", ":"))
    assert to_json(whole) == dumped
    assert reply_from(json.loads(to_json(whole))) == whole
    assert json.loads(to_json({"steps": whole.trace})) == {"steps": to_plain(whole.trace)}
    assert replace(whole, receipt="x") == whole.with_receipt("x")
