"""Where somebody has to go for a plan, on which day, and when it is open there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from zhengtong.contexts.guidance.domain.plan import Trip
from zhengtong.contexts.guidance.domain.plan_time import Days, Timed
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.text import Bilingual

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import Hall, ServiceItem, Span
    from zhengtong.kernel.sources import Source

Cite = Callable[[Iterable["Source"]], tuple[int, ...]]
_MOST_DAYS_AHEAD = 20
_AFTER_NOON = time(14)


@dataclass(frozen=True)
class Place:
    """A place where a matter can be done. ``key``: the same for the same place."""

    key: str
    name: Bilingual
    hall: Hall | None = None
    sources: tuple[Source, ...] = ()


def places_of(item: ServiceItem, *, in_person: bool = False) -> tuple[Place, ...]:
    """Where to go for ``item``; nothing if it can be done without going, unless ``in_person`` is wished."""
    channels = item.channels
    if channels.window is False or (not in_person and (channels.online or channels.visits == 0)):
        return ()
    found = tuple(_place(place, item) for place in item.places)
    if found:
        return found
    if channels.window or channels.visits or (in_person and channels.online is not None):
        return (Place(f"department:{item.department.key}", item.department.name, sources=(item.source,)),)
    return ()


def _place(place: object, item: ServiceItem) -> Place:
    hall, text = place.hall, place.text  # type: ignore[attr-defined]
    sources = place.sources or (item.source,)  # type: ignore[attr-defined]
    if hall is not None:
        return Place(f"hall:{hall.key}", hall.name, hall, sources)
    return Place(f"text:{text.zh or text.en}", text, sources=sources)


def trips(
    made: Mapping[int, tuple[Place, Sequence[str]]],
    *,
    times: Mapping[str, Timed],
    waits: Mapping[str, bool],
    days: Days,
    language: Language,
    cite: Cite,
) -> tuple[Trip, ...]:
    """``made``: number -> place and codes. ``waits``: whether the code waits for a result that takes days."""
    found = []
    for number in sorted(made):
        place, codes = made[number]
        starts = max(times[code].starts for code in codes)
        late = any(waits[code] and times[code].starts == starts for code in codes)
        found.append(_trip(number, place, codes, days, starts, late, language, cite))
    return tuple(found)


def _trip(  # noqa: PLR0917 - all that a trip is made of
    number: int, place: Place, codes: Sequence[str], days: Days, starts: int, late: bool, language: Language, cite: Cite
) -> Trip:
    tongue = "en" if language == "en" else "zh"
    hall = place.hall
    if hall is None:
        return Trip(
            number, place.name.in_language(tongue), "", tuple(codes),
            day=days.day(starts).isoformat(), sources=cite(place.sources),
        )  # fmt: skip
    day, spans = _first_open(hall, days, starts)
    chosen = spans[-1 if late else 0] if spans else None
    begin = chosen.start if chosen else None
    if chosen and late and chosen.start < _AFTER_NOON < chosen.end:
        begin = _AFTER_NOON  # the result that it waits for may come during that day
    return Trip(
        number=number,
        place=hall.name.in_language(tongue),
        address=hall.address.in_language(tongue),
        codes=tuple(codes),
        hall=hall.key,
        day=day.isoformat(),
        opens=f"{begin:%H:%M}" if begin else "",
        closes=f"{chosen.end:%H:%M}" if chosen else "",
        hours=say("comma", language).join(str(span) for span in spans),
        entrance=hall.entrance.in_language(tongue),
        transit=hall.transit.in_language(tongue),
        phone=hall.phone,
        sources=cite(place.sources),
    )


def _first_open(hall: Hall, days: Days, starts: int) -> tuple[date, tuple[Span, ...]]:
    """The first working day from ``starts`` on which the hall is open, with its hours; no hours if none are known."""
    for number in range(starts, starts + _MOST_DAYS_AHEAD) if hall.hours is not None else ():
        day = days.day(number)
        # a working day is no holiday, so only days worked in exchange are told apart
        spans = hall.hours.on(day, workdays=days.worked)  # type: ignore[union-attr]
        if spans:
            return day, spans
    return days.day(starts), ()
