"""Halls: where people go."""

from typing import ClassVar

from django.db import models


class Hall(models.Model):
    """A place with doors and hours. ``content`` has the form of an entry of ``schema.HALLS``."""

    key = models.CharField(max_length=60, primary_key=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    content = models.JSONField()
    origin = models.CharField(max_length=20)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_hall"
        ordering: ClassVar = ["name_zh"]

    def __str__(self) -> str:
        return self.name_zh
