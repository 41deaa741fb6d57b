"""The next question: the one that tells most, and never one too many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.catalog.service import (
    DepartmentName,
    Fee,
    Material,
    Option,
    ServiceItem,
    Situation,
    Term,
)
from zhengtong.contexts.guidance.domain.navigation import Navigation, navigate, questions_left
from zhengtong.contexts.guidance.domain.reply import Known
from zhengtong.contexts.guidance.domain.situations import NOT_ASKED
from zhengtong.kernel.sources import Source
from zhengtong.kernel.text import Bilingual

TODAY = date(2026, 11, 21)
SOURCE = Source(kind="item", title="X", key="item:X")


def words(text: str) -> Bilingual:
    return Bilingual(text, text)


def situation(key: str, *options: Any, when: Any = None, fact: str = "") -> Situation:
    """An option is a key, or a key with what it follows from."""
    made = [o if isinstance(o, tuple) else (o, None) for o in options]
    return Situation(
        key, words(f"{key}?"), words(f"why {key}"), tuple(Option(k, words(k), c) for k, c in made), when, fact
    )


def item(*situations: Situation, **materials: Any) -> ServiceItem:
    """``materials``: key -> its condition."""
    return ServiceItem(
        code="X-1", title=words("X"), department=DepartmentName("d", words("D")), kind=Term("k", words("k")),
        audience=(), region="990100", source=SOURCE, revision=1, since=datetime(2026, 1, 1, tzinfo=UTC),
        situations=situations,
        materials=tuple(Material(key, words(key), "conditional", (SOURCE,), when) for key, when in materials.items()),
    )  # fmt: skip


def is_(field: str, value: str) -> dict[str, str]:
    return {"field": field, "op": "eq", "value": value}


def go(of: ServiceItem, answers: Mapping[str, str] | None = None) -> Navigation:
    """``answers`` by situation key, or by the whole key of a known fact."""
    own = {s.key: s.fact or f"X-1.{s.key}" for s in of.situations}
    known = [Known(own.get(key, key), value) for key, value in (answers or {}).items()]
    return navigate(of, known, language="en", today=TODAY)


def asked(navigation: Navigation) -> str:
    return navigation.question.key.removeprefix("X-1.") if navigation.question else ""


# one question at a time ----------------------------------------------------------------------------


def test_the_question_that_settles_more_comes_first():
    of = item(
        situation("minor", "yes", "no"),
        situation("kind", "new", "lost", "damaged"),
        a=is_("minor", "yes"), b=is_("kind", "new"), c=is_("kind", "lost"), d=is_("kind", "damaged"),
    )  # fmt: skip
    first = go(of)
    assert first.question is not None
    assert asked(first) == "kind"
    assert first.question.left == 2
    assert [option.key for option in first.question.options] == ["new", "lost", "damaged"]
    assert first.question.why == "why kind"
    then = go(of, {"kind": "lost"})
    assert (asked(then), then.question.left) == ("minor", 1)
    assert go(of, {"kind": "lost", "minor": "no"}).question is None


def test_an_answer_that_changes_nothing_is_not_asked_for():
    of = item(situation("colour", "red", "green"), situation("minor", "yes", "no"), a=is_("minor", "yes"))
    assert asked(go(of)) == "minor"
    assert go(of, {"minor": "yes"}).question is None


def test_an_answer_that_no_longer_matters_is_not_asked_for():
    of = item(
        situation("a", "yes", "no"), situation("b", "yes", "no"), paper={"all": [is_("a", "yes"), is_("b", "yes")]}
    )
    assert go(of).question.left == 2
    assert go(of, {"a": "no"}).question is None
    assert go(of, {"a": "no"}).truth("materials", 0) is False


def test_not_knowing_is_an_answer_and_leaves_the_paper_conditional():
    of = item(situation("a", "yes", "no"), situation("b", "yes", "no"), p=is_("a", "yes"), q=is_("b", "yes"))
    after = go(of, {"a": ""})
    assert asked(after) == "b"
    assert after.truth("materials", 0) is None
    assert go(of, {"a": "", "b": ""}).question is None


def test_a_situation_within_a_situation_waits_for_the_outer_one():
    of = item(
        situation("rented", "yes", "no"),
        situation("shared", "yes", "no", when=is_("rented", "yes")),
        lease=is_("rented", "yes"), consent=is_("shared", "yes"),
    )  # fmt: skip
    assert asked(go(of)) == "rented"
    assert asked(go(of, {"rented": "yes"})) == "shared"
    without = go(of, {"rented": "no"})
    assert without.question is None
    assert without.settled["shared"] == NOT_ASKED
    assert without.truth("materials", 1) is False
    assert go(of, {"shared": "yes"}).settled["rented"] == "yes"  # who shares a rented place rents it


def test_an_answer_that_follows_from_a_fact_is_not_asked_for():
    of = item(
        situation("minor", ("yes", {"field": "age", "op": "lt", "value": 16}), ("no", {"field": "age", "op": "ge", "value": 16})),  # noqa: E501
        guardian=is_("minor", "yes"),
    )  # fmt: skip
    assert asked(go(of)) == "minor"
    assert go(of, {"age": "15"}).truth("materials", 0) is True
    assert go(of, {"age": "70"}).truth("materials", 0) is False


def test_a_fact_shared_with_another_matter_is_known_here():
    of = item(situation("married", "yes", "no", fact="marital-status"), certificate=is_("married", "yes"))
    assert go(of).question.key == "marital-status"
    assert go(of, {"marital-status": "yes"}).truth("materials", 0) is True


def test_two_questions_that_only_tell_something_together_are_both_asked():
    differ = {"any": [{"all": [is_("a", "x"), is_("b", "y")]}, {"all": [is_("a", "y"), is_("b", "x")]}]}
    of = item(situation("a", "x", "y"), situation("b", "x", "y"), paper=differ)
    assert (asked(go(of)), go(of).question.left) == ("a", 2)
    assert asked(go(of, {"a": "x"})) == "b"
    assert go(of, {"a": "x", "b": "y"}).truth("materials", 0) is True


def test_what_holds_either_way_is_certain():
    of = item(situation("a", "x", "y"), paper={"any": [is_("a", "x"), is_("a", "y")]})
    assert go(of).question is None
    assert go(of).truth("materials", 0) is True


def test_very_many_situations_are_still_asked_one_by_one():
    of = item(
        *(situation(f"s{n}", "x", "y", "z") for n in range(9)),
        paper={"all": [is_(f"s{n}", "x") for n in range(9)]},
    )
    said: dict[str, str] = {}
    while (found := go(of, said)).question:
        assert asked(found) not in said
        said[asked(found)] = "x"
    assert len(said) == 9
    assert found.truth("materials", 0) is True


def test_a_condition_of_an_unknown_form_leaves_the_part_as_it_is():
    of = item(situation("a", "x", "y"), paper={"mystery": 1})
    assert go(of).question is None
    assert go(of).truth("materials", 0) is True


def test_a_fact_that_several_matters_ask_about_counts_once():
    shared = situation("who", "self", "other", fact="who-comes")
    one = item(shared, situation("lost", "yes", "no"), a=is_("who", "self"), b=is_("lost", "yes"))
    other = item(shared, situation("child", "yes", "no"), a=is_("who", "other"), b=is_("child", "yes"))
    questions = [go(one).question, go(other).question]
    assert all(question and "who-comes" in question.asks and question.left == 2 for question in questions)
    assert questions_left(q for q in questions if q) == 3
    assert questions_left(q for q in questions[:1] if q) == 2
    told = [go(each, {"who-comes": "self"}).question for each in (one, other)]
    assert questions_left(q for q in told if q) == 2


def test_what_only_some_answers_lead_to_is_counted_with_each_matter():
    depends = situation("child", "yes", "no", when=is_("who", "other"), fact="child")
    one = item(situation("who", "self", "other"), depends, a=is_("who", "self"), b=is_("child", "yes"))
    question = go(one).question
    assert question is not None
    assert (question.left, question.asks) == (2, ("X-1.who",))
    assert questions_left([question, question]) == 3


# what holds for every item -------------------------------------------------------------------------

VALUES = ("x", "y", "z")


@st.composite
def conditions(draw: st.DrawFn, fields: tuple[str, ...], depth: int = 2) -> Any:
    if depth == 0 or draw(st.booleans()):
        return {"field": draw(st.sampled_from(fields)), "op": draw(st.sampled_from(("eq", "ne"))), "value": draw(st.sampled_from(VALUES))}  # noqa: E501  # fmt: skip
    form = draw(st.sampled_from(("all", "any", "not")))
    if form == "not":
        return {"not": draw(conditions(fields, depth - 1))}
    return {form: draw(st.lists(conditions(fields, depth - 1), min_size=1, max_size=3))}


@st.composite
def items(draw: st.DrawFn) -> ServiceItem:
    keys = tuple(f"s{n}" for n in range(draw(st.integers(1, 4))))
    made = []
    for n, key in enumerate(keys):
        options = VALUES[: draw(st.integers(2, 3))]
        when = draw(st.none() | conditions(keys[:n], 1)) if n else None
        made.append(situation(key, *options, when=when))
    papers = draw(st.lists(conditions(keys), min_size=1, max_size=4))
    fees = tuple(Fee(words("f"), Decimal(1), words(""), (SOURCE,), draw(conditions(keys))) for _ in papers[:1])
    whole = item(*made, **{f"m{n}": paper for n, paper in enumerate(papers)})
    return ServiceItem(**{f: getattr(whole, f) for f in whole.__slots__} | {"fees": fees})


@settings(max_examples=120, deadline=None)
@given(items(), st.data())
def test_every_answer_brings_nearer_and_no_question_is_put_twice_or_in_vain(of: ServiceItem, data: st.DataObject):
    said: dict[str, str] = {}
    now = go(of)
    while question := now.question:
        key = asked(now)
        assert key not in said
        assert now.settled.get(key) is None
        answers = [option.key for option in question.options]
        after = {answer: go(of, {**said, key: answer}) for answer in answers}
        for each in after.values():
            assert set(each.open) <= set(now.open)
            assert all(each.truths[part] == truth for part, truth in now.truths.items() if truth is not None)
            assert (each.question.left if each.question else 0) < question.left
        answer = data.draw(st.sampled_from([*answers, ""]))
        said[key] = answer
        now = go(of, said)
        assert (now.question.left if now.question else 0) < question.left
    assert len(said) <= len(of.situations)
    if "" not in said.values():
        assert now.open == ()


@settings(max_examples=60, deadline=None)
@given(items(), items(), st.data())
def test_two_matters_never_ask_more_than_was_said_at_first(one: ServiceItem, other: ServiceItem, data: st.DataObject):
    both = tuple(
        ServiceItem(
            **{f: getattr(each, f) for f in each.__slots__}
            | {
                "situations": tuple(
                    replace(s, fact=s.key if s.key == "s0" else f"{n}.{s.key}") for s in each.situations
                )
            }
        )
        for n, each in enumerate((one, other))
    )
    said: dict[str, str] = {}
    first = None
    while open_ := [q for each in both if (q := go(each, said).question)]:
        first = questions_left(open_) if first is None else first
        question = open_[0]
        said[question.key] = data.draw(st.sampled_from([option.key for option in question.options]))
    assert len(said) <= (first or 0)


@settings(max_examples=60, deadline=None)
@given(items(), st.data())
def test_a_question_that_is_put_can_change_the_outcome(of: ServiceItem, data: st.DataObject):
    said: dict[str, str] = {}
    while question := (now := go(of, said)).question:
        key = asked(now)
        endings = {option.key: _endings(of, {**said, key: option.key}) for option in question.options}
        assert len(set(endings.values())) > 1
        said[key] = data.draw(st.sampled_from([option.key for option in question.options]))


def _endings(of: ServiceItem, said: dict[str, str]) -> tuple[Any, ...]:
    """The outcome of every combination of the other answers."""
    open_keys = [s.key for s in of.situations if s.key not in said]
    options = [[o.key for o in s.options] for s in of.situations if s.key not in said]
    return tuple(
        tuple(go(of, {**said, **dict(zip(open_keys, chosen, strict=True))}).truths.values())
        for chosen in product(*options)
    )


@settings(max_examples=60, deadline=None)
@given(items(), st.data())
def test_the_order_of_the_answers_does_not_matter(of: ServiceItem, data: st.DataObject):
    said = {s.key: data.draw(st.sampled_from([*(o.key for o in s.options), ""])) for s in of.situations}
    other = dict(data.draw(st.permutations(list(said.items()))))
    one, two = go(of, said), go(of, other)
    assert (one.truths, one.settled, one.question) == (two.truths, two.settled, two.question)


@pytest.mark.parametrize("said", [{}, {"a": "x"}, {"a": "x", "b": ""}])
def test_the_same_standing_gives_the_same_question(said: dict[str, str]):
    of = item(situation("a", "x", "y"), situation("b", "x", "y"), p=is_("a", "x"), q=is_("b", "x"))
    assert go(of, said).question == go(of, said).question
