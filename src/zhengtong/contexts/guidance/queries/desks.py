"""Desks: which one takes a matter, when it is open, what people can expect there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.handover import HOTLINE_DESK, VisitorLimits
from zhengtong.contexts.guidance.domain.waiting import DeskHours, Estimate, Standing, Waited, estimate
from zhengtong.contexts.guidance.models import Desk, Handover
from zhengtong.contexts.guidance.queries.home import HOTLINE
from zhengtong.contexts.people import service as people
from zhengtong.kernel.text import Bilingual
from zhengtong.platform.packs import service as packs

MEASURED = timedelta(days=28)
_MOST_SAMPLES = 500
_MOST_PARENTS = 6


@dataclass(frozen=True)
class DeskView:
    """``said_hours``: in the pack's own words, where there is no timetable. ``answer_within``: minutes, None: no promise."""  # noqa: E501

    key: str
    name: Bilingual
    phone: str
    hours: DeskHours
    said_hours: Bilingual
    answer_within: int | None
    keep_contact_days: int
    active: bool = True
    visitor_limits: VisitorLimits = field(default_factory=VisitorLimits)


@dataclass(frozen=True)
class Expectation:
    """What a person is told: whether somebody is there, how many are ahead, how long it took others."""

    standing: Standing
    ahead: int
    estimate: Estimate | None


def desks() -> dict[str, DeskView]:
    """Every desk there is or was, by key; the hotline's always. Two queries."""
    rows = {row.key: row for row in Desk.objects.all()}
    names = people.departments_by_key([key for key in rows if key != HOTLINE_DESK])
    found = {key: _view(row, names.get(key)) for key, row in rows.items() if key == HOTLINE_DESK or key in names}
    if HOTLINE_DESK not in found or not found[HOTLINE_DESK].active:
        # with its phone, since what the database would fill in is not there before it is stored
        found[HOTLINE_DESK] = _view(Desk(key=HOTLINE_DESK, phone=""), None)
    return found


def desk_of(request: Handover) -> DeskView:
    """The desk that a request is at."""
    return desk_among(desks(), request.desk)


def desk_among(known: dict[str, DeskView], key: str) -> DeskView:
    """The desk with this key; the hotline's where that is gone."""
    return known.get(key) or known[HOTLINE_DESK]


def _view(row: Desk, department: people.Department | None) -> DeskView:
    city, off = packs.city(), packs.days_off()
    hotline = (city.hotline if city else "") or HOTLINE
    hours = DeskHours(catalog.hours_of(row.hours), off.holidays, off.workdays)
    if department is None:
        name = Bilingual(f"{hotline} 政务服务热线", f"the government hotline {hotline}")
        said = city.service_hours if city else Bilingual()
        return DeskView(
            row.key, name, row.phone or hotline, hours, said, row.answer_within, row.keep_contact_days,
            visitor_limits=VisitorLimits(**row.visitor_limits),
        )  # fmt: skip
    return DeskView(
        row.key, department.name, row.phone or department.phone or hotline, hours, Bilingual(), row.answer_within,
        row.keep_contact_days, row.active,
    )  # fmt: skip


def desk_for(matter: str, known: dict[str, DeskView]) -> DeskView:
    """The desk of the department that handles the matter, or of one above it; the hotline's otherwise."""
    item = catalog.items([matter]).get(matter) if matter else None
    key = item.department.key if item is not None else None
    for _ in range(_MOST_PARENTS):
        if key is None:
            break
        if key in known and known[key].active:
            return known[key]
        department = people.department(key)
        key = department.parent if department is not None else None
    return known[HOTLINE_DESK]


def ahead_of(desk: str, *, asked: datetime | None = None, number: int | None = None) -> int:
    """How many wait at this desk before a request, or before a new one."""
    rows = Handover.objects.filter(desk=desk, state="open")
    if asked is not None:
        rows = rows.filter(asked__lte=asked).exclude(asked=asked, pk__gte=number)
    return rows.count()


def expectation(desk: DeskView, *, now: datetime, ahead: int) -> Expectation:
    """By what was measured in the last weeks. One query."""
    rows = (
        Handover.objects.filter(desk=desk.key, waited__isnull=False, answered__gte=now - MEASURED)
        .order_by("-answered")
        .values_list("asked", "ahead", "waited")[:_MOST_SAMPLES]
    )
    samples = [Waited(asked.astimezone(now.tzinfo).hour, before, waited or 0) for asked, before, waited in rows]
    return Expectation(desk.hours.standing(now), ahead, estimate(samples, hour=now.hour, ahead=ahead))
