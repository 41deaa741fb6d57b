"""A request for a person in words: where it is, whether somebody is there, how long it may take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from zhengtong.contexts.guidance.domain.handover import WAITING
from zhengtong.contexts.guidance.domain.waiting import Estimate, Standing
from zhengtong.contexts.guidance.models import Handover, PersonTurn
from zhengtong.contexts.guidance.queries.desks import DeskView, Expectation, ahead_of, desk_for, desks, expectation
from zhengtong.contexts.guidance.queries.handovers import Mine, mine, person_turns

_HOUR = 60


@dataclass(frozen=True)
class PersonBlock:
    """What the person sees of the request. ``mark`` changes whenever anything here does."""

    conversation: str
    state: str
    tone: str
    title: str
    lines: tuple[str, ...]
    phone: str
    waits_for_you: bool
    may_withdraw: bool
    answer: int | None
    mark: str
    last: int


def block_of(conversation: str | None) -> PersonBlock | None:
    """The request of this conversation; None where nobody was asked for."""
    return block_and_turns(conversation)[0]


def block_and_turns(conversation: str | None) -> tuple[PersonBlock | None, list[PersonTurn]]:
    """The same with what people wrote. One query where nobody was asked for, which is nearly always."""
    now = timezone.localtime()
    found = mine(conversation, now=now)
    if found is None:
        return None, []
    said = person_turns(conversation)
    last = said[-1].pk if said else 0
    tone, title, lines = _words(found, now)
    row = found.row
    block = PersonBlock(
        str(row.conversation_id), row.state, tone, title, tuple(line for line in lines if line), found.desk.phone,
        row.waits_for_person and row.state == "claimed", row.state in WAITING,
        found.answer if row.state == "answered" else None,
        f"{row.pk}.{row.version}.{row.state}.{last}.{found.expected.ahead if found.expected else 0}", last,
    )  # fmt: skip
    return block, said


def _words(found: Mine, now: datetime) -> tuple[str, str, list[str]]:
    row, desk = found.row, name_of(found.desk)
    if row.state == "open":
        assert found.expected is not None
        title = gettext("Your request waits for a person of %(desk)s") % {"desk": desk}
        return "accent", title, [_place(found.expected), *promises(found.desk, found.expected, now)]
    if row.state == "claimed":
        title = gettext("A person of %(desk)s is looking at it since %(time)s") % {
            "desk": desk, "time": clock(row.claimed, now),
        }  # fmt: skip
        if row.waits_for_person:
            return "warn", gettext("A person of %(desk)s asks you something") % {"desk": desk}, [
                gettext("Answer below; then it goes on."),
            ]  # fmt: skip
        return "accent", title, [gettext("The answer appears here. You can go on asking meanwhile.")]
    return _done(row, desk, now)


def _done(row: Handover, desk: str, now: datetime) -> tuple[str, str, list[str]]:
    if row.state == "answered":
        return "ok", gettext("A person of %(desk)s has answered, %(time)s") % {
            "desk": desk, "time": clock(row.answered, now),
        }, []  # fmt: skip
    if row.outcome == "withdrawn":
        return "", gettext("You have withdrawn your request for a person"), []
    if row.outcome == "no_answer":
        return "", gettext("The request was closed without an answer"), [row.why_closed]
    return "ok", gettext("Answered by a person"), []


def _place(expected: Expectation) -> str:
    if not expected.ahead:
        return gettext("You are next.")
    return ngettext(
        "%(n)s person is before you.", "%(n)s people are before you.", expected.ahead
    ) % {"n": expected.ahead}  # fmt: skip


def promises(desk: DeskView, expected: Expectation, now: datetime) -> list[str]:
    """Hours and waiting time, honestly: what is not known is said not to be."""
    return [hours_in_words(desk, expected.standing, now), waiting_in_words(desk, expected.estimate)]


def hours_in_words(desk: DeskView, standing: Standing, now: datetime) -> str:
    """Open now and until when, or when it opens."""
    if standing.state == "open":
        if standing.until is None or (standing.until.hour, standing.until.minute) == (23, 59):
            return gettext("Somebody is there now.")
        return gettext("Somebody is there now, until %(time)s.") % {"time": f"{standing.until:%H:%M}"}
    if standing.state == "closed":
        if standing.opens is None:
            return gettext("Nobody is there now, and no opening is set for the next weeks.")
        return gettext("Nobody is there now. It opens %(when)s.") % {"when": _when(standing.opens, now)}
    said = desk.said_hours.in_language(get_language() or "zh")
    if said:
        return gettext("Hours: %(hours)s.") % {"hours": said}
    return gettext("The hours of this desk are not known.")


def _when(at: datetime, now: datetime) -> str:
    time = f"{at:%H:%M}"
    if at.date() == now.date():
        return gettext("today at %(time)s") % {"time": time}
    if at.date() == now.date() + timedelta(days=1):
        return gettext("tomorrow at %(time)s") % {"time": time}
    return gettext("on %(month)s/%(day)s at %(time)s") % {"month": at.month, "day": at.day, "time": time}


def waiting_in_words(desk: DeskView, measured: Estimate | None) -> str:
    if measured is None:
        return gettext("How long it takes is not known yet: too few were answered here. If it cannot wait, call %(phone)s.") % {"phone": desk.phone}  # noqa: E501  # fmt: skip
    return gettext("Half of the answers come within %(median)s of opening time, nine of ten within %(most)s.") % {
        "median": minutes(measured.median), "most": minutes(measured.most),
    }  # fmt: skip


def minutes(number: int) -> str:
    """``95`` -> 1 hour 35 minutes."""
    if number < 1:
        return gettext("less than a minute")
    hours, rest = divmod(number, _HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def clock(at: datetime | None, now: datetime) -> str:
    """The time of day; with the date where it was not today."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"


def name_of(desk: DeskView) -> str:
    return desk.name.in_language(get_language() or "zh")


def shown_turns(turns: Iterable[PersonTurn], known: dict[str, DeskView] | None = None) -> list[dict[str, Any]]:
    """What people wrote, for the template: who speaks is a department or the person, never a name.

    ``known``: the desks, where they are read already.
    """
    found = list(turns)
    if known is None:
        known = desks() if found else {}
    shown = []
    for turn in found:
        desk = known.get(turn.desk)
        name = name_of(desk) if desk else ""
        shown.append(
            {
                "turn": turn, "kind": turn.kind, "desk": name, "after": turn.after,
                "title": _title(turn.kind, name),
                "to": _passed_to(turn, known),
                "receipt_url": reverse("ledger:receipt", args=[turn.receipt]) if turn.receipt else "",
            }
        )  # fmt: skip
    return shown


def _title(kind: str, desk: str) -> str:
    titles = {
        "answer": gettext("Answered by a person of %(desk)s"),
        "question": gettext("A person of %(desk)s asks"),
        "passed": gettext("%(desk)s has passed it on"),
        "closed": gettext("%(desk)s has closed the request"),
    }
    return titles[kind] % {"desk": desk} if kind in titles else gettext("You to the official")


def _passed_to(turn: PersonTurn, known: dict[str, DeskView]) -> str:
    """The desk it went to, in the reader's language where it still exists under that name."""
    if turn.kind != "passed":
        return ""
    return next((name_of(d) for d in known.values() if d.name.zh == turn.text), turn.text)


def before_asking(matter: str) -> dict[str, Any]:
    """What a person is told before asking: which desk, its hours, and how long others waited."""
    now = timezone.localtime()
    desk = desk_for(matter, desks())
    expected = expectation(desk, now=now, ahead=ahead_of(desk.key))
    queue = ngettext("%(n)s person waits there now.", "%(n)s people wait there now.", expected.ahead) % {
        "n": expected.ahead
    }
    lines = [*promises(desk, expected, now), *([queue] if expected.ahead else [])]
    return {"desk": name_of(desk), "phone": desk.phone, "lines": lines, "open": expected.standing.state == "open",
            "keep_days": desk.keep_contact_days}  # fmt: skip
