"""A department of the government, from the pack or named by an import."""

from typing import ClassVar

from django.db import models


class Department(models.Model):
    """Never deleted: what a pack no longer has is ``active = False``."""

    key = models.CharField(max_length=80, primary_key=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    short_zh = models.CharField(max_length=60, blank=True)
    short_en = models.CharField(max_length=100, blank=True)
    duties_zh = models.TextField(blank=True)
    duties_en = models.TextField(blank=True)
    phone = models.CharField(max_length=200, blank=True)
    address_zh = models.CharField(max_length=400, blank=True)
    address_en = models.CharField(max_length=400, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    origin = models.CharField(max_length=20, help_text="core, city or import")
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "people_department"
        ordering: ClassVar = ["origin", "position", "name_zh"]
        indexes: ClassVar = [models.Index(fields=["name_zh"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("key")),
                name="people_department_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name_zh
