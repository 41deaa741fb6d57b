"""Storing items: each change is a new revision, found again by search in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

from zhengtong.contexts.catalog.domain.entries import SearchText, search_texts
from zhengtong.contexts.catalog.domain.item import ServiceItem
from zhengtong.contexts.catalog.models import Item, ItemRevision
from zhengtong.contexts.catalog.queries.enrichment import accepted_texts
from zhengtong.contexts.catalog.queries.items import built
from zhengtong.contexts.catalog.queries.standing import forget_standings_after_commit
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.digests import digest
from zhengtong.platform.search import service as search

Data = Mapping[str, Any]
LOCK = 7_301_991  # any number that no other lock has
_LIST_FIELDS = (
    "department", "title_zh", "title_en", "initial", "sort_key", "kind", "region", "audience", "themes",
    "hall_keys", "origin", "row_digest", "in_force", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """Codes by what happened to them."""

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@transaction.atomic
def store_items(
    *, contents: Sequence[Data], origin: str, actor: Actor, row_digests: Mapping[str, str] | None = None
) -> Stored:
    """Make each item say what its content says. Content that is as before makes no revision.

    ``contents`` fit ``schema.ITEM``, name departments that exist, and no code twice.
    """
    with connection.cursor() as cursor:  # one writer at a time: two imports never make the same revision
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    digests = row_digests or {}
    codes = [content["code"] for content in contents]
    known = {
        row.code: row for row in Item.objects.select_for_update(of=("self",)).filter(pk__in=codes).order_by("code")
    }
    heads = dict(
        ItemRevision.objects.filter(item_id__in=known)
        .order_by("item_id", "-number")
        .distinct("item_id")
        .values_list("item_id", "number")
    )
    current = dict(
        ItemRevision.objects.filter(pk__in=[row.current_id for row in known.values()]).values_list("item_id", "digest")
    )
    created: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    rows: list[Item] = []
    revisions: list[ItemRevision] = []
    for content in contents:
        code, fingerprint = content["code"], digest(content)
        row = known.get(code)
        same = row is not None and current.get(code) == fingerprint
        if same and row is not None and row.in_force and row.origin == origin:
            unchanged.append(code)
            if digests.get(code, "") != row.row_digest:
                rows.append(_filled(row, content, origin, digests.get(code, "")))
            continue
        (created if row is None else changed).append(code)
        rows.append(_filled(row or Item(code=code), content, origin, digests.get(code, "")))
        if not same:
            revisions.append(_revision(content, fingerprint, heads.get(code, 0) + 1, origin, actor))
    before = search_keys(changed) if changed else set()
    _write(rows, revisions)
    publish(created + changed, before=before)
    return Stored(tuple(created), tuple(changed), tuple(unchanged))


def _revision(content: Data, fingerprint: str, number: int, origin: str, actor: Actor) -> ItemRevision:
    return ItemRevision(
        item_id=content["code"],
        number=number,
        content=dict(content),
        digest=fingerprint,
        since=timezone.now(),
        origin=origin,
        made_by=actor.identifier,
    )


def _write(rows: Sequence[Item], revisions: Sequence[ItemRevision]) -> None:
    if not rows:
        return
    for row in rows:
        row.changed_at = timezone.now()
    Item.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=list(_LIST_FIELDS))
    made = ItemRevision.objects.bulk_create(revisions)
    heads = {revision.item_id: revision.pk for revision in made}
    moved = [row for row in rows if row.code in heads]
    for row in moved:
        row.current_id = heads[row.code]
    if moved:
        Item.objects.bulk_update(moved, ["current"])
    forget_standings_after_commit()


def _filled(row: Item, content: Data, origin: str, row_digest: str) -> Item:
    title = content["title"]["zh"]
    sort_key = "".join(lazy_pinyin(title, style=Style.NORMAL, errors="default")).lower()
    initial = sort_key[:1].upper()
    row.department_id = content["department"]
    row.title_zh, row.title_en = title[:500], content["title"].get("en", "")[:500]
    row.sort_key = sort_key[:200]
    row.initial = initial if "A" <= initial <= "Z" else "#"
    row.kind, row.region = content["kind"], content["region"]
    row.audience, row.themes = list(content["audience"]), list(content.get("themes", ()))
    row.hall_keys = sorted({place["hall"] for place in content.get("places", ()) if "hall" in place})
    row.origin, row.row_digest, row.in_force = origin, row_digest, True
    return row


def publish(codes: Collection[str], *, before: Collection[str] = ()) -> int:
    """Write the search entries of these items; ``before``: the keys of entries that they had. Returns how many."""
    if not codes:
        return 0
    more = accepted_texts(codes)
    entries = [entry for item in _stored(codes).values() for entry in entries_of(item, more.get(item.code, ()))]
    gone = set(before) - {entry.key for entry in entries}
    if gone:
        search.delete(kind="item", keys=gone)
    return search.upsert(entries)


def _stored(codes: Collection[str]) -> dict[str, ServiceItem]:
    rows = Item.objects.filter(pk__in=codes, in_force=True, current__isnull=False)
    return built(rows.select_related("current", "department"))


def search_keys(codes: Collection[str]) -> set[str]:
    """Of the entries of these items in the index."""
    return {f"{item.code}#{text.key}" for item in _stored(codes).values() for text in search_texts(item)}


def entries_of(item: ServiceItem, more: Iterable[SearchText] = ()) -> Iterable[search.Entry]:
    """The search entries of one item. ``more``: other words for it that a person accepted."""
    for text in (*search_texts(item), *more):
        yield search.Entry(
            kind="item",
            key=f"{item.code}#{text.key}",
            group=item.code,
            title=text.title,
            text=text.text,
            role=text.role,
            language=text.language,
            region=item.region or None,
            audience=tuple(term.key for term in item.audience),
            attributes={
                "name": item.title.zh,
                "parent": item.catalogue,
                "department": item.department.name.zh,
                "type": item.kind.name.zh,
                "conditions": bool(item.conditions),
                "materials": bool(item.materials),
                "region": item.region,
                "audience": [term.key for term in item.audience],
            },
            vector_priority=text.vector_priority,
        )


@transaction.atomic
def withdraw_items(*, codes: Collection[str]) -> int:
    """Take items out of lists and search; what they said stays readable under their address."""
    changed = Item.objects.filter(pk__in=codes, in_force=True).update(in_force=False, changed_at=timezone.now())
    search.delete(kind="item", groups=list(codes))
    forget_standings_after_commit()
    return changed
