"""How long a person waits for a person: opening time only, estimated from what was measured, never invented."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

FEWEST = 5  # answers; from fewer nothing is said
_HOURS_NEAR = 1
_LONGEST_LOOK = 60  # days
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Waited:
    """One answer: at what hour it was asked, how many were ahead then, and the minutes of opening time it took."""

    hour: int
    ahead: int
    minutes: int


@dataclass(frozen=True)
class Estimate:
    """In minutes of opening time. Half of the answers came within ``median``, nine of ten within ``most``."""

    median: int
    most: int
    of: int
    by_hour: bool


@dataclass(frozen=True)
class DeskHours:
    """Opening hours with the calendar of the city. ``weekly``: None where nobody has said when the desk is open."""

    weekly: Any
    holidays: Collection[date] = ()
    workdays: Collection[date] = ()

    def standing(self, now: datetime) -> Standing:
        """Whether it is open at ``now`` (local), until when, or when it opens next."""
        if self.weekly is None:
            return Standing("unknown")
        around = {"holidays": self.holidays, "workdays": self.workdays}
        if self.weekly.open_at(now, **around):
            spans = self.weekly.on(now.date(), **around)
            end = next(s.end for s in spans if s.start <= now.time() < s.end)
            return Standing("open", until=datetime.combine(now.date(), end, now.tzinfo))
        return Standing("closed", opens=self.weekly.next_opening(now, within=30, **around))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Minutes of opening time; all minutes where the hours are not known."""
        if end <= start:
            return 0
        if self.weekly is None:
            return int((end - start) / _MINUTE)
        total = timedelta()
        for offset in range(min((end.date() - start.date()).days, _LONGEST_LOOK) + 1):
            day = start.date() + timedelta(days=offset)
            for span in self.weekly.on(day, holidays=self.holidays, workdays=self.workdays):
                opens = max(datetime.combine(day, span.start, start.tzinfo), start)
                total += max(min(datetime.combine(day, span.end, start.tzinfo), end) - opens, timedelta())
        return round(total / _MINUTE)


@dataclass(frozen=True)
class Standing:
    """``state``: open | closed | unknown; ``opens`` is None where it stays closed for a month."""

    state: Literal["open", "closed", "unknown"]
    opens: datetime | None = None
    until: datetime | None = None


def estimate(samples: Sequence[Waited], *, hour: int, ahead: int) -> Estimate | None:
    """What is to be expected with ``ahead`` people before one; None where too little was measured.

    Answers asked for around the same hour count alone where there are enough of them. A queue longer than those
    measured takes longer in proportion; a shorter one is not promised to go faster than what was measured.
    """
    near = [s for s in samples if min(abs(s.hour - hour), 24 - abs(s.hour - hour)) <= _HOURS_NEAR]
    by_hour = len(near) >= FEWEST
    used = near if by_hour else list(samples)
    if len(used) < FEWEST:
        return None
    whole = [s.minutes for s in used]
    each = [s.minutes / (s.ahead + 1) for s in used]

    def expected(share: float) -> int:
        return max(int(_quantile(whole, share)), math.ceil(_quantile(each, share) * (ahead + 1)))

    return Estimate(expected(0.5), expected(0.9), len(used), by_hour)


def _quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
