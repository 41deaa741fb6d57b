"""Every mistake in a condition is named at its place, with what was probably meant."""

from __future__ import annotations

from datetime import date

import pytest

from zhengtong.kernel.errors import Fault
from zhengtong.platform.rules import service as rules
from zhengtong.platform.rules.service import All, AtLeast, Not, Test, fields_of, parse

GOOD = {"field": "age", "op": "ge", "value": 60}


def test_the_written_form_becomes_a_tree():
    tree = parse(
        {"all": [GOOD, {"not": {"field": "city", "op": "within", "value": "990100"}},
                 {"at_least_n": {"n": 1, "of": [{"field": "card"}, {"any": [GOOD]}]}}]}
    )  # fmt: skip
    assert isinstance(tree, All)
    assert tree.parts[0] == Test("age", "ge", 60)
    assert tree.parts[1] == Not(Test("city", "within", ("990100",)))
    assert isinstance(tree.parts[2], AtLeast)
    assert tree.parts[2].parts[0] == Test("card", "exists", True)
    assert fields_of(tree) == ("age", "city", "card")
    assert len(list(rules.tests_of(tree))) == 4


def test_dates_are_read_as_written_in_yaml_or_as_text():
    for value in (date(2026, 7, 1), "2026-07-01"):
        assert parse({"field": "born", "op": "lt", "value": value}) == Test("born", "lt", date(2026, 7, 1))
    assert parse({"field": "b", "op": "age_ge", "value": 6, "at": "--08-31"}).at == (8, 31)
    assert parse({"field": "b", "op": "age_ge", "value": 6, "at": "today"}).at is None


@pytest.mark.parametrize(
    ("data", "place", "code", "said"),
    [
        ({"all": [GOOD, {"field": "a", "op": "gee", "value": 1}]}, "all[1].op", "rule-unknown-operator", "ge?"),
        ({"field": "a", "op": ">=", "value": 1}, "op", "rule-unknown-operator", "ge?"),
        ({"field": "a", "op": "age_gee", "value": 1}, "op", "rule-unknown-operator", "age_ge?"),
        ({"field": "a", "op": "is", "value": 1}, "op", "rule-unknown-operator", "Operators: eq"),
        ({"field": "a", "value": 1}, "", "rule-unknown-operator", "`op`"),
        ({"any": [GOOD, {"field": "a", "op": "ge", "value": "x"}]}, "any[1].value", "rule-bad-value", "number"),
        ({"field": "a", "op": "in", "value": [1, {"x": 1}]}, "value[1]", "rule-bad-value", "expected here"),
        ({"field": "a", "op": "in", "value": []}, "value", "rule-bad-value", "list"),
        ({"field": "a", "op": "between", "value": [3, 1]}, "value", "rule-bad-value", "lower"),
        ({"field": "a", "op": "between", "value": [3, "2026-01-01"]}, "value", "rule-bad-value", "two dates"),
        ({"field": "a", "op": "between", "value": 3}, "value", "rule-bad-value", "two values"),
        ({"field": "a", "op": "age_ge", "value": 1.5}, "value", "rule-bad-value", "whole"),
        ({"field": "a", "op": "within", "value": ["990100", "99"]}, "value[1]", "rule-bad-value", "division"),
        ({"field": "a", "op": "exists", "value": "yes"}, "value", "rule-bad-value", "true or false"),
        ({"field": "a", "op": "eq", "value": float("nan")}, "value", "rule-bad-value", "number"),
        ({"field": "a", "op": "eq", "value": "x" * 501}, "value", "rule-bad-value", "500"),
        ({"field": "a", "op": "ge", "value": 1, "at": "2026-01-01"}, "at", "rule-at-not-used", "age_ge"),
        ({"field": "a", "op": "age_ge", "value": 1, "at": "--02-30"}, "at", "rule-bad-value", "--08-31"),
        ({"field": "a", "op": "age_ge"}, "", "rule-no-value", "age_ge"),
        ({"field": "", "op": "eq", "value": 1}, "field", "rule-bad-field", "birth_date"),
        ({"field": 7, "op": "eq", "value": 1}, "field", "rule-bad-field", "birth_date"),
        ({"op": "eq", "value": 1}, "", "rule-bad-field", "birth_date"),
        ({"field": "a", "op": "eq", "valeu": 1}, "valeu", "rule-unknown-key", "value?"),
        ({"al": [GOOD]}, "al", "rule-unknown-key", "all?"),
        ({"all": [GOOD], "any": [GOOD]}, "any", "rule-unknown-key", "inside"),
        ({"all": [GOOD], "why": "x"}, "why", "rule-unknown-key", "beside"),
        ({"all": []}, "all", "rule-empty", "at least one"),
        ({"all": GOOD}, "all", "rule-empty", "list"),
        ({"not": [GOOD]}, "not", "rule-not-a-condition", "mapping"),
        ({"at_least_n": {"n": 2, "of": [GOOD]}}, "at_least_n.n", "rule-bad-count", "1 to 1"),
        ({"at_least_n": {"n": True, "of": [GOOD]}}, "at_least_n.n", "rule-bad-count", "1 to 1"),
        ({"at_least_n": {"n": 1, "off": [GOOD]}}, "at_least_n.off", "rule-unknown-key", "of?"),
        ({"at_least_n": [GOOD]}, "at_least_n", "rule-not-a-condition", "`of`"),
        ([], "", "rule-not-a-condition", "mapping"),
        (None, "", "rule-not-a-condition", "mapping"),
        ({}, "", "rule-bad-field", "birth_date"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(data, place, code, said):
    with pytest.raises(Fault) as refused:
        parse(data)
    assert (refused.value.code, refused.value.where.field or "") == (code, place)
    assert said in str(refused.value)


def test_a_mistake_in_a_file_carries_file_and_line():
    asked = []

    def line_of(pointer):
        asked.append(pointer)
        return 17

    with pytest.raises(Fault) as refused:
        parse({"all": [{"field": "a", "op": "no", "value": 1}]}, file="items/x.yaml", line_of=line_of,
              pointer="/materials/3/when")  # fmt: skip
    assert asked == ["/materials/3/when/all/0/op"]
    assert str(refused.value.where) == "items/x.yaml:17 materials[3].when.all[0].op"


def test_a_tree_that_is_too_deep_or_too_large_is_refused_without_exhausting_the_stack():
    deep = GOOD
    for _ in range(100_000):
        deep = {"not": deep}
    for data in (deep, {"all": [GOOD] * 401}, {"field": "a", "op": "in", "value": list(range(2001))}):
        with pytest.raises(Fault):
            parse(data)
