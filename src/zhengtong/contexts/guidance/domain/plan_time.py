"""When the steps of a plan can begin: the critical path method in working days, and trips that join steps.

A limit is the latest day for a result, so the times are the earliest that are certain. What states no limit counts as
no time at all, and whoever shows the sum says "at least".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhengtong.kernel.ordering import in_order
from zhengtong.kernel.working_days import Calendar

_ONE = timedelta(days=1)
Opens = Callable[[date], bool]


@dataclass(frozen=True)
class Task:
    """``before``: keys that must be finished first. ``days`` None: no limit is stated. ``working``: unit of ``days``.

    ``places``: where it can be done, best first; empty if nobody has to go.
    """

    key: str
    before: tuple[str, ...] = ()
    days: int | None = 0
    working: bool = True
    places: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """The result is not there on the spot."""
        return self.days != 0


@dataclass(frozen=True)
class Timed:
    """Working days from the first day of the plan. ``latest``: the latest start that delays nothing."""

    starts: int
    ends: int
    latest: int

    @property
    def slack(self) -> int:
        return self.latest - self.starts


class Days:
    """Working days counted from the first on or after ``start``, which is day 0."""

    def __init__(self, start: date, calendar: Calendar) -> None:
        self._calendar = calendar
        self.first = start if calendar.is_working_day(start) else calendar.add(start, 1)
        self._known = [self.first]

    @property
    def worked(self) -> frozenset[date]:
        """Weekend days that are worked in exchange (调休)."""
        return self._calendar.workdays

    def day(self, number: int) -> date:
        while len(self._known) <= number:
            self._known.append(self._calendar.add(self._known[-1], 1))
        return self._known[number]

    def ends(self, starts: int, task: Task) -> int:
        """The number of the last day for the result of what begins on day ``starts``.

        A limit in calendar days that ends on a day off ends on the next working day (民法典第二百零三条).
        """
        if not task.days:
            return starts
        if task.working:
            return starts + task.days
        due = self.day(starts) + task.days * _ONE
        if not self._calendar.is_working_day(due):
            due = self._calendar.add(due, 1)
        return self._calendar.between(self.first, due)


def timed(tasks: Sequence[Task], days: Days, together: Mapping[str, int] | None = None) -> dict[str, Timed]:
    """Every task with its times. ``together``: tasks with the same number begin on the same day.

    ``tasks`` stand in an order in which they can be done, also when those that are together count as one.
    """
    group = _groups(tasks, together or {})
    order, _ = in_order(_between(tasks, group))
    members: dict[str, list[Task]] = {}
    for task in tasks:
        members.setdefault(group[task.key], []).append(task)
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for name in order:
        outside = [b for task in members[name] for b in task.before if group.get(b, name) != name]
        starts[name] = max((ends[b] for b in outside), default=0)
        for task in members[name]:
            ends[task.key] = days.ends(starts[name], task)
    latest = _latest_starts([m for name in order for m in members[name]], group, starts, ends, days)
    return {task.key: Timed(starts[group[task.key]], ends[task.key], latest[task.key]) for task in tasks}


def _latest_starts(
    tasks: Sequence[Task], group: Mapping[str, str], starts: Mapping[str, int], ends: Mapping[str, int], days: Days
) -> dict[str, int]:
    """From the last task back: the latest start of each. What begins together begins by the earliest of its latest."""
    total = max(ends.values(), default=0)
    last = dict.fromkeys(group, total)
    latest: dict[str, int] = {}
    of_group: dict[str, int] = {}
    waiting: dict[str, list[Task]] = {}
    for task in reversed(tasks):
        for follower in waiting.get(task.key, ()):
            shared = of_group[group[follower.key]] if group[follower.key] != group[task.key] else latest[follower.key]
            last[task.key] = min(last[task.key], shared)
        name = group[task.key]
        latest[task.key] = _latest(task, days, starts[name], last[task.key])
        of_group[name] = min(of_group.get(name, latest[task.key]), latest[task.key])
        for before in task.before:
            waiting.setdefault(before, []).append(task)
    return latest


def _latest(task: Task, days: Days, starts: int, last: int) -> int:
    """The latest day on which ``task`` can begin and still end by ``last``."""
    latest = max(starts, last - (days.ends(starts, task) - starts))
    while latest > starts and days.ends(latest, task) > last:
        latest -= 1
    while days.ends(latest + 1, task) <= last:
        latest += 1
    return latest


def length(times: Mapping[str, Timed]) -> int:
    """Working days from the first day to the last result."""
    return max((t.ends for t in times.values()), default=0)


def trips_of(tasks: Sequence[Task], days: Days) -> dict[str, tuple[int, str]]:
    """For every task for which somebody has to go: (number of the trip, place).

    Tasks at one place go on one trip unless one of them has to wait for the result of another, or going together
    would make the whole take longer. Where there is a choice of places, the one where most is done is taken.
    """
    going = [task for task in tasks if task.places]
    where = _chosen_places(going)
    shortest = length(timed(tasks, days))
    together: dict[str, int] = {}
    place_of: dict[int, str] = {}
    for task in going:
        for number, place in place_of.items():
            tried = {**together, task.key: number}
            if place == where[task.key] and _fits(tasks, days, tried, number, shortest):
                together = tried
                break
        else:
            number = len(place_of) + 1
            together[task.key], place_of[number] = number, where[task.key]
    return _numbered(tasks, days, together, place_of)


def _numbered(
    tasks: Sequence[Task], days: Days, together: Mapping[str, int], place_of: Mapping[int, str]
) -> dict[str, tuple[int, str]]:
    """Trips counted in the order in which they are made."""
    times = timed(tasks, days, together)
    made = sorted(place_of, key=lambda n: (min(times[k].starts for k, m in together.items() if m == n), n))
    numbers = {old: new for new, old in enumerate(made, start=1)}
    return {key: (numbers[old], place_of[old]) for key, old in together.items()}


def _chosen_places(going: Iterable[Task]) -> dict[str, str]:
    tasks = list(going)
    much: dict[str, int] = {}
    for task in tasks:
        for place in task.places:
            much[place] = much.get(place, 0) + 1
    return {task.key: max(task.places, key=lambda p: (much[p], -task.places.index(p))) for task in tasks}


def _fits(tasks: Sequence[Task], days: Days, together: Mapping[str, int], number: int, shortest: int) -> bool:
    members = {key for key, n in together.items() if n == number}
    by_key = {task.key: task for task in tasks}
    if any(before in members and by_key[before].waits for key in members for before in by_key[key].before):
        return False
    if in_order(_between(tasks, _groups(tasks, together)))[1]:
        return False
    return length(timed(tasks, days, together)) <= shortest


def _groups(tasks: Iterable[Task], together: Mapping[str, int]) -> dict[str, str]:
    """Task -> name of what begins with it. A NUL keeps names of groups apart from keys."""
    return {task.key: f"\0{together[task.key]}" if task.key in together else task.key for task in tasks}


def _between(tasks: Iterable[Task], group: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each group waits for, without its own members."""
    after: dict[str, dict[str, None]] = {}
    for task in tasks:
        own = after.setdefault(group[task.key], {})
        own.update((group[b], None) for b in task.before if b in group and group[b] != group[task.key])
    return {name: tuple(others) for name, others in after.items()}
