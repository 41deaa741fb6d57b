"""Reading one-things 一件事: which items, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengtong.contexts.catalog.domain.item import ConditionData, Phrases
from zhengtong.contexts.catalog.models import OneThing as Row
from zhengtong.contexts.catalog.queries.items import ItemSummary, titles
from zhengtong.kernel.ordering import in_order
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class Member:
    """One item of the bundle. ``after``: the codes that must be done first. ``item`` None: no longer in force."""

    code: str
    after: tuple[str, ...]
    note: Bilingual
    when: ConditionData | None
    item: ItemSummary | None


@dataclass(frozen=True, slots=True)
class OneThing:
    """``members`` stand in an order in which they can be done."""

    key: str
    title: Bilingual
    summary: Bilingual
    aliases: Phrases
    questions: Phrases
    members: tuple[Member, ...]
    notes: tuple[Bilingual, ...]


def one_things() -> tuple[OneThing, ...]:
    """All one-things, in two queries."""
    return _built(list(Row.objects.filter(active=True)))


def one_thing(key: str) -> OneThing | None:
    """One of them."""
    if "\x00" in key:
        return None
    built = _built(list(Row.objects.filter(pk=key, active=True)))
    return built[0] if built else None


def _built(rows: Sequence[Row]) -> tuple[OneThing, ...]:
    lines = titles({member["item"] for row in rows for member in row.content["items"]}) if rows else {}
    return tuple(_view(row, lines) for row in rows)


def _phrases(data: Mapping[str, list[str]] | None) -> Phrases:
    return Phrases(zh=tuple((data or {}).get("zh", ())), en=tuple((data or {}).get("en", ())))


def bundle_of(row: Row) -> OneThing:
    """A one-thing by itself, its members unnamed."""
    return _view(row, {})


def _view(row: Row, lines: Mapping[str, ItemSummary]) -> OneThing:
    content = row.content
    members = {member["item"]: member for member in content["items"]}
    ordered, _ = in_order({code: member.get("after", ()) for code, member in members.items()})
    return OneThing(
        key=row.key,
        title=Bilingual.of(content["title"]),
        summary=Bilingual.of(content.get("summary")),
        aliases=_phrases(content.get("aliases")),
        questions=_phrases(content.get("questions")),
        members=tuple(
            Member(
                code=code,
                after=tuple(members[code].get("after", ())),
                note=Bilingual.of(members[code].get("note")),
                when=members[code].get("when"),
                item=lines.get(code),
            )
            for code in ordered
        ),
        notes=tuple(Bilingual.of(note["text"]) for note in content.get("notes", ())),
    )
