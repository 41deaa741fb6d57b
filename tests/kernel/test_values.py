"""Divisions, money, states, digests: small values that everything rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.digests import canonical_json, digest, sm3
from zhengtong.kernel.divisions import is_division_code, significant, within
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.money import Money
from zhengtong.kernel.states import StateMachine


@pytest.mark.parametrize(
    ("code", "ancestor", "expected"),
    [
        ("440106", "440100", True),
        ("440106", "440000", True),
        ("440106", "440106", True),
        ("440100", "440106", False),
        ("440106", "440300", False),
        ("990102", "990100", True),
        ("440106001", "440106", True),
        ("440106001002", "440106001000", True),
        ("440106001", "440100000000", True),
        ("110101", "110000", True),
    ],
)
def test_a_division_lies_within_its_city_and_province(code, ancestor, expected):
    assert within(code, ancestor) is expected


@given(st.integers(110000, 999999).map(str), st.integers(110000, 999999).map(str))
def test_two_divisions_lie_within_each_other_only_when_they_are_the_same(one, other):
    assert within(one, one)
    if within(one, other) and within(other, one):
        assert significant(one) == significant(other)


@pytest.mark.parametrize("code", ["", "4401", "044010", "44010a", "4401061", "４４０１０６"])
def test_what_is_no_division_code_is_refused(code):
    assert not is_division_code(code)
    with pytest.raises(ValueError, match="division"):
        within(code, "440000")


def test_amounts_are_exact_and_read_as_people_write_them():
    assert Money.from_yuan("0.1") + Money.from_yuan("0.2") == Money.from_yuan(0.3)
    assert Money.from_yuan("1,200") * 3 == Money(360_000)
    assert [Money.from_yuan(x).in_language("zh") for x in (10, "0.5", "1200", 0)] == [
        "10 元", "0.50 元", "1,200 元", "免费",
    ]  # fmt: skip
    assert [Money.from_yuan(x).in_language("en") for x in ("12.3", 0)] == ["CNY 12.30", "free"]
    assert Money(5).yuan == Decimal("0.05")


@pytest.mark.parametrize("amount", ["", "ten", "0.001", "NaN", "Infinity", None])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="amount"):
        Money.from_yuan(amount)


def test_a_state_follows_only_where_the_machine_allows_it():
    machine = StateMachine(
        "review", "open", {"open": frozenset({"taken"}), "taken": frozenset({"open", "done"}), "done": frozenset()}
    )
    machine.require("open", "taken")
    assert machine.is_final("done")
    assert not machine.is_final("open")
    with pytest.raises(Fault) as refused:
        machine.require("done", "open")
    assert refused.value.code == "step-not-allowed"


def test_a_machine_with_a_state_that_is_unknown_or_out_of_reach_cannot_be_made():
    with pytest.raises(ValueError, match="gone"):
        StateMachine("x", "a", {"a": frozenset({"gone"})})
    with pytest.raises(ValueError, match="island"):
        StateMachine("x", "a", {"a": frozenset(), "island": frozenset({"a"})})


def test_sm3_is_that_of_the_standard():
    # GB/T 32905-2016, appendix A
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_the_order_in_which_facts_were_put_together_changes_no_digest(facts):
    backwards = dict(reversed(list(facts.items())))
    assert canonical_json(facts) == canonical_json(backwards)
    assert digest(facts) == digest(backwards)


def test_dates_amounts_and_ids_have_a_canonical_form_and_other_things_none():
    value = {"b": date(2026, 1, 2), "a": Decimal("1.50"), "c": UUID(int=1), "d": "\ud800"}
    assert canonical_json(value).decode() == (
        '{"a":"1.50","b":"2026-01-02","c":"00000000-0000-0000-0000-000000000001","d":"\ufffd"}'
    )
    with pytest.raises(TypeError):
        canonical_json({"x": object()})
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"x": float("nan")})
