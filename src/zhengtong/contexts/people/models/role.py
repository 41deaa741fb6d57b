"""Roles and who holds them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .account import Account
from .department import Department


class Role(models.Model):
    """A set of permissions with a name. Comes from ``roles.yaml``."""

    key = models.CharField(max_length=60, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    origin = models.CharField(max_length=20)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "people_role"
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name_zh


class Membership(models.Model):
    """An account holds a role, in one department or, without one, everywhere."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )

    class Meta:
        db_table = "people_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role", "department"], nulls_distinct=False, name="people_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role}"
