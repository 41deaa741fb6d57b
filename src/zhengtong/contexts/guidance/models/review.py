"""What people say is wrong, and what was done about it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReviewCase(models.Model):
    """One reply that a person should look at. ``version`` grows with every change: who changes it must know the last.

    ``after``: the reply to the same question when the case was closed, so that the effect stays visible;
    None where nothing could be answered then.
    """

    class Origin(models.TextChoices):
        FEEDBACK = "feedback"
        UNANSWERED = "unanswered"
        SAMPLE = "sample"
        HANDOVER = "handover"

    class State(models.TextChoices):
        OPEN = "open"
        CLAIMED = "claimed"
        DONE = "done"

    class Outcome(models.TextChoices):
        FIXED = "fixed"
        NOTHING_WRONG = "nothing_wrong"

    receipt = models.CharField(max_length=40, unique=True)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    state = models.CharField(max_length=8, choices=State.choices, db_default=State.OPEN)
    version = models.PositiveIntegerField(db_default=1)
    question = models.TextField()
    opened = models.DateTimeField(auto_now_add=True)
    opened_by = models.CharField(max_length=150, blank=True, db_default="")
    claimed_by = models.CharField(max_length=150, blank=True, db_default="")
    claimed = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, db_default="")
    answer = models.TextField(blank=True, db_default="", help_text="what the person who reported it may read")
    closed_by = models.CharField(max_length=150, blank=True, db_default="")
    closed = models.DateTimeField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-opened", "-id"], name="guidance_case_queue"),
            models.Index(fields=["claimed_by", "state"], name="guidance_case_mine"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="open", claimed_by="") | (~models.Q(state="open") & ~models.Q(claimed_by="")),
                name="guidance_case_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="done") & ~models.Q(outcome="") & models.Q(closed__isnull=False))
                | (~models.Q(state="done") & models.Q(outcome="", closed__isnull=True)),
                name="guidance_case_done_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} · {self.state}"


class Correction(models.Model):
    """One field of an item, as it was and as it should be, with where the new value comes from.

    Applied as a new revision; a later pack that still has the old value is corrected as it is loaded, one that has
    neither the old nor the new value supersedes the correction. Where the pack no longer has what was corrected, the
    correction is gone: shown as such, not applied to anything else, and applied again once it is back.
    """

    class State(models.TextChoices):
        REQUESTED = "requested"
        APPLIED = "applied"
        IN_PACK = "in_pack"
        SUPERSEDED = "superseded"
        GONE = "gone"

    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="corrections")
    item = models.CharField(max_length=64)
    field = models.CharField(max_length=400, help_text="for example fees/=工本费/amount; never a position")
    old = models.JSONField()
    new = models.JSONField()
    source = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, db_default=State.REQUESTED)
    revision = models.PositiveIntegerField(null=True, blank=True, help_text="number of the revision it made")
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    applied = models.DateTimeField(null=True, blank=True)
    applied_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "state"], name="guidance_correction_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.field}"


class ReviewedSynonym(models.Model):
    """An expression that people use, and the official terms it stands for. Withdrawn ones stay, without effect."""

    case = models.ForeignKey(ReviewCase, null=True, on_delete=models.PROTECT, related_name="synonyms")
    expression = models.CharField(max_length=60)
    terms = ArrayField(models.CharField(max_length=100))
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["expression"], condition=models.Q(withdrawn__isnull=True), name="guidance_synonym_once"
            )
        ]

    def __str__(self) -> str:
        return self.expression


class ReviewedQuestion(models.Model):
    """A question of the city's own test, filed from a case; ``content`` has the form of a row of ``questions/*.yaml``."""  # noqa: E501

    case = models.ForeignKey(ReviewCase, null=True, on_delete=models.PROTECT, related_name="test_questions")
    key = models.CharField(max_length=60, unique=True)
    content = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True, db_default="")

    def __str__(self) -> str:
        return self.key
