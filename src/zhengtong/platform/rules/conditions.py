"""Condition trees as frozen values. A tree is a ``Test`` or a combination of trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Scalar = bool | int | float | Decimal | str | date
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Test:
    """One question about one field. ``at`` (only with age, months, days, working_days) is None for today,
    a date, or ``(month, day)`` of the current year."""

    __test__ = False  # the name is the domain's; pytest need not look inside

    field: str
    op: str
    value: Value
    at: date | tuple[int, int] | None = None


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


@dataclass(frozen=True)
class AtLeast:
    """At least ``n`` of the parts hold."""

    n: int
    parts: tuple[Condition, ...]


Condition = Test | All | AnyOf | Not | AtLeast


def needed_of(condition: All | AnyOf | AtLeast) -> int:
    """How many of the parts must hold."""
    if isinstance(condition, AtLeast):
        return condition.n
    return len(condition.parts) if isinstance(condition, All) else 1


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every leaf, in the order in which it is written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_of(condition.part)
    else:
        for part in condition.parts:
            yield from tests_of(part)


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The fields that the condition asks about, each once, in order of appearance."""
    return tuple(dict.fromkeys(test.field for test in tests_of(condition)))


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def to_data(condition: Condition) -> dict[str, Any]:
    """The condition as JSON-like data; ``parse`` gives the same condition back."""
    if isinstance(condition, Test):
        data = {"field": condition.field, "op": condition.op, "value": _plain(condition.value)}
        if isinstance(condition.at, tuple):
            data["at"] = f"--{condition.at[0]:02d}-{condition.at[1]:02d}"
        elif condition.at is not None:
            data["at"] = condition.at.isoformat()
        return data
    if isinstance(condition, Not):
        return {"not": to_data(condition.part)}
    if isinstance(condition, AtLeast):
        return {"at_least_n": {"n": condition.n, "of": [to_data(part) for part in condition.parts]}}
    return {"all" if isinstance(condition, All) else "any": [to_data(part) for part in condition.parts]}
