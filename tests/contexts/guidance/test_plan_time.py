"""How long a plan takes and how often one has to go: against every path, every order, every calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain.plan_time import Days, Task, length, timed, trips_of
from zhengtong.kernel.working_days import Calendar

NATIONAL_DAY = [date(2026, 10, 1) + timedelta(days=n) for n in range(7)]
CALENDAR = Calendar(NATIONAL_DAY, [date(2026, 10, 10)])
STARTS = st.dates(date(2026, 9, 1), date(2026, 10, 20))


@st.composite
def tasks_in_order(draw, most: int = 6) -> list[Task]:
    """Tasks that wait only for earlier ones."""
    found: list[Task] = []
    for number in range(draw(st.integers(1, most))):
        earlier = [task.key for task in found]
        found.append(
            Task(
                key=f"t{number}",
                before=tuple(draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else ()),
                days=draw(st.none() | st.integers(0, 20)),
                working=draw(st.booleans()),
                places=tuple(draw(st.lists(st.sampled_from("xyz"), unique=True, max_size=2))),
            )
        )
    return found


def paths(tasks: list[Task]) -> list[list[Task]]:
    """Every chain of tasks from one that waits for nothing."""
    by_key = {task.key: task for task in tasks}

    def to(task: Task) -> list[list[Task]]:
        if not task.before:
            return [[task]]
        return [[*path, task] for other in task.before for path in to(by_key[other])]

    return [path for task in tasks for path in to(task)]


def along(path: list[Task], days: Days) -> int:
    day = 0
    for task in path:
        day = days.ends(day, task)
    return day


@given(tasks_in_order(), STARTS)
def test_the_longest_chain_is_the_longest_of_all_paths(tasks, start):
    days = Days(start, CALENDAR)
    times = timed(tasks, days)
    assert length(times) == max(along(path, days) for path in paths(tasks))
    for task in tasks:
        assert times[task.key].starts == max((times[b].ends for b in task.before), default=0)


@given(tasks_in_order(), STARTS, st.data())
def test_slack_is_exactly_how_long_a_step_can_wait(tasks, start, data):
    days = Days(start, CALENDAR)
    times = timed(tasks, days)
    chosen = data.draw(st.sampled_from(tasks))
    assert times[chosen.key].slack >= 0
    for late, same in ((times[chosen.key].slack, True), (times[chosen.key].slack + 1, False)):
        delayed: dict[str, int] = {}
        for task in tasks:
            begins = max((delayed[b] for b in task.before), default=0) + (late if task is chosen else 0)
            delayed[task.key] = days.ends(begins, task)
        assert (max(delayed.values()) == length(times)) is same


@given(tasks_in_order(), STARTS)
def test_adding_a_need_never_shortens_the_plan(tasks, start):
    days = Days(start, CALENDAR)
    assert length(timed(tasks[:-1], days)) <= length(timed(tasks, days))


@settings(max_examples=150)
@given(tasks_in_order(), STARTS)
def test_trips_join_what_is_at_one_place_and_neither_break_a_wait_nor_take_longer(tasks, start):
    days = Days(start, CALENDAR)
    made = trips_of(tasks, days)
    assert made.keys() == {task.key for task in tasks if task.places}
    by_key = {task.key: task for task in tasks}
    assert all(place in by_key[key].places for key, (_, place) in made.items())
    times = timed(tasks, days, {key: number for key, (number, _) in made.items()})
    assert length(times) == length(timed(tasks, days))
    for task in tasks:
        for before in task.before:
            assert times[before].ends <= times[task.key].starts
            if by_key[before].waits and before in made and task.key in made:
                assert made[before][0] != made[task.key][0]
    by_trip = {}
    for key, (number, place) in made.items():
        assert by_trip.setdefault(number, (place, times[key].starts)) == (place, times[key].starts)
    assert sorted(by_trip) == list(range(1, len(by_trip) + 1))
    assert [by_trip[n][1] for n in sorted(by_trip)] == sorted(day for _, day in by_trip.values())


def test_matters_at_one_hall_are_one_trip_unless_one_needs_the_result_of_the_other():
    days = Days(date(2026, 9, 21), CALENDAR)
    card, household = Task("card", days=15, places=("hall",)), Task("household", days=1, places=("hall",))
    assert trips_of([card, household], days) == {"card": (1, "hall"), "household": (1, "hall")}
    later = Task("passport", before=("card",), days=7, places=("hall",))
    assert trips_of([card, later], days) == {"card": (1, "hall"), "passport": (2, "hall")}
    at_once = Task("photo", days=0, places=("hall",))
    with_photo = Task("card", before=("photo",), days=15, places=("hall",))
    assert {n for n, _ in trips_of([at_once, with_photo], days).values()} == {1}


def test_a_matter_with_time_to_spare_waits_for_the_trip_that_is_made_anyway():
    days = Days(date(2026, 9, 21), CALENDAR)
    online, window = Task("licence", days=5), Task("inspection", before=("licence",), days=3, places=("hall",))
    spare = Task("allowance", days=1, places=("hall",))
    assert {n for n, _ in trips_of([online, spare, window], days).values()} == {1}
    urgent = Task("allowance", days=8, places=("hall",))
    assert {n for n, _ in trips_of([online, urgent, window], days).values()} == {1, 2}


def test_a_choice_of_places_is_the_one_where_more_is_done():
    days = Days(date(2026, 9, 21), CALENDAR)
    tasks = [Task("a", places=("police", "centre")), Task("b", places=("centre",)), Task("c", places=("centre",))]
    assert {place for _, place in trips_of(tasks, days).values()} == {"centre"}


def test_days_leave_out_holidays_and_count_weekends_that_are_worked():
    days = Days(date(2026, 9, 30), CALENDAR)
    assert [days.day(n) for n in range(4)] == [
        date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10),
    ]  # fmt: skip
    assert Days(date(2026, 10, 3), CALENDAR).first == date(2026, 10, 8)


def test_a_limit_in_calendar_days_that_ends_on_a_day_off_ends_on_the_next_working_day():
    days = Days(date(2026, 9, 25), CALENDAR)
    ends = days.ends(0, Task("a", days=7, working=False))  # 2 October, a holiday
    assert days.day(ends) == date(2026, 10, 8)
