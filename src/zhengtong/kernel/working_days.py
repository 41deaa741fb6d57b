"""Working days: weekdays, less public holidays, plus the days that are worked in exchange (调休)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


def _weekdays_up_to(day: date) -> int:
    # ordinal 1 is Monday 0001-01-01
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


class Calendar:
    """``holidays`` are days off, ``workdays`` are weekend days that are worked. A day in both is worked."""

    def __init__(self, holidays: Iterable[date] = (), workdays: Iterable[date] = ()) -> None:
        worked = frozenset(workdays)
        self.workdays = frozenset(day for day in worked if day.weekday() >= _SATURDAY)
        self.holidays = frozenset(day for day in holidays if day.weekday() < _SATURDAY and day not in worked)
        self._added = sorted(day.toordinal() for day in self.workdays)
        self._removed = sorted(day.toordinal() for day in self.holidays)

    def is_working_day(self, day: date) -> bool:
        return day in self.workdays if day.weekday() >= _SATURDAY else day not in self.holidays

    def _up_to(self, day: date) -> int:
        ordinal = day.toordinal()
        return _weekdays_up_to(day) + bisect_right(self._added, ordinal) - bisect_right(self._removed, ordinal)

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` comes first.

        The first day does not count, as in article 201 of the Civil Code (民法典第二百零一条).
        """
        return self._up_to(end) - self._up_to(start)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it, when negative); ``day`` itself when 0.

        Raises:
            OverflowError: beyond the year 9999.
        """
        step = _DAY if count > 0 else -_DAY
        remaining = abs(count)
        while remaining:
            day += step
            remaining -= self.is_working_day(day)
        return day
