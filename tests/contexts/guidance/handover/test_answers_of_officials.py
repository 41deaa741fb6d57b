"""An official answers into the same conversation, and nothing of it is lost or doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.handovers import LOST, asked, taken
from tests.factories.officials import LI, WANG, refused

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work, retention
from zhengtong.contexts.guidance.actions.hand_over import hand_over, judge, read_contact, withdraw, write_to_person
from zhengtong.contexts.guidance.domain.handover import Visitor
from zhengtong.contexts.guidance.models import Feedback, Handover, PersonTurn
from zhengtong.contexts.guidance.queries import handovers
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.ledger import service as ledger

pytestmark = pytest.mark.django_db


def test_the_answer_comes_into_the_conversation_with_facts_sources_and_receipt():
    row = taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以异地补领。", picks=["1:0:0", "7:7:7", "x"], actor=LI)
    assert [f["sources"] != [] for f in turn.facts] == [True]
    assert ledger.receipt(turn.receipt) is not None
    row.refresh_from_db()
    assert (row.state, row.waited) == ("answered", 0)


def test_of_two_officials_one_gets_it_and_the_other_is_told_by_whom():
    row = asked()
    desk_work.claim(row.pk, version=row.version, actor=LI)
    with refused("handover-taken") as raised:
        desk_work.claim(row.pk, version=row.version, actor=WANG)
    assert "li.na" in str(raised.value)


def test_an_answer_is_sent_once_however_often_the_button_is_pressed():
    row = taken()
    desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    with refused("handover-done"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    assert PersonTurn.objects.filter(kind="answer").count() == 1


def test_only_who_has_it_may_answer_or_read_the_number():
    row = taken(contact=read_contact("李华", "13800001234", consent=True))
    with refused("handover-taken"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=WANG)
    with refused("handover-not-yours"):
        desk_work.read_contact(row.pk, actor=WANG)
    assert desk_work.read_contact(row.pk, actor=LI).way == "13800001234"


def test_what_was_withdrawn_is_not_answered_and_the_number_is_gone():
    row = taken(contact=read_contact("李华", "13800001234", consent=True))
    withdraw(str(row.conversation_id), actor=ANONYMOUS)
    with refused("handover-withdrawn"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    row.refresh_from_db()
    assert row.contact == ""


def test_passed_on_it_waits_at_the_other_desk_with_its_age():
    row = taken()
    desk_work.pass_on(row.pk, version=row.version, desk="hotline", note="不归我们管", actor=LI)
    asked = row.asked
    row.refresh_from_db()
    assert (row.desk, row.state, row.claimed_by, row.asked) == ("hotline", "open", "", asked)
    assert row.turns.get(kind="passed").internal == "不归我们管"


def test_asked_back_it_waits_for_the_person_and_their_words_reach_the_official():
    row = taken()
    desk_work.ask_back(row.pk, version=row.version, text="您的户口在哪里？", actor=LI)
    row.refresh_from_db()
    assert row.waits_for_person
    write_to_person(str(row.conversation_id), words="在外省，电话 13800001234", actor=ANONYMOUS)
    row.refresh_from_db()
    assert not row.waits_for_person
    assert row.turns.get(kind="person").text == "在外省，电话 138****1234"


def test_the_same_word_answers_each_question_of_the_official_whichever_way_it_is_sent():
    row = taken()
    key = str(row.conversation_id)
    for send in (
        lambda: write_to_person(key, words="是", actor=ANONYMOUS), lambda: hand_over(key, words="是", actor=ANONYMOUS)
    ):  # fmt: skip
        desk_work.ask_back(row.pk, version=row.version, text="是本人来办吗？", actor=LI)
        send()
        send()
        row.refresh_from_db()
        assert not row.waits_for_person
    assert [turn.kind for turn in row.turns.order_by("pk")] == ["question", "person", "question", "person"]


def test_nobody_is_buried_under_messages_before_the_first_is_answered():
    row = taken()
    key = str(row.conversation_id)
    for number in range(30):
        write_to_person(key, words=f"还有一件事 {number}", actor=ANONYMOUS)
    with refused("words-too-many"):
        write_to_person(key, words="再说一句", actor=ANONYMOUS)
    write_to_person(key, words="我不想活了", actor=ANONYMOUS)
    desk_work.ask_back(row.pk, version=row.version, text="您慢慢说。", actor=LI)
    write_to_person(key, words="好的", actor=ANONYMOUS)


def test_closed_without_an_answer_the_person_reads_why():
    row = taken()
    desk_work.close(row.pk, version=row.version, why="请直接到窗口办。", actor=LI)
    found = handovers.mine(str(row.conversation_id), now=timezone.localtime())
    assert (found.row.outcome, found.row.why_closed) == ("no_answer", "请直接到窗口办。")


def test_an_answer_that_did_not_help_goes_back_into_the_queue():
    row = taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    for _ in range(2):
        judge(str(row.conversation_id), answer=turn.pk, helpful=False, words="要带什么？", actor=ANONYMOUS)
    row.refresh_from_db()
    assert (row.state, row.claimed_by) == ("open", "")
    assert Feedback.objects.filter(receipt=turn.receipt, helpful=False).count() == 1
    assert row.turns.filter(kind="person").count() == 1


def test_an_answer_that_helped_closes_it():
    row = taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    judge(str(row.conversation_id), answer=turn.pk, helpful=True, actor=ANONYMOUS)
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("closed", "answered")


def test_another_conversation_cannot_judge_it():
    row = taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    with refused("answer-unknown"):
        judge(guidance.ask(LOST, actor=ANONYMOUS).conversation, answer=turn.pk, helpful=True, actor=ANONYMOUS)


def test_without_consent_nothing_is_kept():
    with refused("consent-missing"):
        read_contact("李华", "13800001234", consent=False)
    with refused("contact-unreadable"):
        read_contact("", "微信号", consent=True)


def test_names_and_numbers_are_stored_locked_and_deleted_in_time():
    row = taken(contact=read_contact("李华", "13800001234", consent=True))
    assert "13800001234" not in row.contact
    desk_work.close(row.pk, version=row.version, why="办好了。", actor=LI)
    now = timezone.now()
    assert retention.forget_contacts(now=now + timedelta(days=9), actor=SYSTEM) == 0
    assert retention.forget_contacts(now=now + timedelta(days=11), actor=SYSTEM) == 1
    assert retention.forget_contacts(now=now + timedelta(days=11), actor=SYSTEM) == 0


def test_who_asked_is_kept_only_as_long_as_it_is_counted():
    waits, done = asked(visitor=Visitor(session="one")), taken(visitor=Visitor(session="two"))
    desk_work.close(done.pk, version=done.version, why="办好了。", actor=LI)
    retention.forget_contacts(now=timezone.now() + timedelta(hours=23), actor=SYSTEM)
    assert Handover.objects.exclude(visitor="").count() == 2
    retention.forget_contacts(now=timezone.now() + timedelta(hours=25), actor=SYSTEM)
    assert list(Handover.objects.exclude(visitor="")) == [waits]


def test_what_was_measured_is_what_later_people_are_told():
    for _ in range(5):
        row = taken()
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI, now=row.asked + timedelta(minutes=12))
    found = handovers.mine(str(asked().conversation_id), now=timezone.localtime())
    assert (found.expected.estimate.median, found.expected.estimate.of) == (12, 5)
