"""How good the replies are: runs of the pack's own questions, what is asked in vain, and counts of every day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class QualityRun(models.Model):
    """The pack's questions, asked of one state of the data.

    ``questions``: id -> [fingerprint of the question, right]; ``wrong``: what a person needs to see of each wrong one.
    ``regressions``: ids that were right in ``baseline`` and are wrong now. ``live``: whether the version was taken
    into use; ``accepted_by``: who took it into use in spite of regressions, or unmeasured.
    """

    class State(models.TextChoices):
        DONE = "done"
        FAILED = "failed"

    version = models.ForeignKey(
        "packs.PackVersion", null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+"
    )
    pack = models.CharField(max_length=60)
    label = models.CharField(max_length=60, help_text="the version as the pack names it")
    digest = models.CharField(max_length=64)
    occasion = models.CharField(max_length=12, help_text="load, start, change or daily")
    state = models.CharField(max_length=8, choices=State.choices)
    trouble = models.TextField(blank=True, db_default="")
    measured = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(db_default=0.0)
    figures = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    wrong = models.JSONField(default=list)
    baseline = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    regressions = models.JSONField(default=list)
    repaired = models.JSONField(default=list)
    live = models.BooleanField(db_default=True)
    made_by = models.CharField(max_length=150)
    accepted_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pack", "-measured"], name="guidance_quality_pack")]

    def __str__(self) -> str:
        return f"{self.pack} {self.label} · {self.measured:%Y-%m-%d %H:%M}"


class TurnDay(models.Model):
    """How many replies of a day were in which state: kept when the words themselves are deleted."""

    day = models.DateField()
    state = models.CharField(max_length=20)
    channel = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=10, blank=True)
    without_model = models.BooleanField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "state", "channel", "language", "without_model"], name="guidance_turn_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state} {self.count}"


class UnansweredGroup(models.Model):
    """Questions of one week that got no answer, or a wrong one, and are about the same. ``examples`` are masked.

    ``states``: state, or "negative" for an answer that somebody called wrong -> count.
    """

    week = models.DateField(help_text="its Monday")
    label = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    states = models.JSONField(default=dict)
    examples = models.JSONField(default=list)
    near = models.JSONField(default=list, help_text="code and title of items that were offered as perhaps")
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["week", "-count"], name="guidance_unanswered_week")]

    def __str__(self) -> str:
        return f"{self.week} {self.label} ({self.count})"
