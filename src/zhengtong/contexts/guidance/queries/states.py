"""How often replies ended in each state, and the masked questions behind the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zhengtong.contexts.guidance.domain.plain import reply_from
from zhengtong.contexts.guidance.domain.reply import STATES, Reply
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries.as_given import was_edited
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.contexts.guidance.queries.days import monday_of, start_of
from zhengtong.platform.ledger import service as ledger

WITHOUT_MODEL = "model_down"  # cuts across the states: the reply did without a model that was down
SHOWN_STATES = (*STATES, WITHOUT_MODEL)
PAGE = 30
Period = Literal["day", "week"]

_COUNTS = """
WITH bounds AS (
    SELECT greatest(coalesce((SELECT max(day) + 1 FROM guidance_turnday), %(first)s), %(first)s) AS live
), counted AS (
    SELECT day, state, channel, language, without_model, count FROM guidance_turnday
    WHERE day BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT (asked AT TIME ZONE %(zone)s)::date, state, channel, language, coalesce(without_model, false), count(*)
    FROM guidance_turn
    WHERE asked >= (SELECT live FROM bounds)::timestamp AT TIME ZONE %(zone)s
      AND asked < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
    GROUP BY 1, 2, 3, 4, 5
)
SELECT date_trunc(%(period)s, day)::date, state, channel, language, without_model, sum(count)::int
FROM counted GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Filter:
    """``state`` may be ``WITHOUT_MODEL``; "" narrows nothing. Days are those of the city, both included."""

    first: date
    last: date
    period: Period = "day"
    state: str = ""
    channel: str = ""
    language: str = ""


@dataclass
class Counts:
    """``cells``: (period, state) -> number under the filter; ``channels`` and ``languages``: all there are, unfiltered."""  # noqa: E501

    periods: tuple[date, ...] = ()
    cells: Counter[tuple[date, str]] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    by_period: Counter[date] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    all: int = 0


def counts(wanted: Filter) -> Counts:
    """One query, over counts of past days and the replies of days that are not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {"first": wanted.first, "last": wanted.last, "zone": settings.TIME_ZONE, "period": wanted.period},
        )
        rows = cursor.fetchall()
    found = Counts(periods=_periods(wanted))
    for start, state, channel, language, without, number in rows:
        found.channels[channel] += number
        found.languages[language] += number
        if (wanted.channel and channel != wanted.channel) or (wanted.language and language != wanted.language):
            continue
        for name in (state, WITHOUT_MODEL) if without else (state,):
            found.cells[start, name] += number
            found.totals[name] += number
        found.by_period[start] += number
        found.all += number
    return found


def _periods(wanted: Filter) -> tuple[date, ...]:
    first = wanted.first if wanted.period == "day" else monday_of(wanted.first)
    step = 1 if wanted.period == "day" else 7
    return tuple(first + timedelta(days=n) for n in range(0, (wanted.last - first).days + 1, step))


@dataclass(frozen=True)
class Asked:
    """A line of the list: masked, as stored."""

    receipt: str
    question: str
    state: str
    reason: str
    channel: str
    language: str
    without_model: bool
    asked: datetime


@dataclass(frozen=True)
class AskedPage:
    """``older``: what to ask for to see the next page, "" on the last."""

    rows: Sequence[Asked]
    older: str = ""


def questions(wanted: Filter, *, older: str = "") -> AskedPage:
    """The questions under the filter, latest first, a page at a time; as fast on the thousandth page as on the first."""  # noqa: E501
    rows = Turn.objects.filter(asked__gte=start_of(wanted.first), asked__lt=start_of(wanted.last + timedelta(days=1)))
    if wanted.state == WITHOUT_MODEL:
        rows = rows.filter(without_model=True)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    at = _cursor(older)
    if at is not None:
        # the first condition lets the index begin at the right place, the second takes out what was shown
        rows = rows.filter(asked__lte=at[0]).exclude(asked=at[0], id__gte=at[1])
    names = ("receipt", "question", "state", "reason", "channel", "language", "without_model", "asked", "id")
    found = list(rows.order_by("-asked", "-id").values_list(*names)[: PAGE + 1])
    shown = found[:PAGE]
    mark = f"{shown[-1][7].isoformat()}_{shown[-1][8]}" if len(found) > PAGE else ""
    return AskedPage([Asked(*row[:8]) for row in shown], mark)


def _cursor(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(number)) if timezone.is_aware(at) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Stored:
    """A stored reply with where it came from and its act. ``edited``: it is not what was given."""

    reply: Reply
    channel: str
    asked: datetime
    act: ledger.StoredAct | None = None
    edited: bool = False


def stored(receipt: str) -> Stored | None:
    """The masked reply of a receipt."""
    row = with_receipt(receipt).first()
    if row is None:
        return None
    act = ledger.stored_act(row.receipt)
    return Stored(reply_from(row.reply), row.channel, row.asked, act, act is not None and was_edited(row.reply, act))
