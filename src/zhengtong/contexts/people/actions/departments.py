"""Changing departments: replaced from a pack, or named by an import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from zhengtong.contexts.people.models import Department
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.digests import digest
from zhengtong.platform.ledger.service import record_audit

_FIELDS = (
    "name_zh", "name_en", "short_zh", "short_en", "duties_zh", "duties_en", "phone",
    "address_zh", "address_en", "origin", "position", "active",
)  # fmt: skip


def _texts(entry: Mapping[str, Any], field: str) -> dict[str, str]:
    value = entry.get(field) or {}
    value = {"zh": value} if isinstance(value, str) else value
    return {f"{field}_zh": value.get("zh", ""), f"{field}_en": value.get("en", "")}


@transaction.atomic
def replace_departments(*, entries: Sequence[Mapping[str, Any]], origin: str) -> int:
    """Make the departments of one origin exactly these; those that are gone are switched off."""
    rows = [
        Department(
            key=entry["key"],
            **_texts(entry, "name"),
            **_texts(entry, "short"),
            **_texts(entry, "duties"),
            **_texts(entry, "address"),
            phone=entry.get("phone", ""),
            origin=origin,
            position=position,
            active=True,
        )
        for position, entry in enumerate(entries)
    ]
    Department.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=list(_FIELDS))
    parents = {entry["key"]: entry.get("parent") for entry in entries}
    stored = list(Department.objects.filter(pk__in=parents))
    for row in stored:
        row.parent_id = parents[row.key]
    Department.objects.bulk_update(stored, ["parent"])
    Department.objects.filter(origin=origin).exclude(pk__in=parents).update(active=False)
    return len(rows)


@transaction.atomic
def ensure_departments(*, names: Collection[str], actor: Actor) -> dict[str, str]:
    """The key of each department by its Chinese name; a name nobody has becomes an imported department. Of two imports
    at once the second finds what the first has made."""
    known = _keys_of(names)
    if known.keys() >= set(names):
        return known
    with connection.cursor() as cursor:  # until the end of the transaction
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('imported departments', 0))")
    known = _keys_of(names)
    missing = {imported_key(name): name for name in sorted(set(names) - known.keys())}
    there = set(Department.objects.filter(pk__in=missing).values_list("pk", flat=True))  # by a name cut at its length
    rows = [Department(key=k, name_zh=name[:200], origin="import") for k, name in missing.items() if k not in there]
    if rows:
        Department.objects.bulk_create(rows)
        detail = {"names": [missing[row.key] for row in rows]}
        record_audit(actor=actor, verb="department.create", subject="department:import", detail=detail)
    return known | {name: key for key, name in missing.items()}


def _keys_of(names: Collection[str]) -> dict[str, str]:
    rows = Department.objects.filter(name_zh__in=set(names)).order_by("-origin")
    return {row.name_zh: row.key for row in rows}


def imported_key(name: str) -> str:
    """A stable key for a department that is known by name only."""
    return f"import-{digest(name)[:12]}"


def without_cycle(parents: Mapping[str, str | None]) -> Iterable[tuple[str, ...]]:
    """Every circle of parents, once, as the keys along it."""
    seen: set[str] = set()
    for start in parents:
        path: list[str] = []
        key: str | None = start
        while key is not None and key not in seen and key not in path:
            path.append(key)
            key = parents.get(key)
        if key is not None and key in path:
            yield tuple(path[path.index(key) :])
        seen.update(path)
