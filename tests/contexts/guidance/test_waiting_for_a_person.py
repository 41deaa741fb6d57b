"""Hours of a desk and the time to wait: from the timetable and from what was measured, never better than that."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.contact import Contact, locked, read_way, unlocked
from zhengtong.contexts.guidance.domain.waiting import FEWEST, DeskHours, Waited, estimate

CHINA = ZoneInfo("Asia/Shanghai")
WEEKLY = catalog.hours_of(
    {
        "hours": [
            {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "09:00", "close": "12:00"},
            {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "14:00", "close": "17:30"},
        ]
    }
)
# 1 to 7 October 2026 are holidays, Saturday the 10th is worked in exchange
HOURS = DeskHours(WEEKLY, {date(2026, 10, day) for day in range(1, 8)}, {date(2026, 10, 10)})
ALWAYS = DeskHours(
    catalog.hours_of(
        {
            "hours": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "open": "00:00", "close": "24:00"}],
            "on_holidays": "as-weekday",
        }
    ),
    {date(2026, 10, 1)},
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "state", "opens"),
    [
        ("2026-11-19 10:00", "open", None),
        ("2026-11-19 12:00", "closed", "2026-11-19 14:00"),
        ("2026-11-19 23:30", "closed", "2026-11-20 09:00"),
        ("2026-11-20 17:30", "closed", "2026-11-23 09:00"),  # Friday evening: Monday
        ("2026-11-22 10:00", "closed", "2026-11-23 09:00"),  # Sunday
        ("2026-09-30 18:00", "closed", "2026-10-08 09:00"),  # the evening before the holidays
        ("2026-10-01 10:00", "closed", "2026-10-08 09:00"),
        ("2026-10-10 10:00", "open", None),  # a Saturday that is worked
    ],
)
def test_open_now_or_when_it_opens(now: str, state: str, opens: str | None) -> None:
    found = HOURS.standing(_at(now))
    assert (found.state, found.opens) == (state, _at(opens) if opens else None)


def test_a_desk_that_never_closes_is_open_at_night_and_on_holidays() -> None:
    assert ALWAYS.standing(_at("2026-10-01 03:00")).state == "open"
    assert ALWAYS.standing(_at("2026-11-21 23:59")).state == "open"


def test_hours_that_nobody_has_said_are_not_known() -> None:
    assert DeskHours(None).standing(_at("2026-11-19 10:00")).state == "unknown"


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-19 10:00", "2026-11-19 10:30", 30),
        ("2026-11-19 11:50", "2026-11-19 14:10", 20),  # the break at noon does not count
        ("2026-11-20 17:00", "2026-11-23 09:15", 45),  # nor does the weekend
        ("2026-09-30 17:00", "2026-10-08 09:15", 45),  # nor do the holidays
        ("2026-11-21 10:00", "2026-11-21 18:00", 0),
        ("2026-11-19 11:00", "2026-11-19 10:00", 0),
    ],
)
def test_waiting_counts_opening_time_only(start: str, end: str, minutes: int) -> None:
    assert HOURS.minutes_between(_at(start), _at(end)) == minutes


SAMPLES = st.lists(
    st.builds(Waited, st.integers(0, 23), st.integers(0, 40), st.integers(0, 5000)), min_size=FEWEST, max_size=60
)


@given(SAMPLES, st.integers(0, 23), st.integers(0, 50))
def test_nine_of_ten_never_take_less_than_half_of_them(samples: list[Waited], hour: int, ahead: int) -> None:
    found = estimate(samples, hour=hour, ahead=ahead)
    assert found is not None
    assert 0 <= found.median <= found.most
    assert FEWEST <= found.of <= len(samples)


@given(SAMPLES, st.integers(0, 23), st.integers(0, 50))
def test_a_longer_queue_is_never_said_to_be_faster(samples: list[Waited], hour: int, ahead: int) -> None:
    shorter, longer = (estimate(samples, hour=hour, ahead=n) for n in (ahead, ahead + 1))
    assert shorter is not None
    assert longer is not None
    assert (shorter.median, shorter.most) <= (longer.median, longer.most)
    assert shorter.most <= longer.most


@given(SAMPLES, st.integers(0, 23))
def test_nothing_is_promised_that_was_not_measured(samples: list[Waited], hour: int) -> None:
    found = estimate(samples, hour=hour, ahead=0)
    assert found is not None
    measured = {sample.minutes for sample in samples}
    assert found.median in measured
    assert found.most in measured


@given(st.lists(st.builds(Waited, st.integers(0, 23), st.integers(0, 9), st.integers(0, 99)), max_size=FEWEST - 1))
def test_too_few_answers_say_nothing(samples: list[Waited]) -> None:
    assert estimate(samples, hour=10, ahead=0) is None


def test_answers_of_the_same_hour_count_alone_where_there_are_enough() -> None:
    morning = [Waited(9, 0, 10)] * FEWEST
    night = [Waited(3, 0, 400)] * 20
    assert estimate(morning + night, hour=10, ahead=0).median == 10
    assert estimate(morning[:-1] + night, hour=10, ahead=0).median == 400


@pytest.mark.parametrize("way", ["13800001234", "０９９０－５５５０１０１", "+86 138 0000 1234", "li.hua@example.com"])
def test_a_number_or_an_address_is_read(way: str) -> None:
    assert read_way(way)


@pytest.mark.parametrize("way", ["微信", "li.hua@", "123", "call me <b>", "1" * 200])
def test_anything_else_is_not(way: str) -> None:
    assert read_way(way) is None


@given(st.text(max_size=60).map(lambda t: t.replace("\n", " ")), st.text(min_size=1, max_size=40))
def test_what_is_locked_is_read_with_the_same_secret_only(name: str, secret: str) -> None:
    contact = Contact(name.encode("utf-8", "ignore").decode(), "13800001234")
    stored = locked(contact, secret.encode("utf-8", "ignore").decode())
    assert "13800001234" not in stored
    assert unlocked(stored, secret.encode("utf-8", "ignore").decode()) == contact
    assert unlocked(stored, "another" + secret.encode("utf-8", "ignore").decode()) is None


def test_a_masked_contact_cannot_be_called() -> None:
    assert Contact("李华", "13800001234").masked == Contact("李*", "138****1234")
    assert Contact("", "0990-5550101").masked.way == "********0101"
