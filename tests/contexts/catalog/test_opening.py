"""Opening hours say the same as the sign on the door."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from zhengtong.contexts.catalog.domain.reading import hours_of

HOURS = hours_of(
    {
        "hours": [
            {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "09:00", "close": "12:00"},
            {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "14:00", "close": "17:30"},
            {"days": ["sat"], "open": "09:00", "close": "24:00"},
        ],
        "special_days": [{"date": "2026-11-25", "hours": [{"open": "10:00", "close": "11:00"}]}],
    }
)
HOLIDAYS, WORKDAYS = {date(2026, 10, 1)}, {date(2026, 10, 11)}
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 09:00", True), ("2026-11-23 08:59", False), ("2026-11-23 12:00", False),
        ("2026-11-23 17:29", True), ("2026-11-21 23:59", True), ("2026-11-22 10:00", False),
        ("2026-11-25 10:30", True), ("2026-11-25 15:00", False),
        ("2026-10-01 10:00", False), ("2026-10-11 10:00", True),
    ],
)  # fmt: skip
def test_it_is_open_as_the_sign_on_the_door_says(moment, is_open):
    at = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
    assert HOURS.open_at(at, holidays=HOLIDAYS, workdays=WORKDAYS) is is_open


def test_the_next_opening_skips_days_off():
    evening_before_a_holiday = datetime(2026, 9, 30, 18, tzinfo=CHINA)
    assert HOURS.next_opening(evening_before_a_holiday, holidays=HOLIDAYS) == datetime(2026, 10, 2, 9, tzinfo=CHINA)
    assert hours_of({"hours": []}) is None
