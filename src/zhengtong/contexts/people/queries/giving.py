"""The rights of accounts, to decide who may manage which account and give which role where."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from zhengtong.contexts.people.domain.giving import Rights
from zhengtong.contexts.people.models import Account, Membership, Role


def rights_of(account: Account | AnonymousUser) -> Rights:
    """What the account may do now. One query."""
    if not isinstance(account, Account) or not account.is_active:
        return Rights()
    return _rights(account, in_use=True)


def may_manage(rights: Rights, account: Account) -> bool:
    """A role out of use and an account that is switched off count as well: both may be brought back. One query."""
    return rights.may_manage(_rights(account, in_use=False))


def roles_to_give(account: Account | AnonymousUser) -> list[str]:
    """Keys of the roles that the account may give everywhere or in some department, for a list to choose from."""
    rights = rights_of(account)
    places = {None, *(place for _, place in rights.held)}
    roles = Role.objects.values_list("key", "permissions")
    return [key for key, permissions in roles if any(rights.may_give(permissions, place) for place in places)]


def _rights(account: Account, *, in_use: bool) -> Rights:
    rows = Membership.objects.filter(account=account)
    held = (rows.filter(role__active=True) if in_use else rows).values_list("role__permissions", "department_id")
    return Rights(tuple((frozenset(granted), place) for granted, place in held), account.is_superuser)
