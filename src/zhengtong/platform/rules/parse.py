"""From what people write to a condition tree; every mistake is named at its place.

The form::

    {field: age, op: ge, value: 60}
    {field: birth_date, op: age_ge, value: 60, at: 2026-07-01}     # or --08-31: that day of the current year
    {all: [...]}  {any: [...]}  {not: {...}}  {at_least_n: {n: 2, of: [...]}}
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from zhengtong.kernel.divisions import is_division_code
from zhengtong.kernel.errors import Fault, Location

from .conditions import All, AnyOf, AtLeast, Condition, Not, Scalar, Test, Value
from .operators import OPERATORS, ORDER, SINCE_OPERATORS, as_date, is_number

MAX_DEPTH = 12
MAX_TESTS = 400
MAX_LIST = 2_000
MAX_TEXT = 500
COMBINATIONS = ("all", "any", "not", "at_least_n")
TEST_KEYS = ("field", "op", "value", "at")
LineOf = Callable[[str], int | None]
_FIELD = re.compile(r"[^\W\d]\w*(?:[.\-]\w+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEARLESS = re.compile(r"--(\d\d)-(\d\d)", re.ASCII)


@dataclass
class _Parser:
    file: str | None
    line_of: LineOf | None
    tests: int = 0

    def fail(self, pointer: str, code: str, message: str, remedy: str = "", **params: object) -> NoReturn:
        line = self.line_of(pointer) if self.line_of else None
        raise Fault(code, message, remedy, params, Location(self.file, line, path_of(pointer)))

    def condition(self, data: Any, pointer: str, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            self.fail(pointer, "rule-too-deep", "Conditions are nested more than %(limit)s deep.", limit=MAX_DEPTH)
        if not isinstance(data, Mapping):
            self.fail(
                pointer,
                "rule-not-a-condition",
                "A condition is a mapping with `field`, or with one of all, any, not, at_least_n.",
            )
        combining = [key for key in COMBINATIONS if key in data]
        if combining:
            key = combining[0]
            if len(data) > 1:
                extra = next(other for other in data if other != key)
                self.fail(
                    f"{pointer}/{extra}",
                    "rule-unknown-key",
                    "%(key)s cannot stand beside %(other)s; put one inside the other.",
                    key=str(extra),
                    other=key,
                )
            return self.combination(key, data[key], f"{pointer}/{key}", depth)
        return self.test(data, pointer)

    def combination(self, key: str, data: Any, pointer: str, depth: int) -> Condition:
        if key == "not":
            return Not(self.condition(data, pointer, depth + 1))
        if key == "at_least_n":
            return self.at_least(data, pointer, depth)
        parts = self.parts(data, pointer, depth)
        return All(parts) if key == "all" else AnyOf(parts)

    def parts(self, data: Any, pointer: str, depth: int) -> tuple[Condition, ...]:
        if not isinstance(data, list | tuple) or not data:
            self.fail(pointer, "rule-empty", "A list of at least one condition is expected here.")
        return tuple(self.condition(part, f"{pointer}/{i}", depth + 1) for i, part in enumerate(data))

    def at_least(self, data: Any, pointer: str, depth: int) -> AtLeast:
        if not isinstance(data, Mapping):
            self.fail(pointer, "rule-not-a-condition", "`at_least_n` needs `n` and `of`.")
        for key in data:
            if key not in ("n", "of"):
                self.unknown_key(pointer, str(key), "`at_least_n`", ("n", "of"))
        parts = self.parts(data.get("of"), f"{pointer}/of", depth)
        n = data.get("n")
        if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(parts):
            self.fail(
                f"{pointer}/n",
                "rule-bad-count",
                "`n` must be a whole number from 1 to %(most)s, the number of conditions in `of`.",
                most=len(parts),
            )
        return AtLeast(n, parts)

    def test(self, data: Mapping[Any, Any], pointer: str) -> Test:
        self.tests += 1
        if self.tests > MAX_TESTS:
            self.fail(pointer, "rule-too-large", "A condition has at most %(limit)s tests.", limit=MAX_TESTS)
        for key in data:
            if key not in TEST_KEYS:
                known = (*TEST_KEYS, *COMBINATIONS) if len(data) == 1 else TEST_KEYS
                self.unknown_key(pointer, str(key), "a test", known)
        field = data.get("field")
        if not isinstance(field, str) or not _FIELD.fullmatch(field) or len(field) > 100:
            place = f"{pointer}/field" if "field" in data else pointer
            self.fail(place, "rule-bad-field", "A test needs `field`: the name of a field, such as `birth_date`.")
        op = data.get("op", "exists" if "value" not in data else None)
        if op not in OPERATORS:
            self.unknown_operator(pointer, op)
        if "value" not in data and op != "exists":
            self.fail(pointer, "rule-no-value", "The operator %(op)s needs a `value`.", op=op)
        value = self.value(op, data.get("value", True), f"{pointer}/value")
        if "at" in data and op not in SINCE_OPERATORS:
            self.fail(
                f"{pointer}/at",
                "rule-at-not-used",
                "`at` only goes with operators that count from a date, such as age_ge; not with %(op)s.",
                op=op,
            )
        return Test(field, op, value, self.at(data.get("at"), f"{pointer}/at"))

    def unknown_key(self, pointer: str, key: str, inside: str, known: tuple[str, ...]) -> NoReturn:
        near = difflib.get_close_matches(key, known, 1)
        self.fail(
            f"{pointer}/{key}",
            "rule-unknown-key",
            "%(key)s does not belong in %(inside)s.",
            "Did you mean %(near)s?" if near else "",
            key=key,
            inside=inside,
            near=near[0] if near else "",
        )

    def unknown_operator(self, pointer: str, op: object) -> NoReturn:
        aliases = {
            "=": "eq",
            "==": "eq",
            "!=": "ne",
            "<": "lt",
            "<=": "le",
            ">": "gt",
            ">=": "ge",
            "not_in": "in",
        }
        text = str(op)
        near = [aliases[text]] if text in aliases else difflib.get_close_matches(text, OPERATORS, 1)
        remedy = "Did you mean %(near)s?" if near else "Operators: %(operators)s."
        self.fail(
            pointer if op is None else f"{pointer}/op",
            "rule-unknown-operator",
            "There is no operator %(op)s." if op is not None else "A test needs `op`.",
            remedy,
            op=text[:50],
            near=near[0] if near else "",
            operators=", ".join(OPERATORS),
        )

    def value(self, op: str, value: Any, pointer: str) -> Value:
        if op == "exists":
            if not isinstance(value, bool):
                self.fail(pointer, "rule-bad-value", "`exists` takes true or false.")
            return value
        if op == "in":
            return tuple(self.scalar(v, f"{pointer}/{i}") for i, v in enumerate(self.some(value, pointer)))
        if op == "within":
            return self.divisions(value, pointer)
        if op in SINCE_OPERATORS:
            return self.count(SINCE_OPERATORS[op][1], value, pointer)
        if op == "between":
            return self.bounds(
                tuple(self.ordered(v, f"{pointer}/{i}") for i, v in enumerate(self.two(value, pointer))),
                pointer,
            )
        return self.ordered(value, pointer) if op in ORDER else self.scalar(value, pointer)

    def scalar(self, value: Any, pointer: str) -> Scalar:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                self.fail(pointer, "rule-bad-value", "A text here has at most %(limit)s characters.", limit=MAX_TEXT)
            return date.fromisoformat(value) if _is_day(value) else value
        if isinstance(value, bool | date) or (is_number(value) and abs(value) < float("inf")):
            return value  # type: ignore[no-any-return]
        self.fail(pointer, "rule-bad-value", "A number, a text, a date, true or false is expected here.")

    def ordered(self, value: Any, pointer: str) -> Scalar:
        day = as_date(value)
        if day is not None:
            return day
        scalar = self.scalar(value, pointer)
        if not is_number(scalar):
            self.fail(pointer, "rule-bad-value", "A number or a date (2026-07-01) is expected here.")
        return scalar

    def some(self, value: Any, pointer: str) -> list[Any]:
        if not isinstance(value, list | tuple) or not value or len(value) > MAX_LIST:
            self.fail(pointer, "rule-bad-value", "A list of 1 to %(limit)s values is expected here.", limit=MAX_LIST)
        return list(value)

    def two(self, value: Any, pointer: str) -> list[Any]:
        if not isinstance(value, list | tuple) or len(value) != 2:
            self.fail(pointer, "rule-bad-value", "`between` takes two values: [lowest, highest].")
        return list(value)

    def bounds(self, value: tuple[Any, ...], pointer: str) -> Value:
        low, high = value
        if isinstance(low, date) != isinstance(high, date):
            self.fail(pointer, "rule-bad-value", "The two bounds must be two numbers or two dates.")
        if low > high:
            self.fail(pointer, "rule-bad-value", "The lower bound comes first.")
        return value

    def divisions(self, value: Any, pointer: str) -> Value:
        values = value if isinstance(value, list | tuple) else [value]
        codes = []
        for i, entry in enumerate(self.some(values, pointer)):
            code = str(entry)
            if isinstance(entry, bool) or not isinstance(entry, str | int) or not is_division_code(code):
                place = f"{pointer}/{i}" if values is value else pointer
                self.fail(
                    place,
                    "rule-bad-value",
                    "A division code of six digits, such as 990100, is expected here.",
                )
            codes.append(code)
        return tuple(codes)

    def count(self, comparison: str, value: Any, pointer: str) -> Value:
        values = self.two(value, pointer) if comparison == "between" else [value]
        for i, entry in enumerate(values):
            if not isinstance(entry, int) or isinstance(entry, bool):
                place = f"{pointer}/{i}" if comparison == "between" else pointer
                self.fail(place, "rule-bad-value", "A whole number is expected here.")
        return self.bounds(tuple(values), pointer) if comparison == "between" else int(value)

    def at(self, value: Any, pointer: str) -> date | tuple[int, int] | None:
        if value is None or value == "today":
            return None
        yearless = _YEARLESS.fullmatch(value) if isinstance(value, str) else None
        if yearless:
            month, day = int(yearless[1]), int(yearless[2])
            if as_date(f"2000-{yearless[1]}-{yearless[2]}"):
                return month, day
        found = as_date(value)
        if found is None:
            self.fail(
                pointer,
                "rule-bad-value",
                "`at` is a date (2026-07-01), a day of the year (--08-31) or today.",
            )
        return found


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None and as_date(text) is not None


def path_of(pointer: str) -> str:
    """The JSON pointer ``/all/1/value`` as people write it: ``all[1].value``."""
    path = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        path += f"[{name}]" if name.isdigit() else f".{name}" if path else name
    return path


def parse(data: Any, *, file: str | None = None, line_of: LineOf | None = None, pointer: str = "") -> Condition:
    """Read a condition from JSON-like data.

    Args:
        file, line_of: for the place of a mistake; ``line_of`` gives the line of a JSON pointer into the file.
        pointer: where in the file the condition stands.

    Raises:
        Fault: code ``rule-…``; ``where`` holds file, line and the path such as ``all[1].value``.
    """
    return _Parser(file, line_of).condition(data, pointer, 1)
