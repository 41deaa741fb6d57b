"""What one test says about one value: true, false, or unknown with the reason.

Data never raises. A value of the wrong type, a date that is none, a code that is none: unknown, with a
note in the trace. Strings are not turned into numbers; only ISO 8601 dates are read from strings.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengtong.kernel.divisions import is_division_code, within
from zhengtong.kernel.working_days import Calendar

from .conditions import Scalar, Test

Truth = bool | None
ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
EQUALITY = ("eq", "ne", "in")
SINCE = ("age", "months", "days", "working_days")
"""Completed years, completed months, days or working days from the field's date to ``at``."""
SINCE_OPERATORS = {
    f"{measure}_{comparison}": (measure, comparison) for measure in SINCE for comparison in ("eq", *ORDER, "between")
}
OPERATORS = (*EQUALITY, *ORDER, "between", "exists", "contains", "within", *SINCE_OPERATORS)

NOT_GIVEN = "not-given"
NO_VALUE = "no-value"
WRONG_TYPE = "wrong-type"
NOT_A_DATE = "not-a-date"
NOT_A_DIVISION = "not-a-division"


class _Missing:
    """The mark of a field about which nothing is known, as against None: known to have no value."""


MISSING = _Missing()


@dataclass(frozen=True)
class Moment:
    """The day on which a condition is evaluated, and the calendar for working days."""

    today: date
    calendar: Calendar

    def at(self, test: Test) -> date:
        """The day that ``test.at`` means. 29 February of an ordinary year is 28 February."""
        if test.at is None:
            return self.today
        if isinstance(test.at, date):
            return test.at
        month, day = test.at
        try:
            return date(self.today.year, month, day)
        except ValueError:
            return date(self.today.year, month, day - 1)


def as_date(value: object) -> date | None:
    """A date, a moment's date, or an ISO date string."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) >= 10:
        try:
            return date.fromisoformat(value[:10]) if len(value) == 10 else datetime.fromisoformat(value).date()
        except ValueError:
            return None
    return None


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def has_no_value(value: object) -> bool:
    """None and not-a-number: it is known that no value is held."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, Decimal) and value.is_nan()


def completed_years(start: date, end: date) -> int:
    """Full years of life; one born on 29 February is a year older on 1 March of an ordinary year."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def completed_months(start: date, end: date) -> int:
    """Full months; a month without the start's day ends on its last day (民法典第二百零二条)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < start.day:
        last_day_of_month = end.toordinal() == date.max.toordinal() or (
            date.fromordinal(end.toordinal() + 1).month != end.month
        )
        months -= not last_day_of_month
    return months


def _since(measure: str, start: date, end: date, calendar: Calendar) -> int:
    if measure == "age":
        return completed_years(start, end)
    if measure == "months":
        return completed_months(start, end)
    if measure == "days":
        return (end - start).days
    return calendar.between(start, end)


def _pair(actual: object, expected: Scalar) -> tuple[Any, Any] | str:  # noqa: PLR0911 - a table of types
    """The two values made comparable, or the note that says why they are not."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return (actual, expected) if isinstance(actual, bool) and isinstance(expected, bool) else WRONG_TYPE
    if is_number(expected):
        return (actual, expected) if is_number(actual) else WRONG_TYPE
    if isinstance(expected, date):
        day = as_date(actual)
        if day is None:
            return NOT_A_DATE if isinstance(actual, str) else WRONG_TYPE
        return (day, expected)
    if isinstance(actual, str):
        return (actual, expected)
    if isinstance(actual, date):
        day = as_date(expected)
        return WRONG_TYPE if day is None else (as_date(actual), day)
    return WRONG_TYPE


def _equal(actual: object, expected: Scalar) -> tuple[Truth, str]:
    pair = _pair(actual, expected)
    return (None, pair) if isinstance(pair, str) else (pair[0] == pair[1], "")


def _any_equal(actual: object, expected: tuple[Scalar, ...]) -> tuple[Truth, str]:
    answers = [_equal(actual, entry) for entry in expected]
    if any(truth for truth, _ in answers):
        return True, ""
    if any(truth is False for truth, _ in answers):
        return False, ""
    return None, answers[0][1]


def _ordered(actual: object, expected: Scalar, compare: Callable[[Any, Any], bool]) -> tuple[Truth, str]:
    pair = _pair(actual, expected)
    return (None, pair) if isinstance(pair, str) else (compare(*pair), "")


def _compare(actual: object, comparison: str, value: Any) -> tuple[Truth, str]:
    if comparison == "eq":
        return _equal(actual, value)
    if comparison == "between":
        low, note = _ordered(actual, value[0], operator.ge)
        high, _ = _ordered(actual, value[1], operator.le)
        return (None, note) if low is None or high is None else (low and high, "")
    return _ordered(actual, value, ORDER[comparison])


def _contains(actual: object, value: Any) -> tuple[Truth, str]:
    if isinstance(actual, str):
        return (value in actual, "") if isinstance(value, str) else (None, WRONG_TYPE)
    if not isinstance(actual, list | tuple | set | frozenset):
        return None, WRONG_TYPE
    answers = [_equal(entry, value)[0] for entry in actual if not has_no_value(entry)]
    if any(answers):
        return True, ""
    # an entry that cannot be compared might have been the one
    return (None, WRONG_TYPE) if None in answers else (False, "")


def _within(actual: object, value: Any) -> tuple[Truth, str]:
    code = str(actual) if isinstance(actual, int) and not isinstance(actual, bool) else actual
    if not isinstance(code, str):
        return None, WRONG_TYPE
    if not is_division_code(code):
        return None, NOT_A_DIVISION
    return any(within(code, ancestor) for ancestor in value), ""


def apply(test: Test, actual: object, moment: Moment) -> tuple[Truth, str]:  # noqa: PLR0911
    """The truth of ``test`` for one value (``MISSING``: not given), and a note when it is unknown."""
    if actual is MISSING:
        return None, NOT_GIVEN
    empty = has_no_value(actual)
    if test.op == "exists":
        return (not empty) == test.value, ""
    if empty:
        return None, NO_VALUE
    if test.op == "in":
        return _any_equal(actual, test.value)  # type: ignore[arg-type]  # parse made it a tuple
    if test.op == "ne":
        truth, note = _equal(actual, test.value)  # type: ignore[arg-type]  # parse made it a scalar
        return (None if truth is None else not truth), note
    if test.op == "contains":
        return _contains(actual, test.value)
    if test.op == "within":
        return _within(actual, test.value)
    if test.op in SINCE_OPERATORS:
        measure, comparison = SINCE_OPERATORS[test.op]
        start = as_date(actual)
        if start is None:
            return None, NOT_A_DATE
        return _compare(_since(measure, start, moment.at(test), moment.calendar), comparison, test.value)
    return _compare(actual, test.op, test.value)
