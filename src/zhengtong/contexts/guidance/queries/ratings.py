"""Dealing replies to rate, and what ratings say."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from django.db.models import Max, Min
from django.utils import timezone

from zhengtong.contexts.guidance.domain.agreement import Agreement, agreement
from zhengtong.contexts.guidance.domain.model_judging import ASPECTS
from zhengtong.contexts.guidance.models import Rating, Turn
from zhengtong.contexts.guidance.queries.days import monday_of
from zhengtong.contexts.guidance.queries.states import Stored, stored

SAMPLED_DAYS = 60
SECOND_LOOK = 1 / 3  # so often a reply is dealt that another person has rated already: that is how agreement is known
_STRATA = (
    "answered", "answered", "clarification", "unknown", "out_of_scope", "personal_data", "asks_for_decision",
    "private_trade", "unsafe", "chit_chat", "injection",
)  # fmt: skip


def deal(rater: str, *, chance: random.Random) -> Stored | None:
    """A stored reply that this rater has not rated: a state by lot, then a reply of it by lot. None when there is none.

    A few indexed reads, however many replies there are.
    """
    if chance.random() < SECOND_LOOK:
        again = _rated_by_others(rater, chance)
        if again:
            return stored(again)
    strata = list(dict.fromkeys(chance.sample(_STRATA, len(_STRATA))))
    since = timezone.now() - timedelta(days=SAMPLED_DAYS)
    for state in strata:
        receipt = _by_lot(state, since, rater, chance)
        if receipt:
            return stored(receipt)
    return stored(again) if (again := _rated_by_others(rater, chance)) else None


def _by_lot(state: str, since: datetime, rater: str, chance: random.Random) -> str:
    rows = Turn.objects.filter(state=state, asked__gte=since).exclude(receipt="")
    span = rows.aggregate(first=Min("asked"), last=Max("asked"))
    if span["first"] is None:
        return ""
    at = span["first"] + (span["last"] - span["first"]) * chance.random()
    fresh = rows.exclude(ratings__rater=rater).values_list("receipt", flat=True)
    found = (
        fresh.filter(asked__gte=at).order_by("asked").first() or fresh.filter(asked__lt=at).order_by("-asked").first()
    )
    return str(found or "")


def _rated_by_others(rater: str, chance: random.Random) -> str:
    recent = Rating.objects.exclude(rater=rater).exclude(turn__ratings__rater=rater).order_by("-at")
    receipts = list(recent.values_list("turn__receipt", flat=True)[:50])
    return str(chance.choice(receipts)) if receipts else ""


@dataclass(frozen=True)
class Aspect:
    """One question of the scale: how often each grade was given, and the agreement of those who rated the same reply."""  # noqa: E501

    name: str
    grades: Counter[str]
    people: Agreement
    with_model: Agreement

    @property
    def rated(self) -> int:
        return sum(self.grades.values())


@dataclass(frozen=True)
class Week:
    """Share of plain yes by aspect, of what people rated in a week."""

    monday: date
    rated: int
    shares: tuple[float | None, ...]


def aspects() -> tuple[tuple[Aspect, ...], Sequence[Week]]:
    """Everything that was said in the last weeks, and the trend by week, latest first. One query."""
    since = timezone.now() - timedelta(days=SAMPLED_DAYS)
    rows = list(Rating.objects.filter(at__gte=since).values_list("turn_id", "rater", "kind", *ASPECTS, "at"))
    by_turn: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for row in rows:
        by_turn[row[0]].append(row)
    return (
        tuple(_aspect(name, 3 + n, rows, list(by_turn.values())) for n, name in enumerate(ASPECTS)),
        _weeks([row for row in rows if row[2] == "person"]),
    )


def _aspect(
    name: str, column: int, rows: Sequence[tuple[object, ...]], turns: Sequence[Sequence[tuple[object, ...]]]
) -> Aspect:
    people: list[tuple[str, str]] = []
    mixed: list[tuple[str, str]] = []
    for same in turns:
        for one, other in combinations(same, 2):
            kinds = {one[2], other[2]}
            pair = (str(one[column]), str(other[column]))
            if kinds == {"person"}:
                people.append(pair)
            elif kinds == {"person", "model"}:
                mixed.append(pair)
    grades = Counter(str(row[column]) for row in rows if row[2] == "person")
    return Aspect(name, grades, agreement(people), agreement(mixed))


def _weeks(rows: Sequence[tuple[object, ...]]) -> Sequence[Week]:
    weeks: dict[date, list[tuple[object, ...]]] = defaultdict(list)
    for row in rows:
        at = row[-1]
        assert isinstance(at, datetime)
        weeks[monday_of(timezone.localtime(at).date())].append(row)
    return [
        Week(monday, len(these), tuple(_share([str(r[3 + n]) for r in these]) for n in range(len(ASPECTS))))
        for monday, these in sorted(weeks.items(), reverse=True)
    ]


def _share(grades: Sequence[str]) -> float | None:
    sure = [g for g in grades if g != "unsure"]
    return sum(g == "yes" for g in sure) / len(sure) if sure else None
