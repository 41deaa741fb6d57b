"""A condition as a sentence, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .conditions import All, AtLeast, Condition, Not, Test
from .operators import SINCE_OPERATORS

_CHINESE = {
    "eq": "{f}为{v}",
    "ne": "{f}不是{v}",
    "in": "{f}为{v}之一",
    "not in": "{f}不是{v}中的任何一项",
    "lt": "{f}小于{v}",
    "le": "{f}不超过{v}",
    "gt": "{f}大于{v}",
    "ge": "{f}不少于{v}",
    "between": "{f}在{a}至{b}之间",
    "not between": "{f}不在{a}至{b}之间",
    "contains": "{f}包含{v}",
    "not contains": "{f}不包含{v}",
    "within": "{f}在{v}范围内",
    "not within": "{f}不在{v}范围内",
    "exists": "有{f}",
    "not exists": "没有{f}",
    "date lt": "{f}早于{v}",
    "date le": "{f}不晚于{v}",
    "date gt": "{f}晚于{v}",
    "date ge": "{f}不早于{v}",
    "true": "{f}：是",
    "false": "{f}：否",
}
_ENGLISH = {
    "eq": "{f} is {v}",
    "ne": "{f} is not {v}",
    "in": "{f} is one of {v}",
    "not in": "{f} is none of {v}",
    "lt": "{f} is less than {v}",
    "le": "{f} is at most {v}",
    "gt": "{f} is more than {v}",
    "ge": "{f} is at least {v}",
    "between": "{f} is from {a} to {b}",
    "not between": "{f} is not from {a} to {b}",
    "contains": "{f} includes {v}",
    "not contains": "{f} does not include {v}",
    "within": "{f} is in {v}",
    "not within": "{f} is not in {v}",
    "exists": "has {f}",
    "not exists": "has no {f}",
    "date lt": "{f} is before {v}",
    "date le": "{f} is not after {v}",
    "date gt": "{f} is after {v}",
    "date ge": "{f} is not before {v}",
    "true": "{f}: yes",
    "false": "{f}: no",
}
_ORDERS = ("lt", "le", "gt", "ge")
_NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
_CHINESE_COUNT = {
    "eq": "正好{v}{u}",
    "lt": "不满{v}{u}",
    "le": "不超过{v}{u}",
    "gt": "超过{v}{u}",
    "ge": "满{v}{u}",
    "between": "在{a}至{b}{u}之间",
}
_ENGLISH_COUNT = {
    "eq": "exactly {v} {u}",
    "lt": "less than {v} {u}",
    "le": "at most {v} {u}",
    "gt": "more than {v} {u}",
    "ge": "at least {v} {u}",
    "between": "from {a} to {b} {u}",
}
_CHINESE_UNITS = {"age": "周岁", "months": "个月", "days": "天", "working_days": "个工作日"}
_ENGLISH_UNITS = {"age": "years", "months": "months", "days": "days", "working_days": "working days"}


class _Writer:
    def __init__(self, chinese: bool, names: Mapping[str, str]) -> None:
        self.chinese = chinese
        self.names = names

    def name(self, field: str) -> str:
        return self.names.get(field, field)

    def value(self, field: str, value: Any) -> str:
        named = self.names.get(f"{field}={_key(value)}")
        if named is not None:
            return named
        if isinstance(value, bool):
            return ("是" if value else "否") if self.chinese else ("yes" if value else "no")
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日" if self.chinese else value.isoformat()
        if isinstance(value, int | float):
            return f"{value:,}"
        return f"“{value}”"

    def values(self, field: str, value: Any) -> str:
        entries = value if isinstance(value, tuple) else (value,)
        shown = [self.value(field, entry) for entry in entries]
        if self.chinese:
            return "、".join(shown)
        return ", ".join(shown[:-1]) + (" or " if len(shown) > 1 else "") + shown[-1]

    def at(self, test: Test) -> str:
        if test.at is None:
            return ""
        if isinstance(test.at, date):
            day = self.value("", test.at)
            return f"（截至{day}）" if self.chinese else f" (on {day})"
        month, day_of_month = test.at
        if self.chinese:
            return f"（截至当年{month}月{day_of_month}日）"
        return f" (on --{month:02d}-{day_of_month:02d} of the year)"

    def count(self, test: Test, negated: bool) -> str:
        measure, comparison = SINCE_OPERATORS[test.op]
        if negated and comparison in _ORDERS:
            return self._count(test, measure, _NEGATED[comparison])
        text = self._count(test, measure, comparison)
        return (f"并非{text}" if self.chinese else f"not {text}") if negated else text

    def _count(self, test: Test, measure: str, comparison: str) -> str:
        low, high = test.value if isinstance(test.value, tuple) else (test.value, test.value)
        templates, units = (_CHINESE_COUNT, _CHINESE_UNITS) if self.chinese else (_ENGLISH_COUNT, _ENGLISH_UNITS)
        unit = units[measure]
        if not self.chinese and low == high == 1:
            unit = unit.removesuffix("s")
        text = templates[comparison].format(v=low, a=low, b=high, u=unit)
        field = self.name(test.field)
        if self.chinese:
            return f"按{field}计算{text}{self.at(test)}" if measure == "age" else f"自{field}起{text}{self.at(test)}"
        return f"{text} {'old by' if measure == 'age' else 'since'} {field}{self.at(test)}"

    def test(self, test: Test, negated: bool) -> str:
        if test.op in SINCE_OPERATORS:
            return self.count(test, negated)
        templates = _CHINESE if self.chinese else _ENGLISH
        op = test.op
        if op == "exists":
            key = "exists" if test.value is not negated else "not exists"
        elif (
            op in ("eq", "ne") and isinstance(test.value, bool) and f"{test.field}={_key(test.value)}" not in self.names
        ):
            key = "true" if test.value is ((op == "eq") is not negated) else "false"
        elif op in _NEGATED:
            key = _NEGATED[op] if negated else op
            if isinstance(test.value, date) and key not in ("eq", "ne"):
                key = f"date {key}"
        else:
            key = f"not {op}" if negated else op
        pair = test.value if op == "between" and isinstance(test.value, tuple) else ("", "")
        return templates[key].format(
            f=self.name(test.field),
            v=self.values(test.field, test.value),
            a=self.value(test.field, pair[0]),
            b=self.value(test.field, pair[1]),
        )

    def whole(self, condition: Condition, inside: bool = False, negated: bool = False) -> str:
        if isinstance(condition, Test):
            return self.test(condition, negated)
        if isinstance(condition, Not):
            return self.whole(condition.part, inside, not negated)
        if len(condition.parts) == 1:
            return self.whole(condition.parts[0], inside, negated)
        if isinstance(condition, AtLeast):
            return self._at_least(condition, negated)
        both = isinstance(condition, All) is not negated
        # De Morgan: the negation of all is any of the negations
        parts = [self.whole(part, True, negated) for part in condition.parts]
        joined = (("，并且" if both else "，或者") if self.chinese else (" and " if both else " or ")).join(parts)
        if not inside:
            return joined
        return f"（{joined}）" if self.chinese else f"({joined})"

    def _at_least(self, condition: AtLeast, negated: bool) -> str:
        parts = [self.whole(part, True) for part in condition.parts]
        n, total = condition.n, len(parts)
        if self.chinese:
            listed = "；".join(f"（{i}）{part}" for i, part in enumerate(parts, 1))
            return f"下列{total}项中{'不足' if negated else '至少满足'}{n}项：{listed}"
        listed = "; ".join(f"({i}) {part}" for i, part in enumerate(parts, 1))
        return f"{'fewer than' if negated else 'at least'} {n} of these {total}: {listed}"


def _key(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def render(condition: Condition, language: str, names: Mapping[str, str]) -> str:
    """The condition as one sentence without a full stop.

    Args:
        language: ``zh…`` or ``en…``.
        names: field -> its name, and ``field=value`` -> the name of a value, in that language; a field
            without a name is shown by its key.
    """
    return _Writer(not language.startswith("en"), names).whole(condition)
