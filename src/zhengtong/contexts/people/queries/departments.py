"""Reading departments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.contexts.people.models import Department as Row
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True)
class Department:
    """A department as other contexts see it."""

    key: str
    name: Bilingual
    short: Bilingual
    duties: Bilingual
    phone: str
    address: Bilingual
    parent: str | None
    origin: str
    active: bool


def view(row: Row) -> Department:
    """The row as a value."""
    return Department(
        key=row.key,
        name=Bilingual(row.name_zh, row.name_en),
        short=Bilingual(row.short_zh, row.short_en),
        duties=Bilingual(row.duties_zh, row.duties_en),
        phone=row.phone,
        address=Bilingual(row.address_zh, row.address_en),
        parent=row.parent_id,
        origin=row.origin,
        active=row.active,
    )


def departments(*, active: bool = True) -> tuple[Department, ...]:
    """All departments, the pack's in its order, then the imported ones by name."""
    rows = Row.objects.filter(active=True) if active else Row.objects.all()
    return tuple(view(row) for row in rows)


def department(key: str) -> Department | None:
    """One department, active or not."""
    row = Row.objects.filter(pk=key).first()
    return view(row) if row else None


def departments_by_key(keys: Collection[str]) -> dict[str, Department]:
    """Those of ``keys`` that exist, in one query."""
    return {row.key: view(row) for row in Row.objects.filter(pk__in=set(keys))}
