"""A service item and its revisions."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Item(models.Model):
    """One code. What it says is in ``current``; the columns here are for lists, and follow it."""

    code = models.CharField(max_length=64, primary_key=True)
    current = models.ForeignKey("ItemRevision", null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500, blank=True)
    initial = models.CharField(max_length=1, help_text="pinyin initial of the title, # for none")
    sort_key = models.CharField(max_length=200, help_text="pinyin of the title")
    kind = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    audience = ArrayField(models.CharField(max_length=60), default=list)
    themes = ArrayField(models.CharField(max_length=60), default=list)
    hall_keys = ArrayField(models.CharField(max_length=60), default=list)
    origin = models.CharField(max_length=80, help_text="city, or import:<mapping>")
    row_digest = models.CharField(max_length=64, blank=True, help_text="of the imported row and its mapping")
    in_force = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "catalog_item"
        ordering: ClassVar = ["sort_key", "code"]
        indexes: ClassVar = [
            models.Index(fields=["in_force", "sort_key", "code"]),
            models.Index(fields=["department", "sort_key"]),
            models.Index(fields=["initial", "sort_key"]),
            GinIndex(fields=["themes"]),
        ]

    def __str__(self) -> str:
        return self.title_zh


class ItemRevision(models.Model):
    """One state of an item, never changed (a trigger refuses it). ``content`` has the form of ``schema.ITEM``."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    origin = models.CharField(max_length=80)
    made_by = models.CharField(max_length=150)

    class Meta:
        db_table = "catalog_item_revision"
        ordering: ClassVar = ["item", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="catalog_item_revision_number")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.number}"
