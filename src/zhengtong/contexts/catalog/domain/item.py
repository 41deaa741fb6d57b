"""A service item 事项 as everyone else reads it: facts, each with the source it rests on.

Built from the JSON of one immutable revision by ``domain.reading``; the JSON's form is ``domain.schema``.
Terms follow GB/T 39554 (catalogue and codes of government service items).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from zhengtong.contexts.catalog.domain.opening import WeeklyHours
from zhengtong.kernel.sources import Source, law_source
from zhengtong.kernel.text import Bilingual

Sources = tuple[Source, ...]
_NO_TEXT = Bilingual()
# the YAML form of platform.rules; a field is a situation's key or a fact about the person
ConditionData = Mapping[str, Any]
Need = Literal["required", "conditional", "already-held"]
Form = Literal["original", "copy", "electronic", "original-and-copy", ""]
DayUnit = Literal["working", "calendar"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several expressions for one thing, per language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DepartmentName:
    key: str
    name: Bilingual
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary (kind of item, audience) or a theme."""

    key: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Statement:
    """A condition for acceptance, or a note."""

    text: Bilingual
    sources: Sources


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a situation's question.

    ``when``: facts from which this answer follows without asking. ``words``: expressions that say it.
    """

    key: str
    label: Bilingual
    when: ConditionData | None = None
    words: Phrases = Phrases()


@dataclass(frozen=True, slots=True)
class Situation:
    """情形: a question whose answer decides materials, fees, limits or steps.

    In ``when`` conditions of the item, the field ``key`` has the chosen option's key as its value.
    ``when``: ask only if this can be true. ``fact``: what it is about, where other items ask the same.
    """

    key: str
    question: Bilingual
    why: Bilingual
    options: tuple[Option, ...]
    when: ConditionData | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """An item whose result is needed first, by who needs both. ``when``: only in this situation."""

    item: str
    why: Bilingual
    sources: Sources
    when: ConditionData | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """材料. ``already-held``: the government has it (``held_by`` names the department), nothing to bring."""

    key: str
    name: Bilingual
    need: Need
    sources: Sources
    when: ConditionData | None = None
    form: Form = ""
    copies: int | None = None
    held_by: str = ""
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """``amount`` in yuan; 0 says that it is free of charge. An item without fees does not say."""

    name: Bilingual
    amount: Decimal
    unit: Bilingual
    sources: Sources
    when: ConditionData | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """How long it may take; ``days`` 0 means on the spot."""

    days: int
    unit: DayUnit
    sources: Sources
    when: ConditionData | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """``statutory``: by law. ``promised``: by the department, never longer. None: not stated."""

    statutory: Limit | None = None
    promised: Limit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """``when``: only in this situation."""

    name: Bilingual
    text: Bilingual
    sources: Sources
    when: ConditionData | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """A place with doors and hours. ``hours`` None: not known."""

    key: str
    name: Bilingual
    address: Bilingual
    entrance: Bilingual = _NO_TEXT
    transit: Bilingual = _NO_TEXT
    phone: str = ""
    hours: WeeklyHours | None = None
    longitude: float | None = None
    latitude: float | None = None
    note: Bilingual | None = None
    source: Source | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: a hall of the register with windows in it, or an address as the catalogue words it."""

    sources: Sources
    hall: Hall | None = None
    windows: Bilingual | None = None
    text: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """``article`` as the law writes it, for example 第十一条; ``point`` says in plain words what it means here.

    Either ``law`` or ``regulation`` is the name; ``url``: where a regulation is published.
    """

    law: str = ""
    article: str = ""
    point: Bilingual | None = None
    regulation: str = ""
    url: str = ""

    @property
    def name(self) -> str:
        return self.law or self.regulation

    @property
    def source(self) -> Source:
        if self.law:
            return law_source(self.law, self.article)
        key = f"policy:{self.regulation}"
        return Source(kind="policy", title=self.regulation, locator=self.article, url=self.url, key=key)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the applicant has in the end. ``delivery``: window | courier | electronic | self-service | account."""

    name: Bilingual
    sources: Sources
    delivery: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channels:
    """How it can be done; None: not stated. ``visits``: how often one has to come in person at most."""

    online: bool | None = None
    online_url: str = ""
    window: bool | None = None
    booking: bool | None = None
    courier: bool | None = None
    self_service: bool | None = None
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class Phones:
    consult: str = ""
    complain: str = ""


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """One item in one revision. ``source`` is the catalogue itself: the source of every fact without its own."""

    code: str
    title: Bilingual
    department: DepartmentName
    kind: Term
    audience: tuple[Term, ...]
    region: str
    source: Source
    revision: int
    since: datetime
    in_force: bool = True
    origin: str = ""
    aliases: Phrases = Phrases()
    questions: Phrases = Phrases()
    catalogue: str = ""
    variant: str = ""
    level: str = ""
    themes: tuple[Term, ...] = ()
    summary: Bilingual | None = None
    channels: Channels = Channels()
    conditions: tuple[Statement, ...] = ()
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = ()
    fees: tuple[Fee, ...] = ()
    limits: Limits = Limits()
    steps: tuple[Step, ...] = ()
    places: tuple[Place, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    notes: tuple[Statement, ...] = ()
    outcome: Outcome | None = None
    related: tuple[str, ...] = ()
    after: tuple[Prerequisite, ...] = ()
    phones: Phones = Phones()
    url: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The item's own source, then every law it names, each once."""
        seen: dict[Source, None] = {self.source: None}
        for basis in self.legal_basis:
            seen.setdefault(basis.source)
        return tuple(seen)
