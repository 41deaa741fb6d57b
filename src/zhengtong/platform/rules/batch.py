"""Many subjects at once, on bitsets: one bit a row, eight rows a byte, every distinct test worked out once.

A test is not reimplemented for columns. Each column is coded once (its distinct values, and for each row
the number of its value), the single evaluator judges every distinct value, and the answers are spread over
the rows. So batch and single answers are equal by construction. Columns of machine numbers compared with
machine numbers take a direct path, only where NumPy's comparison is exact.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from zhengtong.kernel.working_days import Calendar

from .conditions import Condition, Not, Test, needed_of
from .evaluate import PLAIN_CALENDAR
from .operators import MISSING, Moment, apply, is_number

Bits = npt.NDArray[np.uint8]
Column = Sequence[Any] | npt.NDArray[Any]
_EXACT_IN_FLOAT = 2**53
_INT64_LIMIT = 2**63
_DIRECT = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


class Outcome(NamedTuple):
    """Bits as from ``numpy.packbits``, ceil(rows / 8) bytes each; padding bits are 0. False is neither."""

    true_bits: Bits
    unknown_bits: Bits


class _Sides(NamedTuple):
    true: Bits
    false: Bits


class _Coded(NamedTuple):
    codes: npt.NDArray[np.intp]
    values: list[Any]


def _code_objects(values: list[Any]) -> _Coded:
    numbers: dict[Any, int] = {}
    distinct: list[Any] = []
    codes = np.empty(len(values), dtype=np.intp)
    for row, value in enumerate(values):
        # 1, 1.0 and True are equal keys but different facts, also inside a tuple
        key = (value.__class__, value)
        try:
            number = -1 if isinstance(value, tuple | frozenset) else numbers.get(key, -1)
        except TypeError:
            number = -1
        if number < 0:
            number = len(distinct)
            distinct.append(value)
            if isinstance(value, Hashable) and not isinstance(value, tuple | frozenset):
                numbers[key] = number
        codes[row] = number
    return _Coded(codes, distinct)


def _code(column: Column) -> _Coded:
    if isinstance(column, np.ndarray) and column.dtype.kind in "iufM":
        if column.dtype.kind == "M":
            column = column.astype("datetime64[D]")
        distinct, codes = np.unique(column, return_inverse=True)
        return _Coded(codes.astype(np.intp, copy=False), distinct.tolist())
    return _code_objects(column.tolist() if isinstance(column, np.ndarray) else list(column))


class Batch:
    """Columns of ``count`` rows, against which any number of trees are evaluated.

    Column types: numpy integers, floats (NaN: no value), booleans, datetime64 (NaT: no value), strings, or
    any sequence of Python values. A column that is absent is a field not given.

    Raises:
        ValueError: a column's length is not ``count``.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        *,
        today: date,
        count: int,
        calendar: Calendar | None = None,
    ) -> None:
        wrong = [name for name, column in columns.items() if len(column) != count]
        if wrong:
            raise ValueError(f"columns of another length than {count}: {', '.join(wrong)}")
        self._columns = columns
        self._count = count
        self._bytes = (count + 7) // 8
        self._moment = Moment(today, calendar or PLAIN_CALENDAR)
        self._coded: dict[str, _Coded] = {}
        self._known: dict[tuple[Any, ...], _Sides] = {}
        self._rows = np.packbits(np.ones(count, dtype=bool))

    def evaluate(self, condition: Condition) -> Outcome:
        """True and unknown bits of one tree. Tests met before, in this tree or another, are not repeated."""
        sides = self._sides(condition)
        return Outcome(sides.true.copy(), self._rows & ~(sides.true | sides.false))

    def _sides(self, condition: Condition) -> _Sides:
        if isinstance(condition, Test):
            # repr tells 1 from True and from 1.0, which are equal
            key = (condition.field, condition.op, repr(condition.value), condition.at)
            if key not in self._known:
                self._known[key] = self._test(condition)
            return self._known[key]
        if isinstance(condition, Not):
            part = self._sides(condition.part)
            return _Sides(part.false, part.true)
        parts = [self._sides(part) for part in condition.parts]
        count, needed = len(parts), needed_of(condition)
        return _Sides(
            self._at_least(needed, [part.true for part in parts]),
            self._at_least(count - needed + 1, [part.false for part in parts]),
        )

    def _at_least(self, needed: int, sets: list[Bits]) -> Bits:
        """The rows that are in at least ``needed`` of the sets."""
        if needed == 1:
            return np.asarray(np.bitwise_or.reduce(sets), dtype=np.uint8)
        if needed == len(sets):
            return np.asarray(np.bitwise_and.reduce(sets), dtype=np.uint8)
        # reached[j]: rows in more than j of the sets so far
        reached = [np.zeros(self._bytes, dtype=np.uint8) for _ in range(needed)]
        for rows in sets:
            for j in range(needed - 1, 0, -1):
                reached[j] |= reached[j - 1] & rows
            reached[0] |= rows
        return reached[-1]

    def _test(self, test: Test) -> _Sides:
        column = self._columns.get(test.field)
        if column is None:
            truth, _ = apply(test, MISSING, self._moment)
            assert truth is None
            return _Sides(np.zeros(self._bytes, np.uint8), np.zeros(self._bytes, np.uint8))
        if self._is_direct(test, column):
            return self._direct(test, np.asarray(column))
        if test.field not in self._coded:
            self._coded[test.field] = _code(column)
        coded = self._coded[test.field]
        answers = [apply(test, value, self._moment)[0] for value in coded.values]
        true = np.fromiter((answer is True for answer in answers), bool, len(answers))
        false = np.fromiter((answer is False for answer in answers), bool, len(answers))
        return _Sides(np.packbits(true[coded.codes]), np.packbits(false[coded.codes]))

    @staticmethod
    def _is_direct(test: Test, column: Column) -> bool:
        if not isinstance(column, np.ndarray) or column.dtype.kind not in "if" or column.dtype.itemsize > 8:
            return False
        if test.op not in _DIRECT and test.op != "between":
            return False
        for value in test.value if isinstance(test.value, tuple) else (test.value,):
            if not is_number(value) or not isinstance(value, int | float):
                return False
            if column.dtype.kind == "i":
                if not isinstance(value, int) or not -_INT64_LIMIT <= value < _INT64_LIMIT:
                    return False
            elif isinstance(value, int) and abs(value) > _EXACT_IN_FLOAT:
                return False
        return True

    @staticmethod
    def _direct(test: Test, column: npt.NDArray[Any]) -> _Sides:
        # widened, so that the bound is not rounded to a narrower type
        wide = column.astype(np.int64 if column.dtype.kind == "i" else np.float64, copy=False)
        if isinstance(test.value, tuple):
            low, high = cast(tuple[float, float], test.value)
            answer = (wide >= low) & (wide <= high)
        else:
            answer = _DIRECT[test.op](wide, test.value)
        if wide.dtype.kind == "i":
            return _Sides(np.packbits(answer), np.packbits(~answer))
        known = ~np.isnan(wide)
        return _Sides(np.packbits(answer & known), np.packbits(~answer & known))


def evaluate_many(
    condition: Condition,
    columns: Mapping[str, Column],
    *,
    today: date,
    count: int,
    calendar: Calendar | None = None,
) -> Outcome:
    """One tree over ``count`` rows: true and unknown bits (``Batch``: several trees, types of columns)."""
    return Batch(columns, today=today, count=count, calendar=calendar).evaluate(condition)


def rows_of(bits: Bits, count: int) -> npt.NDArray[np.intp]:
    """The numbers of the rows whose bit is set."""
    return np.flatnonzero(np.unpackbits(bits, count=count))
