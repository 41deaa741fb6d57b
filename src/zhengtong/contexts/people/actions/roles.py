"""Roles from a pack, and giving them to accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people.models import Account, Department, Membership, Role
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit


@transaction.atomic
def replace_roles(*, entries: Sequence[Mapping[str, Any]], origin: str) -> int:
    """Make the roles of one origin exactly these; a role that is gone no longer permits anything."""
    rows = [
        Role(
            key=entry["key"],
            name_zh=entry["name"]["zh"],
            name_en=entry["name"].get("en", ""),
            permissions=entry["permissions"],
            origin=origin,
            active=True,
        )
        for entry in entries
    ]
    Role.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"],
        update_fields=["name_zh", "name_en", "permissions", "origin", "active"],
    )  # fmt: skip
    Role.objects.filter(origin=origin).exclude(pk__in=[row.key for row in rows]).update(active=False)
    return len(rows)


@transaction.atomic
def grant_role(*, account: Account, role: str, department: str | None, actor: Actor) -> None:
    """Give the account a role, in one department or everywhere. Giving it twice changes nothing.

    Raises:
        Fault: there is no such role or department.
    """
    row = Role.objects.filter(pk=role, active=True).first()
    if row is None:
        roles = ", ".join(Role.objects.filter(active=True).values_list("key", flat=True))
        raise Fault("no-role", N_("There is no role “%(role)s”."), N_("Roles are: %(roles)s."),
                    {"role": role, "roles": roles})  # fmt: skip
    place = Department.objects.filter(pk=department).first() if department else None
    if department and place is None:
        raise Fault("no-department", N_("There is no department “%(department)s”."),
                    params={"department": department})  # fmt: skip
    _, created = Membership.objects.get_or_create(account=account, role=row, department=place)
    if "*" in row.permissions and place is None and not account.is_staff:  # of one department is not of all
        account.is_staff = account.is_superuser = True
        account.save(update_fields=["is_staff", "is_superuser"])
    if created:
        record_audit(
            actor=actor, verb="account.grant", subject=f"account:{account.username}",
            detail={"role": role, "department": department},
        )  # fmt: skip
