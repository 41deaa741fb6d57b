"""Opening hours of a place: by weekday, with exceptions for holidays and single days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

HolidayRule = Literal["closed", "as-weekday", "as-sunday"]


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` up to, not including, ``end``, in the city's own time."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """``week[0]`` is Monday. ``on_holidays`` says what a public holiday changes; single ``days`` override all."""

    week: tuple[tuple[Span, ...], ...]
    on_holidays: HolidayRule = "closed"
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def on(self, day: date, *, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> tuple[Span, ...]:
        """The hours of one day. ``workdays`` are weekend days that the calendar makes working days."""
        if day in self.days:
            return self.days[day]
        if day in holidays:
            if self.on_holidays == "closed":
                return ()
            if self.on_holidays == "as-sunday":
                return self.week[6]
        if day in workdays:
            return self.week[0]
        return self.week[day.weekday()]

    def open_at(self, moment: datetime, *, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> bool:
        """Whether it is open at ``moment`` (local to the place)."""
        now = moment.time()
        spans = self.on(moment.date(), holidays=holidays, workdays=workdays)
        return any(span.start <= now < span.end for span in spans)

    def next_opening(
        self, moment: datetime, *, holidays: Collection[date] = (), workdays: Collection[date] = (), within: int = 14
    ) -> datetime | None:
        """When it opens next after ``moment``; None if not within so many days."""
        for offset in range(within + 1):
            day = moment.date() + timedelta(days=offset)
            for span in self.on(day, holidays=holidays, workdays=workdays):
                start = datetime.combine(day, span.start, tzinfo=moment.tzinfo)
                if start > moment:
                    return start
        return None
