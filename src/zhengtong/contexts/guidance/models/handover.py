"""Requests for a person: whose desk they are on, what became of them, and what people wrote."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .conversation import Conversation

DAYS_KEPT = 30  # name and number after closing, where the pack says nothing


class Desk(models.Model):
    """Where people answer, from ``desks.yaml``. ``key``: of a department, or "hotline". ``hours``: as in the pack."""

    key = models.CharField(max_length=80, primary_key=True)
    hours = models.JSONField(default=dict)
    answer_within = models.PositiveIntegerField(null=True, blank=True, help_text="minutes of opening time")
    phone = models.CharField(max_length=200, blank=True, db_default="")
    keep_contact_days = models.PositiveIntegerField(default=DAYS_KEPT)
    visitor_limits = models.JSONField(default=dict, help_text="of domain.handover.VisitorLimits; of the hotline only")
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Handover(models.Model):
    """Somebody wants to talk to a person. ``version`` grows with every change: who changes it must know the last.

    ``ahead``, ``waited``: how many were in the queue when it was asked, and the minutes of opening time until the first
    answer; what later people are told to expect comes from these.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLAIMED = "claimed"
        ANSWERED = "answered"
        CLOSED = "closed"

    class Outcome(models.TextChoices):
        ANSWERED = "answered"
        NO_ANSWER = "no_answer"
        WITHDRAWN = "withdrawn"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="handovers")
    turn = models.PositiveIntegerField(help_text="number of the turn it was asked after; 0 before the first")
    desk = models.CharField(max_length=80)
    reason = models.CharField(max_length=20, help_text="button, words or the state of the reply")
    question = models.TextField(blank=True, db_default="", help_text="masked")
    matter = models.CharField(max_length=64, blank=True, db_default="", help_text="code of the item spoken of")
    language = models.CharField(max_length=10, db_default="zh-Hans")
    state = models.CharField(max_length=8, choices=State.choices, db_default=State.OPEN)
    version = models.PositiveIntegerField(db_default=1)
    contact = models.TextField(blank=True, db_default="", help_text="locked")
    consented = models.DateTimeField(null=True, blank=True)
    asked = models.DateTimeField()
    visitor = models.CharField(max_length=64, blank=True, db_default="", help_text="who asked, for the limits")
    visitor_address = models.CharField(max_length=64, blank=True, db_default="", help_text="a digest, for the limits")
    ahead = models.PositiveIntegerField(db_default=0)
    claimed_by = models.CharField(max_length=150, blank=True, db_default="")
    claimed = models.DateTimeField(null=True, blank=True)
    waits_for_person = models.BooleanField(db_default=False)
    answered = models.DateTimeField(null=True, blank=True)
    waited = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, db_default="")
    why_closed = models.TextField(blank=True, db_default="")
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["desk", "state", "asked", "id"], name="guidance_handover_queue"),
            models.Index(fields=["state", "asked", "id"], name="guidance_handover_all"),
            models.Index(
                fields=["desk", "-answered"], condition=models.Q(waited__isnull=False), name="guidance_handover_waited"
            ),
            models.Index(
                fields=["visitor", "-asked"], condition=~models.Q(visitor=""), name="guidance_handover_visitor"
            ),
            models.Index(
                fields=["visitor_address", "-asked"],
                condition=~models.Q(visitor_address=""),
                name="guidance_handover_address",
            ),
            models.Index(fields=["closed"], condition=~models.Q(contact=""), name="guidance_handover_contact"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(state__in=["open", "claimed"]),
                name="guidance_handover_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", claimed_by="")
                | models.Q(state="closed")
                | (models.Q(state__in=["claimed", "answered"]) & ~models.Q(claimed_by="")),
                name="guidance_handover_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed__isnull=True)),
                name="guidance_handover_closed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.desk} · {self.state}"


class PersonTurn(models.Model):
    """What people wrote to each other in a conversation; no machine has a part in it.

    ``after``: number of the last turn of the conversation at that time. ``facts``: taken from a reply, with sources.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer"
        QUESTION = "question"
        PERSON = "person"
        PASSED = "passed"
        CLOSED = "closed"

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="turns")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="person_turns")
    after = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    desk = models.CharField(max_length=80, blank=True, db_default="", help_text="for which an official speaks")
    account = models.CharField(max_length=150, blank=True, db_default="")
    text = models.TextField()
    internal = models.TextField(blank=True, db_default="", help_text="for officials only")
    facts = models.JSONField(default=list)
    receipt = models.CharField(max_length=40, blank=True, db_default="")
    helpful = models.BooleanField(null=True, blank=True)
    written = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "id"], name="guidance_personturn_order"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} · {self.kind}"
