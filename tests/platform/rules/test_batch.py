"""Many subjects at once give exactly what each would be told alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.kernel.working_days import Calendar
from zhengtong.platform.rules.operators import ORDER, SINCE_OPERATORS
from zhengtong.platform.rules.service import (
    All,
    AnyOf,
    AtLeast,
    Batch,
    Not,
    Test,
    evaluate,
    evaluate_many,
    fields_of,
    parse,
    rows_of,
    to_data,
)

TODAY = date(2026, 11, 20)
CALENDAR = Calendar(holidays=[date(2026, 10, d) for d in range(1, 8)], workdays=[date(2026, 10, 10)])
FIELDS = ("age", "income", "city", "born", "tags", "flag", "mixed", "absent")

dates = st.dates(date(1999, 12, 1), date(2027, 3, 1))
numbers = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([0.5, -0.0, 1.0, 2.5, 2**53 + 1, 2**63, -(2**63), Decimal("2.5"), Decimal("1")]),
)
codes = st.sampled_from(["990100", "990102", "990000", "440106", "4401"])
words = st.sampled_from(["a", "b", "ab", "", "2020-02-29", "2026-11-20"])
scalars = st.one_of(st.booleans(), numbers, words, codes, dates)
data = st.one_of(
    scalars,
    st.none(),
    st.just(float("nan")),
    st.lists(scalars, max_size=3),
    st.lists(scalars, max_size=2).map(tuple),
    dates.map(lambda d: d.isoformat()),
)


def _bounds(values):
    return st.tuples(values, values).filter(lambda pair: pair[0] <= pair[1])


def _tests():
    field = st.sampled_from(FIELDS)
    at = st.one_of(st.none(), dates, st.tuples(st.integers(1, 12), st.integers(1, 28)))
    counts = st.integers(-3, 40)
    since = [name for name in SINCE_OPERATORS if not name.endswith("between")]
    return st.one_of(
        st.builds(Test, field, st.sampled_from(["eq", "ne"]), scalars),
        st.builds(Test, field, st.just("contains"), scalars),
        st.builds(Test, field, st.just("in"), st.lists(scalars, min_size=1, max_size=3).map(tuple)),
        st.builds(Test, field, st.sampled_from(list(ORDER)), st.one_of(numbers, dates)),
        st.builds(Test, field, st.just("between"), st.one_of(_bounds(numbers), _bounds(dates))),
        st.builds(Test, field, st.just("exists"), st.booleans()),
        st.builds(
            Test,
            field,
            st.just("within"),
            st.lists(st.sampled_from(["990100", "990000"]), min_size=1).map(tuple),
        ),
        st.builds(Test, field, st.sampled_from(since), counts, at),
        st.builds(Test, field, st.just("age_between"), _bounds(counts), at),
    )


def _at_least(parts):
    return st.integers(1, len(parts)).map(lambda n: AtLeast(n, parts))


def _combined(children):
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(several.map(All), several.map(AnyOf), children.map(Not), several.flatmap(_at_least))


trees = st.recursive(_tests(), _combined, max_leaves=10)


@st.composite
def tables(draw):
    count = draw(st.integers(0, 19))
    columns = {
        "age": np.array(draw(st.lists(st.integers(-5, 5), min_size=count, max_size=count)), dtype=np.int16),
        "income": np.array(
            draw(
                st.lists(
                    st.sampled_from([0.5, 2.5, float("nan"), 1.0, float("inf"), 2.0**53]),
                    min_size=count,
                    max_size=count,
                )
            ),
            dtype=np.float64,
        ),
        "city": np.array(draw(st.lists(codes, min_size=count, max_size=count)), dtype="U6"),
        "born": np.array(
            draw(st.lists(st.one_of(dates, st.none()), min_size=count, max_size=count)), dtype="datetime64[D]"
        ),
        "flag": np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool),
        "tags": draw(st.lists(st.lists(words, max_size=3), min_size=count, max_size=count)),
        "mixed": draw(st.lists(data, min_size=count, max_size=count)),
    }
    return count, columns


def _plain(value):
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype(object)
    return value.item() if isinstance(value, np.generic) else value


@settings(max_examples=300, deadline=None)
@given(st.lists(trees, min_size=1, max_size=3), tables())
def test_every_row_of_a_batch_gets_what_the_single_evaluator_says(conditions, table):
    count, columns = table
    batch = Batch(columns, today=TODAY, count=count, calendar=CALENDAR)
    for condition in conditions:
        outcome = batch.evaluate(condition)
        true = set(rows_of(outcome.true_bits, count).tolist())
        unknown = set(rows_of(outcome.unknown_bits, count).tolist())
        assert len(outcome.true_bits) == len(outcome.unknown_bits) == (count + 7) // 8
        for row in range(count):
            facts = {name: _plain(column[row]) for name, column in columns.items()}
            single = evaluate(condition, facts, today=TODAY, calendar=CALENDAR)
            assert (row in true, row in unknown) == (single.truth is True, single.truth is None), facts


@settings(max_examples=200, deadline=None)
@given(trees)
def test_a_condition_written_out_and_read_again_is_the_same(condition):
    again = parse(to_data(condition))
    assert to_data(again) == to_data(condition)
    assert parse(to_data(again)) == again
    assert fields_of(again) == fields_of(condition)


@settings(max_examples=200, deadline=None)
@given(trees, st.dictionaries(st.sampled_from(FIELDS), data), st.data())
def test_what_is_decided_stays_decided_when_more_becomes_known(condition, facts, more):
    before = evaluate(condition, facts, today=TODAY, calendar=CALENDAR)
    missing = [field for field in FIELDS if field not in facts]
    if before.truth is None or not missing:
        return
    field = more.draw(st.sampled_from(missing))
    after = evaluate(condition, {**facts, field: more.draw(data)}, today=TODAY, calendar=CALENDAR)
    assert after.truth is before.truth


@settings(max_examples=200, deadline=None)
@given(trees, st.dictionaries(st.sampled_from(FIELDS), data), st.data())
def test_a_field_that_is_not_named_as_deciding_cannot_decide_alone(condition, facts, more):
    before = evaluate(condition, facts, today=TODAY, calendar=CALENDAR)
    others = [field for field in FIELDS if field not in facts and field not in before.deciding]
    if before.truth is not None or not others:
        return
    field = more.draw(st.sampled_from(others))
    after = evaluate(condition, {**facts, field: more.draw(data)}, today=TODAY, calendar=CALENDAR)
    assert after.truth is None


def test_trees_share_the_work_on_a_test_that_they_have_in_common():
    ages = np.arange(100)
    batch = Batch({"age": ages}, today=TODAY, count=100)
    old = parse({"field": "age", "op": "ge", "value": 60})
    first = batch.evaluate(old)
    ages[:] = 0  # had the test been worked out again, this would show
    second = batch.evaluate(parse({"all": [to_data(old), {"field": "age", "op": "exists"}]}))
    assert rows_of(second.true_bits, 100).tolist() == rows_of(first.true_bits, 100).tolist() == list(range(60, 100))


def test_values_that_python_holds_equal_are_kept_apart():
    rows = [1, True, 1.0, (1,), (True,)]
    is_true = parse({"field": "x", "op": "eq", "value": True})
    is_one = parse({"field": "x", "op": "eq", "value": 1})
    has_one = parse({"field": "x", "op": "contains", "value": 1})
    batch = Batch({"x": rows}, today=TODAY, count=5)
    assert rows_of(batch.evaluate(is_true).true_bits, 5).tolist() == [1]
    assert rows_of(batch.evaluate(is_one).true_bits, 5).tolist() == [0, 2]
    assert rows_of(batch.evaluate(has_one).true_bits, 5).tolist() == [3]


def test_a_column_of_another_length_is_refused():
    with pytest.raises(ValueError, match="age"):
        evaluate_many(parse({"field": "age", "op": "gt", "value": 1}), {"age": [1, 2]}, today=TODAY, count=3)


def test_a_large_batch_agrees_with_plain_numpy():
    random = np.random.default_rng(7)
    count = 100_003
    born = np.datetime64("1930-01-01") + random.integers(0, 30_000, count)
    income = random.normal(5_000, 2_000, count)
    tree = parse(
        {
            "all": [
                {"field": "born", "op": "age_ge", "value": 60},
                {"field": "income", "op": "lt", "value": 4000},
            ]
        }
    )
    outcome = evaluate_many(tree, {"born": born, "income": income}, today=TODAY, count=count)
    limit = np.datetime64(date(TODAY.year - 60, TODAY.month, TODAY.day) + timedelta(days=0))
    expected = np.flatnonzero((born <= limit) & (income < 4000))
    assert rows_of(outcome.true_bits, count).tolist() == expected.tolist()
    assert not outcome.unknown_bits.any()
