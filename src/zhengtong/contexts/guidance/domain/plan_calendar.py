"""A plan as a calendar file (RFC 5545): trips within opening hours, and the last day for each result.

Identifiers depend on the plan and not on its dates, so importing it again moves what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.enums import STATUS, TRANSP

from zhengtong.contexts.guidance.domain.plan import Plan, PlanStep, Trip
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.digests import digest

MEDIA_TYPE = "text/calendar; charset=utf-8"
_FIRST_HOUR, _EACH_MORE = timedelta(hours=1), timedelta(minutes=30)
_EVENING_BEFORE = timedelta(hours=-12)
_MORNING = timedelta(hours=9)  # an all-day entry begins at midnight
_OFFICE_HOURS = (time(9), time(12))  # where no hours are known, as a block to keep free
_COUNTED_FROM = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))


def calendar_file(plan: Plan, *, language: Language, zone: str, address: str, now: datetime) -> bytes:
    """The file, ready to be sent as ``MEDIA_TYPE``.

    Args:
        zone: IANA name of the city's time zone.
        address: of the plan's page, absolute; also what makes identifiers this site's own.
        now: with its time zone; a later file replaces an earlier one.
    """
    writer = _Writer(plan, language, ZoneInfo(zone), address, now)
    calendar = Calendar.new(
        prodid="-//Zhengtong//Plan//" + ("EN" if language == "en" else "ZH"),
        name=plan.title or say("plan-calendar", language),
        language=language,
        subcomponents=list(writer.events()),
    )
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


class _Writer:
    def __init__(self, plan: Plan, language: Language, zone: ZoneInfo, address: str, now: datetime) -> None:
        self.plan, self.language, self.zone, self.address, self.now = plan, language, zone, address, now
        self.steps: Mapping[str, PlanStep] = {step.code: step for step in plan.steps}
        self.sequence = int((now - _COUNTED_FROM).total_seconds())
        asked = sorted(step.code for step in plan.steps if step.needed == "asked")
        self.name = digest([plan.one_thing, *asked])[:16]
        self.host = urlsplit(address).hostname or "zhengtong"

    def events(self) -> Iterable[Event]:
        for trip in self.plan.trips:
            yield self._trip(trip)
        for step in self.plan.steps:
            if step.due and step.takes:
                yield self._due(step)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def _uid(self, kind: str, code: str) -> str:
        return f"{self.name}-{kind}-{digest(code)[:12]}@{self.host}"

    def _trip(self, trip: Trip) -> Event:
        day = date.fromisoformat(trip.day)
        opens = time.fromisoformat(trip.opens) if trip.opens else _OFFICE_HOURS[0]
        closes = _clock(trip.closes) if trip.closes else datetime.combine(day, _OFFICE_HOURS[1]).time()
        start = datetime.combine(day, opens, self.zone)
        shuts = datetime.combine(day, closes, self.zone)
        end = min(start + _FIRST_HOUR + _EACH_MORE * (len(trip.codes) - 1), shuts)
        titles = self.say("comma").join(self.steps[code].title for code in trip.codes)
        return self._event(
            self._uid("trip", f"{trip.hall or trip.place}:{trip.codes[0]}"),
            self.say("plan-trip-summary", number=trip.number, place=trip.place, titles=titles),
            start, end, trip.place + (f" {trip.address}" if trip.address else ""), self._about_trip(trip),
            _EVENING_BEFORE if start.hour >= 12 else -_MORNING - _FIRST_HOUR * 4,
        )  # fmt: skip

    def _about_trip(self, trip: Trip) -> str:
        lines = [self.say("plan-do-there"), *(f"· {self.steps[code].title}" for code in trip.codes)]
        waits = [self.steps[on].title for code in trip.codes for on in self.steps[code].after if on not in trip.codes]
        if waits:
            lines.append(self.say("plan-only-once", titles=self.say("comma").join(dict.fromkeys(waits))))
        papers = [m for m in self.plan.materials if m.need != "already-held" and set(m.codes) & set(trip.codes)]
        if papers:
            lines.append(self.say("plan-bring"))
            lines += [f"· {m.name}" + (f" ({self.say('plan-some-cases')})" if m.need == "conditional" else "")
                      for m in papers]  # fmt: skip
        hours = self.say("open-today", hours=trip.hours) if trip.hours else self.say("plan-hours-unknown")
        lines += [line for line in (hours, trip.entrance, trip.transit, trip.phone) if line]
        return "\n".join(lines)

    def _due(self, step: PlanStep) -> Event:
        day = date.fromisoformat(step.due)
        lines = [self.say("plan-due-about", limit=step.limit)]
        if step.phone:
            lines.append(self.say("plan-due-call", phone=step.phone))
        following = [other.title for other in self.plan.steps if step.code in other.after]
        if following:
            lines.append(self.say("plan-due-then", titles=self.say("comma").join(following)))
        summary = self.say("plan-due-summary", title=step.title)
        uid = self._uid("due", step.code)
        return self._event(uid, summary, day, day + timedelta(days=1), "", "\n".join(lines), _MORNING)

    def _event(  # noqa: PLR0917 - what an entry is made of
        self,
        uid: str,
        summary: str,
        start: date | datetime,
        end: date | datetime,
        location: str,
        description: str,
        alarm: timedelta,
    ) -> Event:
        reminder = Alarm.new(description=summary, uid=f"alarm-{uid}")
        reminder.add("action", "DISPLAY")
        reminder.add("trigger", alarm)
        return Event.new(
            uid=uid,
            summary=summary,
            start=start,
            end=end,
            location=location or None,
            description=description + "\n" + self.say("plan-calendar-note"),
            url=self.address,
            sequence=self.sequence,
            stamp=self.now,
            status=STATUS.CONFIRMED,
            transparency=TRANSP.OPAQUE if isinstance(start, datetime) else TRANSP.TRANSPARENT,
            subcomponents=[reminder],
        )


def _clock(text: str) -> time:
    """``24:00`` is the last minute of the day."""
    return time(23, 59) if text.startswith("24") else time.fromisoformat(text)
