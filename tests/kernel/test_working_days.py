"""Working days as offices count them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.working_days import Calendar

days = st.dates(date(2020, 1, 1), date(2027, 12, 31))
calendars = st.builds(Calendar, st.lists(days, max_size=40), st.lists(days, max_size=20))
counts = st.integers(-60, 60)
# 国务院办公厅关于2026年部分节假日安排的通知: National Day
NATIONAL_DAY = Calendar(
    holidays=[date(2026, 10, day) for day in range(1, 8)], workdays=[date(2026, 9, 20), date(2026, 10, 10)]
)


def test_five_working_days_over_the_national_holiday():
    assert NATIONAL_DAY.add(date(2026, 9, 30), 5) == date(2026, 10, 13)
    assert NATIONAL_DAY.between(date(2026, 9, 30), date(2026, 10, 13)) == 5
    assert NATIONAL_DAY.is_working_day(date(2026, 10, 10))
    assert not NATIONAL_DAY.is_working_day(date(2026, 10, 7))


@given(calendars, days, counts)
def test_the_day_that_is_added_is_as_many_working_days_away(calendar, day, count):
    if count > 0:
        end = calendar.add(day, count)
        assert calendar.between(day, end) == count
        assert calendar.is_working_day(end)
    elif count < 0:
        start = calendar.add(day, count)
        assert calendar.is_working_day(start)
        assert calendar.between(start - timedelta(days=1), day - timedelta(days=1)) == -count


@given(calendars, days, st.integers(0, 400))
def test_the_count_between_two_days_is_that_of_counting_one_by_one(calendar, start, length):
    end = start + timedelta(days=length)
    one_by_one = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, length + 1))
    assert calendar.between(start, end) == one_by_one
    assert calendar.between(end, start) == -one_by_one


@given(calendars, days, st.integers(0, 30), st.integers(0, 30))
def test_adding_in_two_parts_is_adding_the_whole(calendar, day, first, second):
    assert calendar.add(calendar.add(day, first), second) == calendar.add(day, first + second)


def test_a_day_that_is_both_holiday_and_worked_is_worked():
    monday = date(2026, 11, 16)
    assert Calendar(holidays=[monday], workdays=[monday]).is_working_day(monday)
