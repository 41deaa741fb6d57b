"""What people call wrong is looked into by a person and answered."""

from __future__ import annotations

import pytest
from tests.factories.officials import LI, WANG, refused
from tests.factories.reviews import reported, taken

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import remedies, review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import Feedback, ReviewCase
from zhengtong.kernel.actors import ANONYMOUS
from zhengtong.platform.ledger import service as ledger

pytestmark = pytest.mark.django_db


def test_what_is_called_wrong_opens_one_case_however_often_it_is_said():
    case = reported()
    give_feedback(case.receipt, helpful=False, words="还是不对，电话13800138000", reason="incomplete", actor=ANONYMOUS)
    give_feedback(case.receipt, helpful=False, words="还是不对，电话13800138000", reason="incomplete", actor=ANONYMOUS)
    assert ReviewCase.objects.count() == 1
    assert Feedback.objects.filter(receipt=case.receipt).count() == 2
    assert not Feedback.objects.filter(words__contains="13800138000").exists()


def test_one_answer_is_not_filled_with_words():
    case = reported()
    for number in range(29):
        give_feedback(case.receipt, helpful=False, words=f"不对 {number}", actor=ANONYMOUS)
    with refused("feedback-too-many"):
        give_feedback(case.receipt, helpful=False, words="还是不对", actor=ANONYMOUS)
    give_feedback(case.receipt, helpful=False, words="不对 7", actor=ANONYMOUS)  # said before
    assert Feedback.objects.count() == 30


def test_a_thumb_up_opens_nothing():
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=True, words="", actor=ANONYMOUS)
    assert not ReviewCase.objects.exists()


def test_a_reason_is_one_of_the_list():
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    with refused("reason-unknown"):
        give_feedback(reply.receipt, helpful=False, words="", reason="bad", actor=ANONYMOUS)


def test_of_two_who_take_a_case_the_second_is_told():
    case = reported()
    review.claim(case.pk, version=case.version, actor=LI)
    with refused("case-changed-meanwhile"):
        review.claim(case.pk, version=case.version, actor=WANG)
    case.refresh_from_db()
    assert case.claimed_by == "li.na"


def test_only_who_has_a_case_works_on_it():
    case = taken(reported())
    with refused("case-not-yours"):
        remedies.add_synonym(case.pk, expression="小卡片", terms=["身份证"], actor=WANG)
    with refused("case-not-yours"):
        review.close(case.pk, version=case.version, answer="没有错", actor=WANG)


def test_a_case_in_which_nothing_was_wrong_needs_an_answer_and_the_person_can_read_it(client):
    case = taken(reported())
    with refused("answer-missing"):
        review.close(case.pk, version=case.version, answer=" ", actor=LI)
    review.close(case.pk, version=case.version, answer="费用以物价部门公布的为准，没有变。", actor=LI)
    page = client.get(f"/feedback/{case.receipt}/").content.decode()
    assert "费用以物价部门公布的为准，没有变。" in page
    assert "li.na" not in page
    case.refresh_from_db()
    assert case.after["state"] == "answered"
    assert Feedback.objects.get(receipt=case.receipt).handled_by == "li.na"


def test_a_case_can_be_closed_while_answering_is_switched_off():
    case = taken(reported())
    ledger.switch_algorithm("guidance.answer", on=False, actor=LI, reason="试用")
    review.close(case.pk, version=case.version, answer="对的。", actor=LI)
    case.refresh_from_db()
    assert (case.state, case.after) == ("done", None)


def test_a_closed_case_is_opened_again_when_more_is_said():
    case = taken(reported())
    review.close(case.pk, version=case.version, answer="对的。", actor=LI)
    give_feedback(case.receipt, helpful=False, words="我还是觉得不对", actor=ANONYMOUS)
    case.refresh_from_db()
    assert (case.state, case.claimed_by, case.outcome) == ("open", "", "")
