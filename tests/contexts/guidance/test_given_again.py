"""The same question within a minute gets the same answer without the work, each time with an act of its own."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.factories.packs import write_pack

from zhengtong.contexts.catalog.actions.store import withdraw_items
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import ask as asking
from zhengtong.contexts.guidance.actions import given
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db(transaction=True)
LOST = "身份证丢了怎么补领"
NOW = timezone.localtime().replace(hour=10, minute=30, second=5)


@pytest.fixture(autouse=True)
def _city(tmp_path, transactional_db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    home.forget_home()


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The questions that were worked on."""
    worked: list[str] = []
    answer = asking.answer

    def counted(run, understood, region, audience):
        worked.append(understood.text)
        return answer(run, understood, region, audience)

    monkeypatch.setattr(asking, "answer", counted)
    return worked


def _ask(text: str = LOST, **more) -> guidance.Reply:
    return guidance.ask(text, actor=ANONYMOUS, **{"now": NOW, **more})


def test_the_second_asker_gets_the_same_answer_in_a_conversation_and_with_a_receipt_of_their_own(made):
    first, second = _ask(), _ask()
    assert made == [LOST]
    assert (second.needs, second.sources, second.known) == (first.needs, first.sources, first.known)
    assert [(s.name, s.said, s.details) for s in second.trace[:-1]] == [
        (s.name, s.said, s.details) for s in first.trace[:-1]
    ]
    assert second.conversation != first.conversation
    assert second.receipt != first.receipt
    assert Turn.objects.count() == 2


def test_who_comes_to_another_web_process_gets_the_same_answer_too(made, monkeypatch):
    first = _ask()
    monkeypatch.setattr(given, "_minute", given._Minute())  # what this process alone remembers
    second = _ask()
    assert made == [LOST]
    assert (second.needs, second.sources, second.known) == (first.needs, first.sources, first.known)
    assert guidance.replay(second.receipt).differences == ()


def test_what_an_answer_rests_on_is_told_by_what_it_says_not_by_where_it_lies_in_memory():
    _ask()
    assert " object at 0x" not in repr(given._minute.basis)


def test_what_is_given_again_is_replayed_like_any_other_reply():
    _ask()
    again = guidance.replay(_ask().receipt)
    assert again.differences == ()
    assert again.changes == ()


def test_a_follow_up_to_an_answer_given_again_knows_what_was_spoken_of():
    _ask()
    second = _ask()
    price = _ask("那要多少钱", conversation=second.conversation)
    assert price.needs[0].chosen == second.needs[0].chosen


@pytest.mark.parametrize(
    "other",
    [
        {"language": "en", "text": "How do I replace a lost identity card?"},
        {"region": "990100"},
        {"audience": "person"},
        {"now": NOW.replace(minute=31)},
        {"answers": {"audience": "person"}},
    ],
)
def test_what_is_asked_otherwise_is_worked_on(made, other):
    _ask()
    _ask(**other)
    assert len(made) == 2


def test_a_changed_catalogue_changes_the_answer_at_once(made):
    code = _ask().needs[0].chosen
    withdraw_items(codes=[code])
    assert _ask().needs[0].chosen != code
    assert len(made) == 2


def test_an_algorithm_that_is_switched_off_gives_nothing_again():
    _ask()
    ledger.switch_algorithm("guidance.answer", on=False, actor=SYSTEM, reason="test")
    with pytest.raises(Fault):
        _ask()


def test_a_question_that_names_a_person_is_not_kept(made):
    question = "我叫王小明，手机13812345678，身份证丢了怎么补领"
    _ask(question)
    _ask(question)
    assert len(made) == 2
