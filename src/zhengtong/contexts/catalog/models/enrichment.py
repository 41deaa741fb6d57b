"""Other words for an item, drafted by a model or by hand, and what a person decided about them."""

from typing import ClassVar

from django.db import models


class EnrichmentDraft(models.Model):
    """An alias or a typical question of an item. Only accepted ones are searched; what the item says never changes."""

    class Role(models.TextChoices):
        ALIAS = "alias"
        QUESTION = "question"

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="drafts")
    role = models.CharField(max_length=10, choices=Role.choices)
    language = models.CharField(max_length=2, choices=[("zh", "zh"), ("en", "en")])
    text = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, db_default=State.PENDING)
    origin = models.CharField(max_length=150, help_text="model:<name> or file:<name>")
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        db_table = "catalog_enrichment_draft"
        ordering: ClassVar = ["item", "role", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "language", "text"], name="catalog_enrichment_once"),
            models.CheckConstraint(
                condition=models.Q(state="pending") | (models.Q(decided__isnull=False) & ~models.Q(decided_by="")),
                name="catalog_enrichment_decided_by_someone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "item"], name="catalog_enrichment_open")]

    def __str__(self) -> str:
        return self.text
