"""Reading what is asked and not answered, week by week."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from zhengtong.contexts.guidance.models import UnansweredGroup

MOST_WEEKS = 26


def weeks() -> Sequence[date]:
    """Mondays of the weeks that were grouped, latest first."""
    return list(UnansweredGroup.objects.values_list("week", flat=True).distinct().order_by("-week")[:MOST_WEEKS])


def groups(week: date) -> Sequence[UnansweredGroup]:
    """The groups of a week, the largest first. One query."""
    return list(UnansweredGroup.objects.filter(week=week).order_by("-count", "pk"))


def as_csv(rows: Sequence[UnansweredGroup], header: Sequence[str]) -> str:
    """For a spreadsheet: a line for each group. Cells that a spreadsheet would run as a formula are quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    for row in rows:
        writer.writerow(
            [
                row.week.isoformat(), row.count, _cell(row.label),
                " ".join(f"{state}={number}" for state, number in sorted(row.states.items())),
                _cell(" | ".join(example["text"] for example in row.examples)),
                _cell(" | ".join(f"{near['code']} {near['title']}" for near in row.near)),
            ]
        )  # fmt: skip
    return "\ufeff" + buffer.getvalue()


def _cell(text: str) -> str:
    text = " ".join(text.split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
