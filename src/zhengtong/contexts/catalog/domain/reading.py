"""From the JSON of a revision to a :class:`ServiceItem`; the form is checked before it is stored, not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from zhengtong.contexts.catalog.domain import item as i
from zhengtong.contexts.catalog.domain.opening import Span, WeeklyHours
from zhengtong.kernel.sources import Source, SourceKind, law_source
from zhengtong.kernel.text import Bilingual

Data = Mapping[str, Any]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KINDS: Mapping[str, SourceKind] = {
    "regulation": "policy", "policy": "policy", "document": "document", "standard": "standard",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a revision names by key, resolved by the caller. A key that is not there is shown as it is."""

    department: i.DepartmentName
    halls: Mapping[str, i.Hall]
    terms: Mapping[str, Bilingual]
    themes: Mapping[str, Bilingual]


def web_address(url: str) -> str:
    """The address if it leads to the web or to a page of this site; what an import brings may be anything."""
    if not url or url.startswith("/"):
        return "" if url[1:2] in {"/", "\\"} else url  # browsers take both for the beginning of another site
    try:
        found = urlsplit(url)
    except ValueError:  # brackets that do not belong there
        return ""
    return url if found.scheme in {"http", "https"} and found.netloc else ""


def source_of(data: Data) -> Source:
    """One ``source`` of a pack file as a kernel source."""
    if "law" in data:
        return law_source(data["law"], data.get("article", ""))
    for name, kind in _KINDS.items():
        if name in data:
            return Source(
                kind=kind,
                title=data[name],
                locator=data.get("article") or data.get("locator", ""),
                url=web_address(data.get("url", "")),
                key=f"{kind}:{data[name]}",
            )
    return Source(kind="city", title=str(Bilingual.of(data.get("note"))), key="city")


def hours_of(data: Data) -> WeeklyHours | None:
    """The opening hours of a hall's entry, or None when it states none."""
    if not data.get("hours"):
        return None
    week: list[list[Span]] = [[] for _ in _DAYS]
    for entry in data["hours"]:
        for day in entry["days"]:
            week[_DAYS.index(day)].append(_span(entry))
    return WeeklyHours(
        week=tuple(tuple(sorted(spans, key=lambda span: span.start)) for spans in week),
        on_holidays=data.get("on_holidays", "closed"),
        days={
            date.fromisoformat(entry["date"]): tuple(_span(span) for span in entry["hours"])
            for entry in data.get("special_days", ())
        },
    )


def _span(data: Data) -> Span:
    end = time.max if data["close"] == "24:00" else time.fromisoformat(data["close"])
    return Span(start=time.fromisoformat(data["open"]), end=end)


def hall_of(data: Data) -> i.Hall:
    """A hall from its entry in ``halls.yaml``."""
    return i.Hall(
        key=data["key"],
        name=Bilingual.of(data["name"]),
        address=Bilingual.of(data["address"]),
        entrance=Bilingual.of(data.get("entrance")),
        transit=Bilingual.of(data.get("transit")),
        phone=data.get("phone", ""),
        hours=hours_of(data),
        longitude=data.get("longitude"),
        latitude=data.get("latitude"),
        note=_optional(data, "note"),
        source=source_of(data["source"]) if "source" in data else None,
        region=data.get("region", ""),
    )


def _optional(data: Data, name: str) -> Bilingual | None:
    return Bilingual.of(data[name]) if data.get(name) else None


def _phrases(data: Data | None) -> i.Phrases:
    data = data or {}
    return i.Phrases(zh=tuple(data.get("zh", ())), en=tuple(data.get("en", ())))


@dataclass(frozen=True, slots=True)
class _Reader:
    own: Source

    def sources(self, data: Data) -> i.Sources:
        return tuple(source_of(each) for each in data.get("sources", ())) or (self.own,)

    def statements(self, entries: Sequence[Data]) -> tuple[i.Statement, ...]:
        return tuple(i.Statement(text=Bilingual.of(e["text"]), sources=self.sources(e)) for e in entries)

    def material(self, data: Data) -> i.Material:
        return i.Material(
            key=data["key"],
            name=Bilingual.of(data["name"]),
            need=data["need"],
            when=data.get("when"),
            form=data.get("form", ""),
            copies=data.get("copies"),
            held_by=data.get("held_by", ""),
            note=_optional(data, "note"),
            sources=self.sources(data),
        )

    def fee(self, data: Data) -> i.Fee:
        return i.Fee(
            name=Bilingual.of(data["name"]),
            amount=Decimal(str(data["amount"])),
            unit=Bilingual.of(data.get("unit")),
            when=data.get("when"),
            sources=self.sources(data),
        )

    def limit(self, data: Data | None) -> i.Limit | None:
        if data is None:
            return None
        return i.Limit(
            days=data["days"],
            unit=data["unit"],
            when=data.get("when"),
            sources=self.sources(data),
        )

    def limits(self, data: Data) -> i.Limits:
        return i.Limits(statutory=self.limit(data.get("statutory")), promised=self.limit(data.get("promised")))

    def step(self, data: Data) -> i.Step:
        text = Bilingual.of(data.get("text"))
        return i.Step(Bilingual.of(data["name"]), text, self.sources(data), data.get("when"))

    def place(self, data: Data, halls: Mapping[str, i.Hall]) -> i.Place:
        hall = halls.get(data.get("hall", ""))
        text = _optional(data, "text")
        if hall is None and text is None:
            text = Bilingual(zh=data["hall"])
        own = (hall.source,) if hall is not None and hall.source is not None else (self.own,)
        return i.Place(
            hall=hall,
            windows=_optional(data, "windows"),
            text=text,
            sources=self.sources(data) if data.get("sources") else own,
        )

    def outcome(self, data: Data | None) -> i.Outcome | None:
        if data is None:
            return None
        return i.Outcome(Bilingual.of(data["name"]), self.sources(data), tuple(data.get("delivery", ())))


def situation_of(data: Data) -> i.Situation:
    """A situation and its options."""
    return i.Situation(
        key=data["key"],
        question=Bilingual.of(data["question"]),
        why=Bilingual.of(data.get("why")),
        options=tuple(
            i.Option(
                key=option["key"],
                label=Bilingual.of(option["label"]),
                when=option.get("when"),
                words=_phrases(option.get("words")),
            )
            for option in data["options"]
        ),
        when=data.get("when"),
        fact=data.get("fact", ""),
    )


def _terms(keys: Sequence[str], prefix: str, names: Mapping[str, Bilingual]) -> tuple[i.Term, ...]:
    return tuple(i.Term(key, names.get(prefix + key) or Bilingual(zh=key)) for key in keys)


def own_source(data: Data, department: i.DepartmentName) -> Source:
    """The catalogue entry as a source: its name, the department that keeps it, its address on the web."""
    return Source(
        kind="item",
        title=f"{data.get('catalogue') or data['title']['zh']} · {department.name}",
        url=web_address(data.get("url", "")),
        key=f"item:{data['code']}",
    )


def item_of(
    data: Data,
    around: Surroundings,
    *,
    revision: int,
    since: datetime,
    in_force: bool = True,
    origin: str = "",
) -> i.ServiceItem:
    """The item as facts with sources. ``data`` has the form of ``schema.ITEM``."""
    read = _Reader(own_source(data, around.department))
    (kind,) = _terms([data["kind"]], "kind:", around.terms)
    return i.ServiceItem(
        code=data["code"],
        title=Bilingual.of(data["title"]),
        department=around.department,
        kind=kind,
        audience=_terms(data["audience"], "audience:", around.terms),
        region=data["region"],
        source=read.own,
        revision=revision,
        since=since,
        in_force=in_force,
        origin=origin,
        aliases=_phrases(data.get("aliases")),
        questions=_phrases(data.get("questions")),
        catalogue=data.get("catalogue", ""),
        variant=data.get("variant", ""),
        level=data.get("level", ""),
        themes=_terms(data.get("themes", ()), "", around.themes),
        summary=_optional(data, "summary"),
        channels=i.Channels(**data.get("channels", {})),
        conditions=read.statements(data.get("conditions", ())),
        situations=tuple(situation_of(each) for each in data.get("situations", ())),
        materials=tuple(read.material(each) for each in data.get("materials", ())),
        fees=tuple(read.fee(each) for each in data.get("fees", ())),
        limits=read.limits(data.get("limits", {})),
        steps=tuple(read.step(each) for each in data.get("steps", ())),
        places=tuple(read.place(each, around.halls) for each in data.get("places", ())),
        legal_basis=tuple(
            i.LegalBasis(
                law=each.get("law", ""),
                article=each.get("article", ""),
                point=_optional(each, "point"),
                regulation=each.get("regulation", ""),
                url=web_address(each.get("url", "")),
            )
            for each in data.get("legal_basis", ())
        ),
        notes=read.statements(data.get("notes", ())),
        outcome=read.outcome(data.get("outcome")),
        related=tuple(data.get("related", ())),
        after=tuple(
            i.Prerequisite(e["item"], Bilingual.of(e["why"]), read.sources(e), e.get("when"))
            for e in data.get("after", ())
        ),
        phones=i.Phones(**data.get("phones", {})),
        url=data.get("url", ""),
    )
