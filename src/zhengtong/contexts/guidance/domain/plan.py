"""The form of a plan: several matters as one, in the order that what they depend on allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanStep:
    """One matter of a plan.

    ``after``: codes that must be finished first, ``because`` says why in words. ``starts`` and ``takes`` in working
    days, ``starts`` counted from the day the plan begins; ``takes`` is None where the catalogue states no limit.
    ``trip``: number of the trip on which it is done, 0 where nobody has to go. ``critical``: a delay delays all.

    ``needed``: asked, or first: nobody asked for it, but what was asked needs it. ``slack``: working days that it may
    begin later without delaying the whole. ``begins``, ``due``: ISO dates; ``due`` is the last day for the result, ""
    where no limit is stated. ``open_ended``: something before it states no limit, so it begins on that day or later.
    ``limit``: the limit as the catalogue states it. ``way``: online | trip | "". ``visits``: times to come in person.
    ``phone``: whom to ask about it. ``depends``: on what it depends whether the person needs it at all, in words; ""
    where it is needed.
    """

    code: str
    title: str
    department: str = ""
    after: tuple[str, ...] = ()
    because: str = ""
    starts: int = 0
    takes: int | None = None
    trip: int = 0
    critical: bool = False
    sources: tuple[int, ...] = ()
    needed: str = "asked"
    slack: int = 0
    begins: str = ""
    due: str = ""
    open_ended: bool = False
    limit: str = ""
    way: str = ""
    visits: int | None = None
    note: str = ""
    url: str = ""
    phone: str = ""
    depends: str = ""


@dataclass(frozen=True)
class PlanMaterial:
    """Something to bring, once for all matters that ask for it. ``codes``: those matters.

    ``need``: required | conditional | already-held. ``form``: original | copy | electronic | original-and-copy | "".
    ``copies``: how many in all. ``made_by``: code of the step whose result it is, "" if it comes from elsewhere.
    """

    name: str
    codes: tuple[str, ...]
    need: str = "required"
    note: str = ""
    sources: tuple[int, ...] = ()
    key: str = ""
    form: str = ""
    copies: int | None = None
    made_by: str = ""


@dataclass(frozen=True)
class Trip:
    """One way out of the house: where, and the codes of the matters done there.

    ``day``: ISO date of the first day on which everything before it is done and the place is open. ``opens``,
    ``closes``: the hours to go on that day ("09:00"); ``hours`` all hours of that day, in words. "" is not known.
    """

    number: int
    place: str
    address: str
    codes: tuple[str, ...]
    hall: str = ""
    day: str = ""
    opens: str = ""
    closes: str = ""
    hours: str = ""
    entrance: str = ""
    transit: str = ""
    phone: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class PerhapsFirst:
    """A matter that is needed first by some: ``why`` says by whom. ``by``: codes of the steps that would need it."""

    code: str
    title: str
    why: str
    by: tuple[str, ...]
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class PlanQuestion:
    """A question whose answer changes the plan, asked once for all matters in ``codes``.

    ``key``: of a known fact. ``options``: (key, label).
    """

    key: str
    text: str
    why: str
    options: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Steps in order. ``working_days`` along the longest chain, None if a limit on it is not stated.

    ``one_thing``: key of the one-thing this is, "" for a plan made of the needs of a message. ``saved``: trips saved
    against doing every matter by itself.

    ``at_least``: working days along the longest chain of what is stated; ``unstated``: codes that state no limit.
    ``start``, ``ends``: ISO dates of the first working day and of the last result, counted with ``at_least``.
    ``circle``: codes that wait for one another; the catalogue is wrong there, and the order is as asked.
    """

    steps: tuple[PlanStep, ...]
    materials: tuple[PlanMaterial, ...] = ()
    trips: tuple[Trip, ...] = ()
    saved: int = 0
    working_days: int | None = None
    one_thing: str = ""
    title: str = ""
    at_least: int = 0
    unstated: tuple[str, ...] = ()
    start: str = ""
    ends: str = ""
    circle: tuple[str, ...] = ()
    perhaps: tuple[PerhapsFirst, ...] = ()
    questions: tuple[PlanQuestion, ...] = ()
