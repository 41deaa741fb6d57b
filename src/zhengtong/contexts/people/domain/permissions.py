"""What an account may be allowed to do. Contexts add their own; roles name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_known: dict[str, str] = {}
_of_departments: set[str] = set()


def register(permissions: Mapping[str, str], *, of_departments: Collection[str] = ()) -> None:
    """``{"ledger.read": "Read the ledger"}``; the texts are message ids.

    ``of_departments``: those that mean something in one department, since what they are about belongs to one.
    """
    _known.update(permissions)
    _of_departments.update(of_departments)


def is_of_departments(permission: str) -> bool:
    """Whether a role that is held in one department only gives this permission there."""
    return permission in _of_departments


def known() -> Mapping[str, str]:
    """Every permission there is, with its description."""
    return dict(_known)
