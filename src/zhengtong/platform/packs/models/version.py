"""A loaded pack, kept file by file so that it can be written out again exactly."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PackBlob(models.Model):
    """The content of a file, once, however many versions have it."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "packs_blob"

    def __str__(self) -> str:
        return self.digest[:12]


class PackVersion(models.Model):
    """One loaded state of a pack. Rows are never changed (a trigger refuses it)."""

    class Layer(models.TextChoices):
        CORE = "core"
        CITY = "city"

    layer = models.CharField(max_length=8, choices=Layer.choices)
    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    settings = models.JSONField(default=dict)
    calendar = models.JSONField(default=dict)
    manifest = models.JSONField(default=dict, help_text="path of each file: digest of its content")
    counts = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.CharField(max_length=150)

    class Meta:
        db_table = "packs_version"
        indexes: ClassVar = [models.Index(fields=["layer", "-id"])]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class CurrentVersion(models.Model):
    """Which version of each layer is in use."""

    layer = models.CharField(max_length=8, primary_key=True)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "packs_current"

    def __str__(self) -> str:
        return self.layer
