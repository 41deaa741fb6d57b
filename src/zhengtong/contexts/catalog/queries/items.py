"""Reading items: many at once in one query, and lists by letter, department and theme."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, QuerySet

from zhengtong.contexts.catalog.domain.item import DepartmentName, ServiceItem, Term
from zhengtong.contexts.catalog.domain.reading import Surroundings, item_of
from zhengtong.contexts.catalog.models import Item, ItemRevision
from zhengtong.contexts.catalog.models import Theme as ThemeRow
from zhengtong.contexts.catalog.queries.standing import Standing, standings
from zhengtong.contexts.catalog.queries.surroundings import Names, names
from zhengtong.kernel.text import Bilingual

_NO_TEXT = Bilingual()
ELDERLY = "elderly"
_MOST_BUILT = 4_000
# written out: most answers need it, and composing it anew takes longer than running it
_CONTENTS = "SELECT id, content, number, since FROM catalog_item_revision WHERE id = ANY(%s)"


class _Built:
    """Items as they were built, by their state; emptied when the names around them change, or when it is full."""

    def __init__(self) -> None:
        self._around: Names | None = None
        self._items: dict[tuple[object, ...], ServiceItem] = {}

    def get(self, state: tuple[object, ...], around: Names) -> ServiceItem | None:
        return self._items.get(state) if self._around is around else None

    def put(self, state: tuple[object, ...], around: Names, item: ServiceItem) -> None:
        if self._around is not around or len(self._items) >= _MOST_BUILT:
            self._around, self._items = around, {}
        self._items[state] = item


_built = _Built()


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """A line in a list."""

    code: str
    title: Bilingual
    department: DepartmentName
    kind: Term
    initial: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """``total`` counts everything that fits, not only this page."""

    items: tuple[ItemSummary, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Group:
    """A department, theme or letter with the number of items in force."""

    key: str
    name: Bilingual
    count: int
    hint: Bilingual = _NO_TEXT
    icon: str = ""
    audience: tuple[str, ...] = ()


def items(codes: Collection[str], *, in_force_only: bool = False) -> dict[str, ServiceItem]:
    """Those of ``codes`` that exist, in their current revision. Only those that this process has not built yet are
    read."""
    around = names()
    states = {code: row for code, row in standings(_storable(codes)).items() if row[2] or not in_force_only}
    known = {code: item for code, state in states.items() if (item := _built.get(state, around))}
    if len(known) < len(states):
        for code, item in _as_they_stand([state for code, state in states.items() if code not in known], around):
            _built.put(states[code], around, item)
            known[code] = item
    return {code: known[code] for code in states if code in known}


def _as_they_stand(states: Collection[Standing], around: Names) -> Iterator[tuple[str, ServiceItem]]:
    """Items from their states and the contents of their revisions, which never change: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, [[state[1] for state in states]])
        revisions = {row[0]: row[1:] for row in cursor.fetchall()}
    for code, revision, in_force, origin, key, name_zh, name_en, phone in states:
        if revision in revisions:
            content, number, since = revisions[revision]
            department = DepartmentName(key, Bilingual(name_zh, name_en), phone)
            yield (
                code,
                item_of(
                    json.loads(content),
                    Surroundings(department, around.halls, around.terms, around.themes),
                    revision=number,
                    since=since,
                    in_force=in_force,
                    origin=origin,
                ),
            )


def _storable(texts: Iterable[str]) -> set[str]:
    """Without those that no row can have: PostgreSQL refuses NUL in a text."""
    return {text for text in texts if "\x00" not in text}


def item(code: str) -> ServiceItem | None:
    """One item in its current revision, also one that is no longer in force."""
    return items([code]).get(code)


def item_revision(code: str, number: int) -> ServiceItem | None:
    """The item as it was in one revision."""
    row = (
        ItemRevision.objects.select_related("item__department")
        .filter(item_id__in=_storable([code]), number=number)
        .first()
    )
    return _item(row.item, row, names()) if row else None


def content(code: str) -> dict[str, Any] | None:
    """What an item in force says now, in the form of ``schema.ITEM``; None where there is none."""
    row = Item.objects.filter(pk__in=_storable([code]), in_force=True, current__isnull=False)
    found = row.values_list("current__content", flat=True).first()
    return dict(found) if found else None


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of an item that is kept."""

    number: int
    since: datetime
    origin: str


def revisions(code: str, *, limit: int = 20) -> tuple[Revision, ...]:
    """The latest revisions, newest first."""
    rows = ItemRevision.objects.filter(item_id=code).order_by("-number")
    return tuple(Revision(*row) for row in rows.values_list("number", "since", "origin")[:limit])


def built(rows: Iterable[Item]) -> dict[str, ServiceItem]:
    """Items from rows that were read with ``current`` and ``department``."""
    around = names()
    return {row.code: _item(row, row.current, around) for row in rows if row.current is not None}


def _item(row: Item, revision: ItemRevision, around: Names) -> ServiceItem:
    surroundings = Surroundings(
        department=department_name(row), halls=around.halls, terms=around.terms, themes=around.themes
    )
    return item_of(
        revision.content,
        surroundings,
        revision=revision.number,
        since=revision.since,
        in_force=row.in_force,
        origin=row.origin,
    )


def department_name(row: Item) -> DepartmentName:
    department = row.department
    return DepartmentName(department.key, Bilingual(department.name_zh, department.name_en), department.phone)


def list_items(
    *,
    department: str = "",
    theme: str = "",
    letter: str = "",
    kind: str = "",
    audience: str = "",
    page: int = 1,
    size: int = 50,
) -> ItemPage:
    """Items in force by pinyin of the title. ``page`` counts from 1 and is brought into range."""
    rows = _in_force()
    if any("\x00" in text for text in (department, theme, letter, kind, audience)):
        rows = rows.none()
    if department:
        rows = rows.filter(department_id=department)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if letter:
        rows = rows.filter(initial=letter)
    if kind:
        rows = rows.filter(kind=kind)
    if audience:
        rows = rows.filter(audience__contains=[audience])
    total = rows.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    chosen = rows.select_related("department")[(page - 1) * size : page * size]
    return ItemPage(tuple(summaries(chosen)), total, page, pages)


def summaries(rows: Iterable[Item]) -> list[ItemSummary]:
    """Rows that were read with ``department`` as lines of a list."""
    terms = names().terms
    return [
        ItemSummary(
            code=row.code,
            title=Bilingual(row.title_zh, row.title_en),
            department=department_name(row),
            kind=Term(row.kind, terms.get(f"kind:{row.kind}") or Bilingual(row.kind)),
            initial=row.initial,
            in_force=row.in_force,
        )
        for row in rows
    ]


def titles(codes: Collection[str]) -> dict[str, ItemSummary]:
    """Lines for codes that are in force, for example related items."""
    rows = _in_force().filter(pk__in=set(codes)).select_related("department")
    return {line.code: line for line in summaries(rows)}


def _in_force() -> QuerySet[Item]:
    return Item.objects.filter(in_force=True)


def letters() -> tuple[Group, ...]:
    """Pinyin initials with counts."""
    counted = _in_force().values("initial").annotate(n=Count("code")).order_by("initial")
    return tuple(Group(row["initial"], Bilingual(row["initial"]), row["n"]) for row in counted)


def departments_with_items() -> tuple[Group, ...]:
    """Departments that have items, those with most first."""
    counted = (
        _in_force()
        .values("department_id", "department__name_zh", "department__name_en")
        .annotate(n=Count("code"))
        .order_by("-n", "department__name_zh")
    )
    return tuple(
        Group(row["department_id"], Bilingual(row["department__name_zh"], row["department__name_en"]), row["n"])
        for row in counted
    )


def elderly_first(themes: Iterable[Group]) -> list[Group]:
    """What the pack names for the audience ``elderly`` comes first; the rest stays in its order."""
    return sorted(themes, key=lambda theme: ELDERLY not in theme.audience)


def themes_with_items(*, empty: bool = False) -> tuple[Group, ...]:
    """Themes in the pack's order; without items only when asked for."""
    counted = _in_force().annotate(theme=Func(F("themes"), function="unnest")).values("theme").annotate(n=Count("code"))
    counts = {row["theme"]: row["n"] for row in counted}
    groups = [
        Group(
            row.key,
            Bilingual(row.name_zh, row.name_en),
            counts.get(row.key, 0),
            Bilingual(row.hint_zh, row.hint_en),
            row.icon,
            tuple(row.audience),
        )
        for row in ThemeRow.objects.filter(active=True)
    ]
    return tuple(group for group in groups if group.count or empty)
