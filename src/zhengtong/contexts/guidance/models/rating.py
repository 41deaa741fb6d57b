"""What people and model judges think of replies that were dealt to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhengtong.contexts.guidance.models.conversation import Turn


class Rating(models.Model):
    """One rater's view of one reply, on a closed scale. ``rater``: the name of the account or of the model."""

    class Kind(models.TextChoices):
        PERSON = "person"
        MODEL = "model"

    class Grade(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"
        UNSURE = "unsure"

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=150)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    matter = models.CharField(max_length=8, choices=Grade.choices)
    complete = models.CharField(max_length=8, choices=Grade.choices)
    understandable = models.CharField(max_length=8, choices=Grade.choices)
    words = models.TextField(blank=True, db_default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["turn", "rater"], name="guidance_rating_once")]
        indexes: ClassVar = [models.Index(fields=["-at"], name="guidance_rating_at")]

    def __str__(self) -> str:
        return f"{self.rater}: {self.matter}"
