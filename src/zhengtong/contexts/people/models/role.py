"""Roles and who holds them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhengtong.kernel.text import Bilingual

from .account import Account
from .department import Department


class Role(models.Model):
    """A set of permissions with a name. Comes from ``roles.yaml``."""

    key = models.CharField(_("key"), max_length=60, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("permissions"))
    origin = models.CharField(_("origin"), max_length=20)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "people_role"
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return Bilingual(self.name_zh, self.name_en).in_language(get_language() or "zh")


class Membership(models.Model):
    """An account holds a role, in one department or, without one, everywhere."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("role"))
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("department"),
        help_text=_("Empty: everywhere."),
    )

    class Meta:
        db_table = "people_membership"
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role", "department"], nulls_distinct=False, name="people_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role}"
