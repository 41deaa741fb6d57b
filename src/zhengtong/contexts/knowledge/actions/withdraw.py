"""Take documents out of sight; their texts stay stored."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from zhengtong.contexts.knowledge.actions.publish import publish
from zhengtong.contexts.knowledge.models import Document, DocumentVersion
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger.service import record_audit


def withdraw_documents(*, keys: Collection[str], actor: Actor) -> int:
    """Withdraw every shown version of these documents. Returns how many documents had one."""
    with transaction.atomic():
        documents = Document.objects.filter(
            key__in=list(keys), versions__withdrawn_at=None, versions__isnull=False
        ).distinct()
        count = 0
        for document in documents:
            versions = list(DocumentVersion.objects.filter(document=document, withdrawn_at=None))
            for version in versions:
                version.withdrawn_at = timezone.now()
                version.save(update_fields=["withdrawn_at"])
            publish(versions)
            record_audit(
                actor=actor,
                verb="knowledge.withdrawn",
                subject=f"{document.kind}:{document.key}",
                detail={"title": document.title},
            )
            count += 1
    return count


def withdraw_missing(*, origin: str, kept: Collection[str], actor: Actor) -> int:
    """Withdraw what this origin once brought and no longer has."""
    gone = Document.objects.filter(origin=origin).exclude(key__in=list(kept)).values_list("key", flat=True)
    return withdraw_documents(keys=list(gone), actor=actor)
