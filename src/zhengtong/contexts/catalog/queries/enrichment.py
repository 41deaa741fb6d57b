"""Drafts of other words for items: those accepted, and those that wait for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from zhengtong.contexts.catalog.domain.enrichment import search_texts_of
from zhengtong.contexts.catalog.domain.entries import SearchText
from zhengtong.contexts.catalog.models import EnrichmentDraft, Item
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits."""

    number: int
    role: str
    language: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class ItemDrafts:
    """An item with the drafts that wait for it."""

    code: str
    title: Bilingual
    drafts: tuple[Waiting, ...]


def accepted_texts(codes: Collection[str]) -> dict[str, list[SearchText]]:
    """By item the search texts of its accepted drafts: one query."""
    rows = EnrichmentDraft.objects.filter(item_id__in=codes, state=EnrichmentDraft.State.ACCEPTED).order_by("pk")
    found: dict[str, list[SearchText]] = defaultdict(list)
    for row in rows:
        found[row.item_id] += search_texts_of([(row.pk, row.role, row.language, row.text)])
    return found


def waiting(
    *, page: int = 1, size: int = 10, departments: Collection[str] | None = None
) -> tuple[list[ItemDrafts], int]:
    """Items with drafts that wait, in the order of their titles, and how many such items there are: three queries.

    ``page`` from 1; beyond the last it is the last. ``departments``: only items of these; None: of all.
    """
    items = Item.objects.filter(drafts__state=EnrichmentDraft.State.PENDING).distinct().order_by("sort_key", "code")
    if departments is not None:
        items = items.filter(department__in=departments)
    total = items.count()
    page = min(page, max(1, -(-total // size)))
    shown = list(items[(page - 1) * size : page * size].values_list("code", "title_zh", "title_en"))
    rows = EnrichmentDraft.objects.filter(
        item_id__in=[code for code, _zh, _en in shown], state=EnrichmentDraft.State.PENDING
    ).order_by("role", "pk")
    drafts: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows:
        drafts[row.item_id].append(Waiting(row.pk, row.role, row.language, row.text, row.origin))
    return [ItemDrafts(code, Bilingual(zh, en), tuple(drafts[code])) for code, zh, en in shown], total


def counts(departments: Collection[str] | None = None) -> dict[str, int]:
    """Drafts by state, of the items of these departments or of all."""
    rows = EnrichmentDraft.objects.all()
    if departments is not None:
        rows = rows.filter(item__department__in=departments)
    found = dict(rows.values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in EnrichmentDraft.State.values}


def undrafted(limit: int) -> list[str]:
    """Codes of items in force for which nothing was drafted yet."""
    rows = Item.objects.filter(in_force=True, current__isnull=False, drafts__isnull=True)
    return list(rows.order_by("sort_key", "code").values_list("code", flat=True)[:limit])
