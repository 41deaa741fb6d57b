"""Who may do what, and where.

A role is held everywhere or in one department. What it permits in one department depends on the permission:

- of departments (``catalog.edit``, ``catalog.enrich``, ``guidance.handover``): for the things of this department;
  for matters also for those of the departments below it, while a desk's requests are for this desk alone;
- all others: nothing. They are about what belongs to no single department: what people ask in the whole city and
  how it is answered (``guidance.read``, ``guidance.review``, ``guidance.handover-all``), laws and documents
  (``knowledge.edit``), the ledger and its algorithms (``ledger.read``, ``algorithms.switch``), the system
  (``jobs.read``, ``jobs.retry``, ``keys.manage``, ``packs.load``, ``accounts.manage``).

Whoever asks without naming a department gets the strict answer.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from zhengtong.contexts.people.domain.permissions import is_of_departments
from zhengtong.contexts.people.models import Account, Department, Membership


def may(account: Account | AnonymousUser, permission: str, *, department: str | None = None) -> bool:
    """Whether the account may do it everywhere; with ``department``, to things of this department."""
    places = departments_open(account, permission) if department else _held(account, permission)
    return places is None or department in places


def may_somewhere(account: Account | AnonymousUser, permission: str) -> bool:
    """Whether there is any department in which the account may do it. The caller looks which: ``departments_open``."""
    found = departments_open(account, permission)
    return found is None or bool(found)


def departments_open(account: Account | AnonymousUser, permission: str) -> frozenset[str] | None:
    """None: all; else the keys of the departments in which a role permits it, with those below them."""
    held = _held(account, permission)
    return None if held is None else _with_those_below(held)


def departments_where(account: Account | AnonymousUser, permission: str) -> frozenset[str]:
    """Keys of the departments in which a role held there, and not everywhere, permits it; none below them."""
    if not isinstance(account, Account) or not account.is_active:
        return frozenset()
    return frozenset(place for granted, place in _roles_of(account) if place and _permits(granted, permission))


def open_permissions(account: Account, permissions: frozenset[str]) -> frozenset[str]:
    """Those of ``permissions`` that the account has everywhere or, where that counts, in a department. One query."""
    if account.is_superuser:
        return permissions
    rows = list(_roles_of(account))
    return frozenset(each for each in permissions if _places(rows, each) != frozenset())


def _held(account: Account | AnonymousUser, permission: str) -> frozenset[str] | None:
    """None: everywhere."""
    if not isinstance(account, Account) or not account.is_active:
        return frozenset()
    return None if account.is_superuser else _places(list(_roles_of(account)), permission)


def _roles_of(account: Account) -> list[tuple[list[str], str | None]]:
    rows = Membership.objects.filter(account=account, role__active=True)
    return list(rows.values_list("role__permissions", "department_id"))


def _places(rows: list[tuple[list[str], str | None]], permission: str) -> frozenset[str] | None:
    places = {place for granted, place in rows if _permits(granted, permission)}
    if None in places:
        return None
    return frozenset(place for place in places if place) if is_of_departments(permission) else frozenset()


def _permits(granted: list[str], permission: str) -> bool:
    return permission in granted or "*" in granted


def _with_those_below(keys: frozenset[str]) -> frozenset[str]:
    found, level = set(keys), set(keys)
    while level:
        level = set(Department.objects.filter(parent__in=level).values_list("key", flat=True)) - found
        found |= level
    return frozenset(found)
