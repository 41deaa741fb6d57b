"""The form of a plan: several matters as one, in the order that what they depend on allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanStep:
    """One matter of a plan.

    ``after``: codes that must be finished first, ``because`` says why in words. ``starts`` and ``takes`` in working
    days, ``starts`` counted from the day the plan begins; ``takes`` is None where the catalogue states no limit.
    ``trip``: number of the trip on which it is done, 0 where nobody has to go. ``critical``: a delay delays all.
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


@dataclass(frozen=True)
class PlanMaterial:
    """Something to bring, once for all matters that ask for it. ``codes``: those matters."""

    name: str
    codes: tuple[str, ...]
    need: str = "required"
    note: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Trip:
    """One way out of the house: where, and the codes of the matters done there."""

    number: int
    place: str
    address: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Steps in order. ``working_days`` along the longest chain, None if a limit on it is not stated.

    ``one_thing``: key of the one-thing this is, "" for a plan made of the needs of a message. ``saved``: trips saved
    against doing every matter by itself.
    """

    steps: tuple[PlanStep, ...]
    materials: tuple[PlanMaterial, ...] = ()
    trips: tuple[Trip, ...] = ()
    saved: int = 0
    working_days: int | None = None
    one_thing: str = ""
    title: str = ""
