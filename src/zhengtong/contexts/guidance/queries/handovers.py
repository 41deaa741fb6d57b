"""Requests for a person: as the person sees theirs, and as officials see their queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q

from zhengtong.contexts.guidance.domain.handover import WAITING
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.models import Handover, PersonTurn
from zhengtong.contexts.guidance.queries.conversations import as_key, replies
from zhengtong.contexts.guidance.queries.desks import DeskView, Expectation, ahead_of, desk_among, desks, expectation

PAGE = 30
_MOST_TURNS = 100


@dataclass(frozen=True)
class Mine:
    """The newest request of a conversation. ``expected``: while it waits; ``answer``: number of the last answer."""

    row: Handover
    desk: DeskView
    expected: Expectation | None = None
    answer: int | None = None


def mine(conversation: str | None, *, now: datetime) -> Mine | None:
    """What became of the last request; None where nobody was asked for. At most six queries, however long it is."""
    key = as_key(conversation)
    if key is None:
        return None
    row = Handover.objects.filter(conversation_id=key).order_by("-pk").first()
    if row is None:
        return None
    known = desks()
    desk = desk_among(known, row.desk)
    if row.state in WAITING:
        ahead = ahead_of(row.desk, asked=row.asked, number=row.pk) if row.state == "open" else 0
        return Mine(row, desk, expectation(desk, now=now, ahead=ahead))
    answer = row.turns.filter(kind="answer").order_by("-pk").values_list("pk", flat=True).first()
    return Mine(row, desk, None, answer)


def person_turns(conversation: str | None, *, since: int = 0) -> list[PersonTurn]:
    """What people wrote in it, oldest first."""
    key = as_key(conversation)
    if key is None:
        return []
    rows = PersonTurn.objects.filter(conversation_id=key, pk__gt=since).order_by("-pk")[:_MOST_TURNS]
    return list(reversed(rows))


def elsewhere(account: str, conversation: str | None) -> list[Handover]:
    """Requests in other conversations of an account that wait or were answered and not judged yet."""
    if not account:
        return []
    rows = Handover.objects.filter(conversation__account=account, state__in=(*WAITING, "answered"))
    key = as_key(conversation)
    return list((rows.exclude(conversation_id=key) if key else rows).order_by("-pk")[:10])


@dataclass(frozen=True)
class Line:
    """A request in the queue. ``minutes``: of opening time so far, or until it was answered."""

    row: Handover
    desk: DeskView
    minutes: int
    overdue: bool


@dataclass(frozen=True)
class Queue:
    """``desks``: those whose requests the official may see."""

    page: Page[Handover]
    lines: Sequence[Line]
    counts: dict[str, int]
    desks: Sequence[DeskView]


def _seen(allowed: Collection[str] | None) -> Q:
    return Q() if allowed is None else Q(desk__in=allowed)


def queue(
    allowed: Collection[str] | None, *, now: datetime, state: str = "", desk: str = "", account: str = "", page: int = 1
) -> Queue:
    """Oldest first. ``allowed``: keys of desks, None for all. ``state``: "" waiting, "mine", or a state."""
    known = desks()
    rows = Handover.objects.filter(_seen(allowed))
    if desk:
        rows = rows.filter(desk=desk)
    states = {
        "": Q(state__in=WAITING),
        "mine": Q(state="claimed", claimed_by=account),
        **{each: Q(state=each) for each in Handover.State.values},
    }
    counts = {key: rows.filter(which).count() for key, which in states.items() if key in ("", "mine", "answered")}
    chosen = rows.filter(states.get(state, states[""]))
    waiting = state in ("", "mine", *WAITING)
    found = Paginator(chosen.order_by(*(("asked", "id") if waiting else ("-asked", "-id"))), PAGE).get_page(page)
    lines = [_line(row, known, now) for row in found]
    seen = [each for key, each in known.items() if allowed is None or key in allowed]
    return Queue(found, lines, counts, seen)


def waiting(allowed: Collection[str] | None) -> int:
    """How many wait at these desks."""
    return Handover.objects.filter(_seen(allowed), state__in=WAITING).count() if allowed != frozenset() else 0


def _line(row: Handover, known: dict[str, DeskView], now: datetime) -> Line:
    desk = desk_among(known, row.desk)
    until = row.answered or row.closed or now
    minutes = desk.hours.minutes_between(row.asked.astimezone(now.tzinfo), until.astimezone(now.tzinfo))
    waits = row.state in WAITING and not row.waits_for_person
    return Line(row, desk, minutes, bool(waits and desk.answer_within and minutes > desk.answer_within))


@dataclass(frozen=True)
class CaseView:
    """A request with the whole conversation around it."""

    line: Line
    replies: list[Reply]
    turns: list[PersonTurn]
    desks: Sequence[DeskView]
    known: dict[str, DeskView]

    @property
    def row(self) -> Handover:
        return self.line.row


def case(number: int, allowed: Collection[str] | None, *, now: datetime) -> CaseView | None:
    """None also where it is at another department's desk."""
    row = Handover.objects.filter(_seen(allowed), pk=number).first()
    if row is None:
        return None
    known = desks()
    key = str(row.conversation_id)
    return CaseView(
        _line(row, known, now), replies(key), person_turns(key), [d for d in known.values() if d.active], known
    )


def may_see(number: int, allowed: Collection[str] | None) -> bool:
    return Handover.objects.filter(_seen(allowed), pk=number).exists()
