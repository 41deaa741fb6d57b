"""Store versions of documents: rows, search entries and audit in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhengtong.contexts.knowledge.actions.publish import publish
from zhengtong.contexts.knowledge.domain.names import bare_name
from zhengtong.contexts.knowledge.domain.records import Outcome, PassageRecord, VersionRecord
from zhengtong.contexts.knowledge.models import Document, DocumentVersion, Passage
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger.service import record_audit


@dataclass(frozen=True)
class Stored:
    """``updated``: a new or corrected version, or corrected dates, of a document that was there."""

    key: str
    version: int
    outcome: Outcome
    passages: int


def store_versions(*, records: Iterable[VersionRecord], actor: Actor) -> tuple[Stored, ...]:
    """Store all or none. A record whose text and dates are known already changes nothing."""
    results: list[Stored] = []
    with transaction.atomic():
        touched: list[DocumentVersion] = []
        for record in records:
            stored, version = _store(record, actor)
            results.append(stored)
            if stored.outcome != "unchanged":
                touched.append(version)
                record_audit(
                    actor=actor,
                    verb=f"knowledge.{stored.outcome}",
                    subject=f"{record.kind}:{record.key}",
                    detail={
                        "title": record.title,
                        "version": stored.version,
                        "passages": stored.passages,
                        "digest": version.digest,
                    },
                )
        publish(touched)
    return tuple(results)


def _store(record: VersionRecord, actor: Actor) -> tuple[Stored, DocumentVersion]:
    document, document_outcome = _document(record)
    digest = record.text_digest
    known = list(DocumentVersion.objects.filter(document=document, source_key=record.source_key))
    same = next((version for version in known if version.digest == digest), None)
    if same is not None:
        changed = _correct_dates(same, record) | _correct_passages(same, record.passages)
        outcome: Outcome = "updated" if changed or document_outcome == "updated" else "unchanged"
        return Stored(record.key, same.pk, outcome, 0), same
    version = DocumentVersion.objects.create(
        document=document,
        label=record.label,
        source_key=record.source_key,
        digest=digest,
        status=record.status,
        published_on=record.published_on,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        created_by=actor.identifier,
    )
    Passage.objects.bulk_create(
        [_row(version, position, passage) for position, passage in enumerate(record.passages)], batch_size=1000
    )
    withdrawn = [other for other in known if other.withdrawn_at is None]
    for other in withdrawn:
        other.withdrawn_at = timezone.now()
        other.save(update_fields=["withdrawn_at"])
    publish(withdrawn)
    if record.closes_earlier and version.valid_from is not None:
        publish(_close_earlier(version, version.valid_from))
    outcome = "created" if document_outcome == "created" else "updated"
    return Stored(record.key, version.pk, outcome, len(record.passages)), version


def _close_earlier(version: DocumentVersion, begins: date) -> list[DocumentVersion]:
    """Versions without an end that began before this one end when it begins."""
    open_ended = version.document.versions.filter(withdrawn_at=None, valid_to=None).exclude(pk=version.pk)
    closed = [other for other in open_ended if other.valid_from is None or other.valid_from < begins]
    for other in closed:
        other.valid_to, other.status = begins, "superseded"
        other.save(update_fields=["valid_to", "status"])
    return closed


def _row(version: DocumentVersion, position: int, passage: PassageRecord) -> Passage:
    return Passage(
        version=version,
        position=position,
        kind=passage.kind,
        path=[part[:300] for part in passage.path],
        label=passage.label[:60],
        text=passage.text,
        valid_to=passage.valid_to,
        amended_by=passage.amended_by,
    )


def _document(record: VersionRecord) -> tuple[Document, Outcome]:
    names = sorted({bare_name(record.title), *record.names})
    facts = {
        "kind": record.kind,
        "title": record.title,
        "short_title": record.short_title,
        "names": names,
        "issuer": record.issuer,
        "number": record.number,
        "level": record.level,
        "field": record.field,
        "region": record.region,
        "source": record.source,
        "origin": record.origin,
        "effective_on": record.effective_on,
        "repealed_on": record.repealed_on,
    }
    document, created = Document.objects.get_or_create(key=record.key, defaults=facts)
    if created:
        return document, "created"
    # An older edition that comes later in the source must not overwrite what the newest says.
    newest = (
        document.versions.filter(withdrawn_at=None)
        .order_by("-published_on")
        .values_list("published_on", flat=True)
        .first()
    )
    if newest and record.published_on and record.published_on < newest:
        return document, "unchanged"
    changed = [name for name, value in facts.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, facts[name])
    if changed:
        document.save()
    return document, "updated" if changed else "unchanged"


def _correct_dates(version: DocumentVersion, record: VersionRecord) -> bool:
    facts = {
        "status": record.status,
        "label": record.label,
        "published_on": record.published_on,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "withdrawn_at": None,
    }
    changed = [name for name, value in facts.items() if getattr(version, name) != value]
    for name in changed:
        setattr(version, name, facts[name])
    if changed:
        version.save(update_fields=changed)
    return bool(changed)


def _correct_passages(version: DocumentVersion, records: Sequence[PassageRecord]) -> bool:
    """The text is the same; what a later amendment says about single articles may not be."""
    wanted = {position: (record.valid_to, record.amended_by) for position, record in enumerate(records)}
    changed = []
    for passage in version.passages.only("id", "position", "valid_to", "amended_by"):
        dates = wanted.get(passage.position, (passage.valid_to, passage.amended_by))
        if (passage.valid_to, passage.amended_by) != dates:
            passage.valid_to, passage.amended_by = dates
            changed.append(passage)
    Passage.objects.bulk_update(changed, ["valid_to", "amended_by"], batch_size=500)
    return bool(changed)
