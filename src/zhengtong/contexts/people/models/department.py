"""A department of the government, from the pack or named by an import."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhengtong.kernel.text import Bilingual


class Department(models.Model):
    """Never deleted: what a pack no longer has is ``active = False``."""

    key = models.CharField(_("key"), max_length=80, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    short_zh = models.CharField(_("short Chinese name"), max_length=60, blank=True)
    short_en = models.CharField(_("short English name"), max_length=100, blank=True)
    duties_zh = models.TextField(_("duties in Chinese"), blank=True)
    duties_en = models.TextField(_("duties in English"), blank=True)
    phone = models.CharField(_("telephone"), max_length=200, blank=True)
    address_zh = models.CharField(_("address in Chinese"), max_length=400, blank=True)
    address_en = models.CharField(_("address in English"), max_length=400, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("above it")
    )
    origin = models.CharField(_("origin"), max_length=20, help_text=_("core, city or import"))
    position = models.PositiveIntegerField(_("place in lists"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "people_department"
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering: ClassVar = ["origin", "position", "name_zh"]
        indexes: ClassVar = [models.Index(fields=["name_zh"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("key")),
                name="people_department_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return Bilingual(self.name_zh, self.name_en).in_language(get_language() or "zh")
