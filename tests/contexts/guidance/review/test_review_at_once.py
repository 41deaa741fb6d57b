"""Cases when several people work at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from tests.factories.at_once import at_once, codes
from tests.factories.officials import LI
from tests.factories.packs import write_pack
from tests.factories.reviews import reported, taken

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


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_case_at_the_same_moment_exactly_one_has_it():
    case = reported()

    def take(name: str) -> None:
        review.claim(case.pk, version=case.version, actor=Actor("person", name))

    told = codes(at_once(*(partial(take, f"p{n}") for n in range(4))))
    case.refresh_from_db()
    assert told == ["case-changed-meanwhile"] * 3
    assert case.claimed_by in {"p0", "p1", "p2", "p3"}


@pytest.mark.django_db(transaction=True)
def test_the_same_said_many_times_at_the_same_moment_is_kept_once():
    receipt = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS).receipt

    def say() -> None:
        give_feedback(receipt, helpful=False, words="不对", reason="other", actor=ANONYMOUS)

    assert not codes(at_once(*[say] * 6))
    assert Feedback.objects.filter(receipt=receipt).count() == 1


@pytest.mark.django_db(transaction=True)
def test_expressions_taught_by_several_people_at_the_same_moment_all_stay():
    cases = [taken(reported(words=f"不对{n}")) for n in range(6)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression=f"那张卡片{number}", terms=["身份证"], actor=LI)

    assert not codes(at_once(*(partial(teach, n) for n in range(6))))
    meant = [dict(search.prepare(f"那张卡片{n}").expansions) for n in range(6)]
    assert all("身份证" in each for each in meant)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_teach_the_same_expression_at_the_same_moment_one_is_told_that_it_is_known():
    cases = [taken(reported(words=f"不对{n}")) for n in range(4)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression="那张卡片", terms=["身份证"], actor=LI)

    assert codes(at_once(*(partial(teach, n) for n in range(4)))) == ["synonym-known"] * 3
