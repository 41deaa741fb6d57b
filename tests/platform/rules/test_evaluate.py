"""One subject: true, false or unknown, why, and what would decide it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from zhengtong.kernel.working_days import Calendar
from zhengtong.platform.rules.service import evaluate, parse, render

TODAY = date(2026, 11, 20)
CALENDAR = Calendar(holidays=[date(2026, 10, d) for d in range(1, 8)], workdays=[date(2026, 10, 10)])


def _test(op, value, **more):
    return parse({"field": "x", "op": op, "value": value, **more})


def _says(op, value, actual, **more):
    result = evaluate(_test(op, value, **more), {"x": actual}, today=TODAY, calendar=CALENDAR)
    return result.truth, result.trace[0].note


@pytest.mark.parametrize(
    ("op", "value", "actual", "truth"),
    [
        ("eq", 1, 1.0, True),
        ("eq", "a", "a", True),
        ("eq", True, True, True),
        ("ne", 1, 2, True),
        ("eq", date(2026, 1, 1), "2026-01-01", True),
        ("eq", "2026-01-01", datetime(2026, 1, 1, 9, 30), True),
        ("in", ["a", 1], 1, True),
        ("in", ["a", 1], "b", False),
        ("lt", 5, Decimal("4.99"), True),
        ("ge", date(2026, 1, 1), "2025-12-31", False),
        ("between", [1, 3], 3, True),
        ("between", ["2026-01-01", "2026-12-31"], date(2026, 5, 1), True),
        ("contains", "a", ["b", "a"], True),
        ("contains", "身份", "居民身份证", True),
        ("contains", 1, [], False),
        ("within", "990100", "990102", True),
        ("within", ["440000", "990000"], 990102, True),
        ("within", "990100", "440106", False),
        ("exists", True, "", True),
        ("exists", False, None, True),
        # age: a birthday counts on the day itself, 29 February on 1 March
        ("age_ge", 60, "1966-11-20", True),
        ("age_ge", 60, "1966-11-21", False),
        ("age_lt", 18, date(2008, 11, 21), True),
        ("age_between", [6, 7], date(2019, 12, 1), True),
        # completed months: the last day of a short month completes it (Civil Code, article 202)
        ("months_ge", 6, "2026-05-20", True),
        ("months_ge", 6, "2026-05-21", False),
        ("days_le", 30, "2026-10-21", True),
        ("days_le", 30, "2026-10-20", False),
        ("working_days_eq", 5, "2026-11-13", True),
        ("working_days_le", 30, "2026-09-30", False),
    ],
)
def test_what_each_operator_says(op, value, actual, truth):
    assert _says(op, value, actual) == (truth, "")


@pytest.mark.parametrize(
    ("start", "at", "months"),
    [
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2024-01-31", "2024-02-28", 0),
        ("2026-02-28", "2026-03-28", 1),
        ("2026-03-31", "2026-03-30", -1),
        ("2025-11-30", "2026-02-28", 3),
    ],
)
def test_months_are_completed_on_the_same_day_or_on_the_last_of_a_shorter_month(start, at, months):
    assert _says("months_eq", months, start, at=at)[0] is True


def test_an_age_may_be_asked_for_at_another_day_or_at_a_day_of_this_year():
    assert _says("age_ge", 6, "2020-08-31", at="--08-31")[0] is True
    assert _says("age_ge", 6, "2020-09-01", at="--08-31")[0] is False
    assert _says("age_ge", 18, "2008-01-01", at="2025-12-31")[0] is False
    assert _says("age_ge", 26, "2000-02-28", at="--02-29")[0] is True


@pytest.mark.parametrize(
    ("op", "value", "actual", "note"),
    [
        ("eq", 1, "1", "wrong-type"),
        ("eq", 1, True, "wrong-type"),
        ("eq", True, 1, "wrong-type"),
        ("lt", 1, [1], "wrong-type"),
        ("in", [1], "a", "wrong-type"),
        ("age_ge", 1, "soon", "not-a-date"),
        ("ge", "2026-01-01", "2026-02-30", "not-a-date"),
        ("within", "990100", "99", "not-a-division"),
        ("within", "990100", {}, "wrong-type"),
        ("contains", 1, "abc", "wrong-type"),
        ("eq", 1, None, "no-value"),
        ("lt", 1, float("nan"), "no-value"),
        ("lt", 1, Decimal("sNaN"), "no-value"),
        ("eq", 1, object(), "wrong-type"),
        ("contains", 1, [Decimal("NaN"), "a"], "wrong-type"),
        ("working_days_ge", 1, 20260101, "not-a-date"),
    ],
)
def test_data_that_is_wrong_is_unknown_with_a_note_and_never_an_error(op, value, actual, note):
    assert _says(op, value, actual) == (None, note)


def test_a_field_that_is_not_given_is_unknown_also_for_exists():
    result = evaluate(_test("exists", True), {}, today=TODAY)
    assert (result.truth, result.trace[0].note) == (None, "not-given")


TREE = parse(
    {
        "all": [
            {"field": "age", "op": "ge", "value": 60},
            {"any": [{"field": "card", "op": "eq", "value": True}, {"field": "income", "op": "lt", "value": 3000}]},
            {"at_least_n": {"n": 2, "of": [{"field": f, "op": "eq", "value": 1} for f in "abc"]}},
        ]
    }
)


def test_every_test_is_in_the_trace_with_its_path_also_when_it_does_not_matter():
    result = evaluate(TREE, {"age": 50, "card": True, "a": 1}, today=TODAY, sensitive={"age"})
    assert result.truth is False
    assert result.deciding == ()
    assert [leaf.path for leaf in result.trace] == [
        "all[0]",
        "all[1].any[0]",
        "all[1].any[1]",
        "all[2].at_least_n.of[0]",
        "all[2].at_least_n.of[1]",
        "all[2].at_least_n.of[2]",
    ]
    assert [leaf.truth for leaf in result.trace] == [False, True, None, True, None, None]
    age = result.trace[0]
    assert (age.masked, age.actual, age.expected) == (True, None, 60)


def test_only_fields_that_can_still_decide_are_asked_for_the_most_useful_first():
    assert evaluate(TREE, {"card": True, "a": 1}, today=TODAY).deciding[0] == "age"
    assert set(evaluate(TREE, {"card": True, "a": 1}, today=TODAY).deciding) == {"age", "b", "c"}
    assert evaluate(TREE, {"age": 70, "card": True, "a": 1, "b": 1}, today=TODAY).truth is True
    assert evaluate(TREE, {"age": 70, "a": 0, "b": 0}, today=TODAY).truth is False
    twice = parse(
        {
            "any": [
                {"all": [{"field": "p", "op": "eq", "value": 1}, {"field": "q", "op": "eq", "value": 1}]},
                {"all": [{"field": "p", "op": "eq", "value": 2}, {"field": "r", "op": "eq", "value": 1}]},
            ]
        }
    )
    assert evaluate(twice, {}, today=TODAY).deciding == ("p", "q", "r")


NAMES = {
    "zh": {
        "age": "年龄",
        "born": "出生日期",
        "city": "户籍地",
        "city=990100": "江澜市",
        "card": "居住证",
        "income": "月收入",
    },
    "en": {
        "age": "age",
        "born": "date of birth",
        "city": "home",
        "city=990100": "Jianglan",
        "card": "residence card",
        "income": "monthly income",
    },
}


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        ({"field": "income", "op": "lt", "value": 3000}, "月收入小于3,000", "monthly income is less than 3,000"),
        (
            {"not": {"field": "income", "op": "lt", "value": 3000}},
            "月收入不少于3,000",
            "monthly income is at least 3,000",
        ),
        (
            {"field": "born", "op": "age_ge", "value": 60},
            "按出生日期计算满60周岁",
            "at least 60 years old by date of birth",
        ),
        (
            {"field": "born", "op": "lt", "value": "2020-09-01"},
            "出生日期早于2020年9月1日",
            "date of birth is before 2020-09-01",
        ),
        ({"field": "card"}, "有居住证", "has residence card"),
        ({"not": {"field": "card"}}, "没有居住证", "has no residence card"),
        ({"field": "city", "op": "within", "value": "990100"}, "户籍地在江澜市范围内", "home is in Jianglan"),
        (
            {"field": "born", "op": "working_days_le", "value": 1},
            "自出生日期起不超过1个工作日",
            "at most 1 working day since date of birth",
        ),
        (
            {"not": {"any": [{"field": "card"}, {"field": "age", "op": "eq", "value": 1}]}},
            "没有居住证，并且年龄不是1",
            "has no residence card and age is not 1",
        ),
        (
            {
                "all": [
                    {"field": "card"},
                    {"any": [{"field": "age", "op": "gt", "value": 5}, {"field": "age", "op": "eq", "value": 1}]},
                ]
            },
            "有居住证，并且（年龄大于5，或者年龄为1）",
            "has residence card and (age is more than 5 or age is 1)",
        ),
        (
            {"at_least_n": {"n": 1, "of": [{"field": "card"}, {"field": "age", "op": "in", "value": [1, 2]}]}},
            "下列2项中至少满足1项：（1）有居住证；（2）年龄为1、2之一",
            "at least 1 of these 2: (1) has residence card; (2) age is one of 1 or 2",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(data, zh, en):
    assert render(parse(data), "zh-hans", NAMES["zh"]) == zh
    assert render(parse(data), "en", NAMES["en"]) == en
