"""Who may do what."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from zhengtong.contexts.people.models import Account, Membership


def permissions_of(account: Account, department: str | None = None) -> frozenset[str]:
    """The permissions of an account: those it has everywhere and in this department; in any, if none is named."""
    rows = Membership.objects.filter(account=account, role__active=True).values_list(
        "role__permissions", "department_id"
    )
    return frozenset(
        permission
        for granted, place in rows
        if place is None or department is None or place == department
        for permission in granted
    )


def may(account: Account | AnonymousUser, permission: str, *, department: str | None = None) -> bool:
    """Whether the account may do it: by a role that it holds everywhere or in this department; in any, if none is
    named, so pages that are about one department's things name it."""
    if not isinstance(account, Account) or not account.is_active:
        return False
    if account.is_superuser:
        return True
    granted = permissions_of(account, department)
    return permission in granted or "*" in granted


def may_everywhere(account: Account | AnonymousUser, permission: str) -> bool:
    """Whether the account may do it in every department: by a role that it holds in no single one."""
    if not isinstance(account, Account) or not account.is_active:
        return False
    if account.is_superuser:
        return True
    rows = Membership.objects.filter(account=account, role__active=True, department__isnull=True)
    return any(permission in granted or "*" in granted for granted in rows.values_list("role__permissions", flat=True))


def departments_where(account: Account | AnonymousUser, permission: str) -> frozenset[str]:
    """Keys of the departments in which a role held there, and not everywhere, permits it."""
    if not isinstance(account, Account) or not account.is_active:
        return frozenset()
    rows = Membership.objects.filter(account=account, role__active=True, department__isnull=False).values_list(
        "role__permissions", "department_id"
    )
    return frozenset(place for granted, place in rows if permission in granted or "*" in granted)
