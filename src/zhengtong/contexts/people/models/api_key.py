"""Keys with which other programs use the assistant."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiKey(models.Model):
    """A program that may ask. Of its secret only a digest is kept; ``prefix`` is the public part, to find it by."""

    prefix = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20))
    per_minute = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField()
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    revoked = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=150, blank=True, db_default="")
    used = models.DateTimeField(null=True, blank=True, help_text="last")
    # how often in the last minute and on the last day in which it was used at all
    minute = models.DateTimeField(null=True, blank=True)
    in_minute = models.PositiveIntegerField(db_default=0)
    day = models.DateField(null=True, blank=True)
    in_day = models.PositiveIntegerField(db_default=0)

    class Meta:
        db_table = "people_api_key"
        ordering: ClassVar = ["-made"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(revoked__isnull=True), name="people_api_key_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked__isnull=True) | ~models.Q(revoked_by=""),
                name="people_api_key_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
