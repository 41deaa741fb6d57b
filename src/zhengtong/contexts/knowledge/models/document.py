"""A document has versions; a version is never changed, only followed; a version has passages."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Document(models.Model):
    """A law, a policy or another document. ``names`` are all forms it is looked up by, without 《》 and spaces."""

    KINDS: ClassVar = [("law", "law"), ("policy", "policy"), ("document", "document")]

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, choices=KINDS)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=300)
    names = ArrayField(models.CharField(max_length=300), default=list)
    issuer = models.CharField(max_length=200, blank=True, default="")
    number = models.CharField(max_length=100, blank=True, default="")
    level = models.CharField(max_length=50, blank=True, default="")
    field = models.CharField(max_length=50, blank=True, default="")
    region = models.CharField(max_length=12, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    origin = models.CharField(
        max_length=40, blank=True, default="", help_text="Who keeps it up to date: import, upload, pack:city …"
    )
    effective_on = models.DateField(null=True, blank=True)
    repealed_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["names"], name="document_names"),
            models.Index(fields=["kind", "title"], name="document_kind_title"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["law", "policy", "document"]), name="document_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One text. In force from ``valid_from`` (inclusive) to ``valid_to`` (exclusive); only dates are ever corrected.

    ``withdrawn_at``: the source replaced this text by a corrected one; it is kept but not shown.
    """

    STATUSES: ClassVar = [(s, s) for s in ("in-force", "amended", "superseded", "repealed")]

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    label = models.CharField(max_length=60, blank=True, default="")
    source_key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=STATUSES, default="in-force")
    published_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["document_id", "-published_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "source_key", "digest"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.label}"


class Passage(models.Model):
    """A piece of a version. Joined by position, the pieces of a text give the text back.

    ``valid_to`` ends an article before its version does: a later amendment changed it.
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    path = ArrayField(models.CharField(max_length=300), default=list)
    label = models.CharField(max_length=60, blank=True, default="")
    text = models.TextField()
    valid_to = models.DateField(null=True, blank=True)
    amended_by = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["version_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="passage_position_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "label"], name="passage_label")]

    def __str__(self) -> str:
        return f"{self.version_id}#{self.position} {self.label}"
