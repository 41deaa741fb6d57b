"""Somebody asks for a person: understood in words, counted, and sent to the desk that handles the matter."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.factories.handovers import DESKS, LOST, asked
from tests.factories.officials import LI
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.actions.hand_over import hand_over
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries import conversations
from zhengtong.contexts.guidance.queries.states import Filter, counts
from zhengtong.kernel.actors import ANONYMOUS
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
_EVE = 'special_days: [{{date: 2027-02-05, hours: [{{open: "{}", close: "{}"}}]}}]'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("desk: police", "desk: polise", "broken-reference"),
        ('close: "24:00"', 'close: "00:00"', "backward-span"),
        ("keep_contact_days: 10", _EVE.format("17:00", "09:00"), "backward-span"),
        ("answer_within: 30", "answer_within: soon", "wrong-type"),
    ],
)
def test_a_desk_that_cannot_be_is_found_before_it_is_loaded(tmp_path, old, new, code):
    folder = write_pack(tmp_path / "other", **{"desks.yaml": DESKS.replace(old, new)})
    found = [finding for finding in packs.check(folder).findings if finding.file == "desks.yaml"]
    assert [finding.severity for finding in found] == ["error"]
    assert found[0].code == code


def test_it_goes_to_the_desk_of_the_department_that_handles_the_matter():
    row = asked()
    assert (row.desk, row.matter, row.question) == ("police", "T-1", LOST)


def test_a_department_without_a_desk_leaves_it_to_the_one_above():
    reply = guidance.ask("临时身份证申领", actor=ANONYMOUS, item="T-2")
    assert hand_over(reply.conversation, actor=ANONYMOUS).desk == "police"


def test_what_names_no_matter_goes_to_the_hotline():
    assert hand_over(None, actor=ANONYMOUS, words="有点复杂，说不清").desk == "hotline"


def test_asking_twice_makes_one_request_and_keeps_what_is_said_the_second_time():
    row = asked()
    again = hand_over(str(row.conversation_id), actor=ANONYMOUS, words="我在外地")
    assert again.pk == row.pk
    assert list(row.turns.values_list("kind", "text")) == [("person", "我在外地")]
    hand_over(str(row.conversation_id), actor=ANONYMOUS, words="我在外地")
    assert row.turns.count() == 1


@pytest.mark.parametrize("words", ["转人工", "我要找人工", "人工客服", "轉人工", "Can I talk to a human?"])
def test_it_is_understood_in_words(words):
    assert guidance.ask(words, actor=ANONYMOUS).state == "handed_over"


@pytest.mark.parametrize("words", ["人工流产手术需要结婚证吗", "人工智能企业有补贴吗", "人工费怎么算"])
def test_what_only_sounds_like_it_is_not(words):
    assert guidance.ask(words, actor=ANONYMOUS).state != "handed_over"


def test_every_request_is_counted_among_the_states_of_replies():
    asked()
    today = timezone.localdate()
    assert counts(Filter(today, today)).totals["handed_over"] == 1


def test_what_is_remembered_is_the_same_with_people_in_between():
    reply = guidance.ask(LOST, actor=ANONYMOUS)
    row = hand_over(reply.conversation, actor=ANONYMOUS, words="我在外地")
    desk_work.claim(row.pk, version=row.version, actor=LI)
    desk_work.answer(row.pk, version=row.version + 1, text="可以异地补领。", actor=LI)
    after = guidance.ask("那要多久", actor=ANONYMOUS, conversation=reply.conversation)
    assert after.needs[0].chosen == "T-1"
    assert conversations.memory(reply.conversation).number == 3


def test_a_turn_of_the_conversation_says_that_a_person_was_asked_for():
    row = asked()
    turns = Turn.objects.filter(conversation=row.conversation).order_by("number")
    assert list(turns.values_list("state", flat=True)) == ["answered", "handed_over"]
