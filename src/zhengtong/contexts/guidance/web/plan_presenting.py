"""A plan as pages show it: steps with words for everything that colour or place says, papers, trips, days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from zhengtong.contexts.guidance.domain.plan import Plan, PlanMaterial, PlanStep, Trip
from zhengtong.contexts.guidance.domain.reply import Known
from zhengtong.platform.ui.service import day as written_day
from zhengtong.platform.ui.service import days

_ABOUT_THE_SEARCH = ("region", "audience")


@dataclass(frozen=True)
class StepView:
    """``number`` as shown; ``at_once``: numbers of steps that can be done at the same time."""

    number: int
    step: PlanStep
    after: tuple[int, ...]
    at_once: tuple[int, ...]
    place: str
    bar: tuple[float, float]

    @property
    def begins(self) -> str:
        return short_day(self.step.begins, year=False)

    @property
    def due(self) -> str:
        return short_day(self.step.due, year=self.step.due[:4] != self.step.begins[:4])

    @property
    def after_text(self) -> str:
        return _numbers(self.after)

    @property
    def at_once_text(self) -> str:
        return _numbers(self.at_once)

    @property
    def on_the_spot(self) -> bool:
        return self.step.takes == 0


@dataclass(frozen=True)
class TripView:
    trip: Trip
    matters: tuple[StepView, ...]
    papers: tuple[PlanMaterial, ...]
    waits_for: tuple[str, ...]

    @property
    def day(self) -> str:
        return short_day(self.trip.day)


class PlanView:
    """A plan for the templates."""

    def __init__(self, plan: Plan, *, known: Iterable[Known] = (), in_person: bool = False) -> None:
        self.plan = plan
        self._known = tuple(k for k in known if k.key not in _ABOUT_THE_SEARCH)
        self.in_person = in_person
        self._after = {step.code: step.after for step in plan.steps}
        self._number = {step.code: number for number, step in enumerate(plan.steps, start=1)}
        self.steps = [self._step(step) for step in plan.steps]
        self.trips = [self._trip(trip) for trip in plan.trips]

    def _step(self, step: PlanStep) -> StepView:
        others = [
            other
            for other in self.plan.steps
            if other.code != step.code and other.starts == step.starts and not self._linked(step.code, other.code)
        ]
        whole = max(self.plan.at_least, 1)
        place = next((t.place for t in self.plan.trips if t.number == step.trip), "")
        return StepView(
            self._number[step.code],
            step,
            tuple(sorted(self._number[code] for code in step.after)),
            tuple(self._number[other.code] for other in others),
            place,
            (round(100 * step.starts / whole, 2), round(max(100 * (step.takes or 0) / whole, 1.5), 2)),
        )

    def _linked(self, one: str, other: str) -> bool:
        return other in self._before(one) or one in self._before(other)

    def _before(self, code: str) -> set[str]:
        found: set[str] = set()
        ahead = list(self._after[code])
        while ahead:
            other = ahead.pop()
            if other not in found:
                found.add(other)
                ahead.extend(self._after.get(other, ()))
        return found

    def _trip(self, trip: Trip) -> TripView:
        matters = tuple(view for view in self.steps if view.step.code in trip.codes)
        waits = dict.fromkeys(code for view in matters for code in view.step.after if code not in trip.codes)
        titles = {step.code: step.title for step in self.plan.steps}
        papers = tuple(m for m in self.plan.materials if m.need != "already-held" and set(m.codes) & set(trip.codes))
        return TripView(trip, matters, papers, tuple(titles[code] for code in waits))

    @property
    def strip(self) -> list[dict[str, Any]]:
        """Steps, trips, how long, papers."""
        plan = self.plan
        bring = [m for m in plan.materials if m.need == "required" and not m.made_by]
        trips = len(plan.trips)
        longest = days(plan.at_least) if plan.at_least else gettext("On the spot")
        shown = [
            {"name": gettext("Steps"), "value": str(len(plan.steps)), "icon": "steps", "hint": self._first_hint()},
            {
                "name": gettext("Trips"), "value": str(trips) if trips else gettext("No trip"), "icon": "walk",
                "hint": gettext("%(count)s saved") % {"count": plan.saved} if plan.saved else "",
            },
            {
                "name": gettext("How long"), "icon": "clock",
                "value": longest if plan.working_days is not None else gettext("At least %(days)s") % {"days": longest},
                "hint": gettext("along the longest chain") if len(plan.steps) > 1 else "",
            },
            {
                "name": gettext("To bring"), "icon": "doc",
                "value": ngettext("%(count)s paper", "%(count)s papers", len(bring)) % {"count": len(bring)}
                if bring else gettext("Nothing as a rule"),
                "hint": self._merged_hint(),
            },
        ]  # fmt: skip
        return shown if plan.steps else []

    def _first_hint(self) -> str:
        first = sum(step.needed == "first" for step in self.plan.steps)
        return gettext("%(count)s needed first") % {"count": first} if first else ""

    def _merged_hint(self) -> str:
        once = sum(len(m.codes) - 1 for m in self.plan.materials if m.need == "required")
        return gettext("%(count)s fewer than one by one") % {"count": once} if once else ""

    @property
    def unstated(self) -> list[str]:
        return [step.title for step in self.plan.steps if step.code in self.plan.unstated]

    @property
    def critical(self) -> str:
        """Numbers of the steps that decide how long it takes."""
        return _numbers(tuple(v.number for v in self.steps if v.step.critical and v.step.takes))

    @property
    def circle(self) -> list[str]:
        return [step.title for step in self.plan.steps if step.code in self.plan.circle]

    @property
    def materials(self) -> list[dict[str, Any]]:
        """For the ``materials`` component: what to bring, and what nobody has to bring."""
        return [self._material(n, m) for n, m in enumerate(self.plan.materials) if not self._on_the_way(m)]

    @property
    def on_the_way(self) -> list[dict[str, Any]]:
        """Papers that an earlier step issues."""
        return [self._material(n, m) for n, m in enumerate(self.plan.materials) if self._on_the_way(m)]

    @staticmethod
    def _on_the_way(material: PlanMaterial) -> bool:
        return bool(material.made_by)

    def _material(self, number: int, material: PlanMaterial) -> dict[str, Any]:
        both = material.form == "original-and-copy"
        notes = [
            gettext("Original and copy") if both else "",
            ngettext("%(count)s copy", "%(count)s copies", material.copies) % {"count": material.copies}
            if both and material.copies else "",
            material.note,
            gettext("For step %(steps)s") % {"steps": _numbers(tuple(sorted(self._number[c] for c in material.codes)))},
        ]  # fmt: skip
        return {
            "key": f"p{number}",
            "name": material.name,
            "need": material.need,
            "form": "" if both else material.form,
            "copies": None if both else material.copies,
            "note": pgettext("between the parts of a note", " · ").join(note for note in notes if note),
            "cites": list(material.sources),
        }

    @property
    def name(self) -> str:
        """What ticks are kept under."""
        return self.plan.one_thing or "+".join(sorted(self._number))[:200]

    @property
    def start(self) -> str:
        return self.plan.start

    @property
    def starts(self) -> str:
        return short_day(self.plan.start)

    @property
    def ends(self) -> str:
        return short_day(self.plan.ends)

    def query(self, *, start: str = "", leave_out: str = "") -> str:
        """The address's query for this plan: what was asked for, what is known, the day it begins."""
        kept = [(name, value) for name, value in self.hidden if value != f"{leave_out}:{self._value(leave_out)}"]
        kept += [("way", "window")] if self.in_person else []
        kept += [("start", start)] if start else []
        return urlencode(kept, safe=":,")

    def _value(self, key: str) -> str:
        return next((k.value for k in self._known if k.key == key), "")

    @property
    def url(self) -> str:
        return f"{reverse('guidance:plan')}?{self.query()}"

    @property
    def calendar_url(self) -> str:
        return f"{reverse('guidance:plan_calendar')}?{self.query(start=self.plan.start)}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Fields that a form on the page has to keep."""
        asked = [step.code for step in self.plan.steps if step.needed == "asked"]
        kept = [("one", self.plan.one_thing)] if self.plan.one_thing else [("items", ",".join(asked))]
        return [*kept, *(("a", f"{k.key}:{k.value}") for k in self._known)]

    @property
    def said(self) -> list[dict[str, str]]:
        """What was said, each with the way to take it back."""
        return [
            {"label": k.label or k.value, "url": f"{reverse('guidance:plan')}?{self.query(leave_out=k.key)}"}
            for k in self._known
        ]

    @property
    def questions(self) -> list[dict[str, Any]]:
        return [
            {
                "key": q.key, "text": q.text, "why": q.why, "for": _numbers(tuple(self._number[c] for c in q.codes)),
                "options": [{"value": f"{q.key}:{key}", "label": label} for key, label in q.options],
            }
            for q in self.plan.questions
        ]  # fmt: skip


def _numbers(numbers: Sequence[int]) -> str:
    return pgettext("between numbers", ", ").join(map(str, numbers))


def short_day(text: str, *, year: bool = True) -> str:
    """An ISO date as people write it, with the weekday; without the year where another date beside it has it."""
    if not text:
        return ""
    value = date.fromisoformat(text)
    written = written_day(value) if year else date_format(value, gettext("j F"))
    return gettext("%(day)s (%(weekday)s)") % {"day": written, "weekday": date_format(value, "D")}


def plan_view(plan: Plan | None, known: Iterable[Known] = ()) -> PlanView | None:
    """For the page of a reply; None where it has no plan."""
    return PlanView(plan, known=known) if plan else None
