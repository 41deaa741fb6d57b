"""Asked for a day, the hours of that day are told, not only those of today."""

from __future__ import annotations

from datetime import date

import pytest

from zhengtong.contexts.guidance.domain.day_said import day_said

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("星期六上班吗", date(2026, 11, 28)),
        ("周末开门吗", date(2026, 11, 28)),
        ("礼拜一几点开门", date(2026, 11, 23)),
        ("听日返唔返工", date(2026, 11, 23)),
        ("后天有人在吗", date(2026, 11, 24)),
        ("are you open on Wednesday?", date(2026, 11, 25)),
        ("open tomorrow", date(2026, 11, 23)),
    ],
)
def test_the_next_such_day(text: str, day: date) -> None:
    assert day_said(text, SUNDAY) == day


@pytest.mark.parametrize("text", ["星期天开门吗", "几点下班", "in one month", "sunny", "is it satisfied"])
def test_today_and_no_day_are_told_as_today(text: str) -> None:
    assert day_said(text, SUNDAY) is None
