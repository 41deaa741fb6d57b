"""The day for which a question asks, seen from today: 星期六上班吗, are you open tomorrow?"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = {"明天": 1, "听日": 1, "后天": 2, "tomorrow": 1}
_WEEKDAYS = {
    day: number
    for number, days in enumerate(
        ("一 mon", "二 tue", "三 wed", "四 thu", "五 fri", "六 末 sat weekend", "日 天 sun"),
    )
    for day in days.split()
}
_SAID = re.compile(
    r"(?P<day>明天|听日|后天|tomorrow)|(?:周|星期|礼拜)(?P<zh>[一二三四五六日天末])"
    r"|\b(?P<en>mon|tue|wed|thu|fri|sat|sun|weekend)(?:day|sday|nesday|rsday|urday)?s?\b",
    re.I,
)


def day_said(text: str, today: date) -> date | None:
    """The next such day, today's own weekday included; None where no day is named, or today."""
    match = _SAID.search(text.lower())
    if match is None:
        return None
    if match["day"]:
        return today + timedelta(_DAYS[match["day"]])
    ahead = (_WEEKDAYS[match["zh"] or match["en"]] - today.weekday()) % 7
    return today + timedelta(ahead) if ahead else None
