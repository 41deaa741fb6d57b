"""What search knows of a text: one entry for an article or passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from zhengtong.contexts.knowledge.domain.validity import amended_law
from zhengtong.contexts.knowledge.models import Document, DocumentVersion, Passage
from zhengtong.platform.search import service as search

BODY_VECTORS = 9  # after every title and question of the catalogue


def publish(versions: Sequence[DocumentVersion]) -> int:
    """Write the search entries of these versions, or remove them where one was withdrawn. Returns how many changed.

    An amendment that the stored text of its law contains already is found through the law, not beside it.
    """
    if not versions:
        return 0
    gone = [version.pk for version in versions if version.withdrawn_at is not None or _contained_elsewhere(version)]
    shown = [version.pk for version in versions if version.pk not in gone]
    if gone:
        passages = Passage.objects.filter(version_id__in=gone).select_related("version__document")
        keys: dict[str, list[str]] = {}
        for passage in passages:
            keys.setdefault(passage.version.document.kind, []).append(_key(passage))
        for kind, of_kind in keys.items():
            search.delete(kind=kind, keys=of_kind)
    if not shown:
        return 0
    passages = Passage.objects.filter(version_id__in=shown).exclude(kind="heading").select_related("version__document")
    return search.upsert(_entries(passages.iterator(chunk_size=2000)))


def _contained_elsewhere(version: DocumentVersion) -> bool:
    amended = amended_law(version.document.title) if version.document.kind == "law" else None
    if amended is None or version.published_on is None:
        return False
    return DocumentVersion.objects.filter(
        document__key=amended, withdrawn_at=None, published_on__gte=version.published_on
    ).exists()


def publish_amendments() -> int:
    """Anew for every amendment, once its law is stored, too: which of them came first is chance."""
    texts = DocumentVersion.objects.filter(withdrawn_at=None, document__kind="law").select_related("document")
    amendments = texts.filter(Q(document__title__contains="修正案") | Q(document__title__contains="关于修改"))
    return publish(list(amendments))


def _entries(passages: Iterator[Passage]) -> Iterator[search.Entry]:
    for passage in passages:
        version = passage.version
        document = version.document
        yield search.Entry(
            kind=document.kind,
            key=_key(passage),
            group=group_of(document, passage),
            title=_title(document, passage),
            text=_text(document, passage),
            role="body",
            region=document.region or None,
            valid_from=version.valid_from,
            valid_to=_earlier(version.valid_to, passage.valid_to),
            attributes={"document": document.key, "passage": passage.pk, "label": passage.label},
            vector_priority=BODY_VECTORS,
        )


def group_of(document: Document, passage: Passage) -> str:
    """An article is found on its own; passages of another document are found as that document."""
    if document.kind == "law":
        return f"law:{document.key}#{passage.label or passage.position}"
    return f"{document.kind}:{document.key}"


def _key(passage: Passage) -> str:
    return f"{passage.version_id}#{passage.position}"


def _title(document: Document, passage: Passage) -> str:
    return f"{document.short_title} {passage.label}".strip()


def _text(document: Document, passage: Passage) -> str:
    context = " ".join(passage.path)
    return f"{context}\n{passage.text}" if context else passage.text


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
