"""The roles of an account, each with what it opens for it and, where that is nothing, why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhengtong.contexts.people.domain.giving import given
from zhengtong.contexts.people.domain.permissions import known
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True)
class RoleHeld:
    """``opens``: permissions that it gives where it is held. ``why_nothing``: out of use; held in one department while
    what it permits, ``permits``, belongs to none; or no permissions at all."""

    name: Bilingual
    department: Bilingual | None
    permits: frozenset[str]
    opens: frozenset[str]
    why_nothing: Literal["", "out-of-use", "one-department", "empty"]


def roles_held(account: Account) -> tuple[RoleHeld, ...]:
    """In the order in which they were given. One query."""
    found = []
    for row in account.memberships.select_related("role", "department").order_by("pk"):
        role, place = row.role, row.department
        permits = frozenset(known()) if "*" in role.permissions else frozenset(role.permissions)
        opens = permits & given(permits, place.key if place else None) if role.active else frozenset()
        why: Literal["", "out-of-use", "one-department", "empty"] = ""
        if not opens:
            why = "out-of-use" if not role.active else "one-department" if permits else "empty"
        department = Bilingual(place.name_zh, place.name_en) if place else None
        found.append(RoleHeld(Bilingual(role.name_zh, role.name_en), department, permits, opens, why))
    return tuple(found)
