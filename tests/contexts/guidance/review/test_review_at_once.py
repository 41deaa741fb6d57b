"""Cases when several people work at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from tests.factories.packs import write_pack
from tests.factories.reviews import LI, reported, taken

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import quality, remedies, review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import Feedback
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    """For each test of its own: here are real transactions."""
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    quality.fresh()
    yield
    quality.fresh()


def _at_once(*works) -> list[BaseException]:
    """Each in a thread with a connection of its own, all beginning at the same moment; what they raised."""
    start, raised = threading.Barrier(len(works)), []

    def run(work) -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_case_at_the_same_moment_exactly_one_has_it():
    case = reported()

    def take(name: str) -> None:
        review.claim(case.pk, version=case.version, actor=Actor("person", name))

    raised = _at_once(*(lambda name=f"p{n}": take(name) for n in range(4)))
    case.refresh_from_db()
    assert [fault.code for fault in raised] == ["case-changed-meanwhile"] * 3
    assert case.claimed_by in {"p0", "p1", "p2", "p3"}


@pytest.mark.django_db(transaction=True)
def test_the_same_said_many_times_at_the_same_moment_is_kept_once():
    receipt = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS).receipt

    def say() -> None:
        give_feedback(receipt, helpful=False, words="不对", reason="other", actor=ANONYMOUS)

    assert not _at_once(*[say] * 6)
    assert Feedback.objects.filter(receipt=receipt).count() == 1


@pytest.mark.django_db(transaction=True)
def test_expressions_taught_by_several_people_at_the_same_moment_all_stay():
    cases = [taken(reported(words=f"不对{n}")) for n in range(6)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression=f"那张卡片{number}", terms=["身份证"], actor=LI)

    assert not _at_once(*(lambda n=n: teach(n) for n in range(6)))
    meant = [dict(search.prepare(f"那张卡片{n}").expansions) for n in range(6)]
    assert all("身份证" in each for each in meant)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_teach_the_same_expression_at_the_same_moment_one_is_told_that_it_is_known():
    cases = [taken(reported(words=f"不对{n}")) for n in range(4)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression="那张卡片", terms=["身份证"], actor=LI)

    raised = _at_once(*(lambda n=n: teach(n) for n in range(4)))
    assert [fault.code for fault in raised] == ["synonym-known"] * 3
