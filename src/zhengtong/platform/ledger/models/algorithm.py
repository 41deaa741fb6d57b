"""The register of algorithms."""

from __future__ import annotations

from django.db import models


class Algorithm(models.Model):
    """What may run. ``definitions`` holds what each source says, the other columns what holds of it; ``enabled`` is
    the switch that people turn."""

    id = models.TextField(primary_key=True)
    version = models.TextField()
    name = models.JSONField()
    owner = models.JSONField()
    purpose = models.JSONField()
    inputs = models.JSONField(default=list)
    risk = models.TextField()
    filing_number = models.TextField(blank=True, default="")
    enabled = models.BooleanField(default=True)
    enabled_in_pack = models.BooleanField(default=True)
    source = models.TextField()
    definitions = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(risk__in=("information", "suggestion", "favourable", "adverse")),
                name="ledger_algorithm_risk_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.version}"
