"""Lets Django, its admin and the platform ask for the permissions of our roles: ``user.has_perm("jobs.read")``."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from zhengtong.contexts.people.models import Account
from zhengtong.contexts.people.queries.permissions import may


class RolePermissions(BaseBackend):
    """Signs nobody in; only answers what somebody may do."""

    def has_perm(self, user_obj: Account | AnonymousUser, perm: str, obj: object = None) -> bool:
        return may(user_obj, perm)

    def has_module_perms(self, user_obj: Account | AnonymousUser, app_label: str) -> bool:
        """For parts of the administration that are not ours: all or nothing."""
        return may(user_obj, "*")
