"""What was asked and answered: conversations, their turns, and what people said about an answer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce


class Conversation(models.Model):
    """A dialogue. ``key`` is a random name that only the person who asks knows; ``account`` is set once signed in."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.CharField(max_length=150, blank=True, db_default="")
    channel = models.CharField(max_length=12, db_default="web")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(
                fields=["account", "-created"], condition=~models.Q(account=""), name="guidance_conversation_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Turn(models.Model):
    """One question and its reply. ``question`` is masked; ``reply`` is the JSON form of ``domain.reply.Reply``."""

    # no index of its own: the one of conversation and number finds it
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveIntegerField()
    question = models.TextField()
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, blank=True, db_default="")
    receipt = models.CharField(max_length=40, blank=True, db_default="")
    reply = models.JSONField()
    asked = models.DateTimeField(auto_now_add=True)
    channel = models.CharField(max_length=12, blank=True, db_default="")
    # read out of the reply by the database itself, so that counting needs no reply
    language = models.GeneratedField(
        expression=Coalesce(KT("reply__language"), models.Value(""), output_field=models.CharField(max_length=10)),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    without_model = models.GeneratedField(
        expression=models.Q(reply__contains={"without": ["model"]}),  # type: ignore[arg-type]  # a Q is one, says Django
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["conversation", "number"], name="guidance_turn_number"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["state", "-asked"], name="guidance_turn_state"),
            models.Index(fields=["receipt"], name="guidance_turn_receipt"),
            models.Index(fields=["-asked"], condition=models.Q(without_model=True), name="guidance_turn_without"),
            models.Index(
                fields=["asked", "state", "channel", "language", "without_model"], name="guidance_turn_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.number}"


class Feedback(models.Model):
    """'This is wrong' or thumbs, about one receipt; waits for a person until ``handled``."""

    receipt = models.CharField(max_length=40, db_index=True)
    helpful = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True, db_default="", help_text="of domain.review.REASONS")
    words = models.TextField(blank=True, db_default="")
    question = models.TextField(blank=True, db_default="")
    given = models.DateTimeField(auto_now_add=True)
    handled = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["handled", "-given"], name="guidance_feedback_open")]  # noqa: RUF012

    def __str__(self) -> str:
        return self.receipt
