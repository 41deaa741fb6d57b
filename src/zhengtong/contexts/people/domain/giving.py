"""Nobody gives a right that they do not have, or takes over an account that has one: the decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.contexts.people.domain.permissions import is_of_departments, known

MANAGE = "accounts.manage"
EVERYTHING = "*"


@dataclass(frozen=True)
class Rights:
    """``held``: permissions of each role with the department in which it is held, None: everywhere."""

    held: tuple[tuple[frozenset[str], str | None], ...] = ()
    superuser: bool = False

    @property
    def everything(self) -> bool:
        return self.superuser or EVERYTHING in self.at(None)

    @property
    def manages(self) -> bool:
        return self.everything or MANAGE in self.at(None)

    def at(self, place: str | None) -> frozenset[str]:
        """What may be done there: by roles held everywhere, and by those held in this very department."""
        return frozenset().union(*(given(granted, where) for granted, where in self.held if where in (None, place)))

    def may_give(self, permissions: Collection[str], place: str | None) -> bool:
        """Whether a role with these permissions may be given in this department, None: everywhere."""
        return self.everything or (self.manages and given(permissions, place) <= self.at(place))

    def may_manage(self, other: Rights) -> bool:
        """Whether an account with the rights ``other`` may be changed, or deleted, or its password set: a password that
        one has set opens all that the account may do."""
        if self.everything:
            return True
        return self.manages and not other.superuser and all(self.may_give(*role) for role in other.held)


def given(permissions: Collection[str], place: str | None) -> frozenset[str]:
    """What a role gives in this place. Everything, given everywhere, is more than all permissions there are now: those
    of later versions belong to it."""
    if place is None:
        return frozenset(permissions)
    of_departments = frozenset(filter(is_of_departments, known()))
    return of_departments if EVERYTHING in permissions else of_departments & frozenset(permissions)
