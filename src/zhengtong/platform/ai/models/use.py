"""Tokens used by a purpose on a day."""

from typing import ClassVar

from django.db import models


class ModelUse(models.Model):
    """``tokens`` counts prompt and reply, and what calls under way have reserved."""

    day = models.DateField()
    purpose = models.CharField(max_length=60)
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "purpose"], name="one_use_a_day_and_purpose")]

    def __str__(self) -> str:
        return f"{self.day} {self.purpose}: {self.tokens}"
