"""Reading documents that are not laws, and how many of what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhengtong.contexts.knowledge.domain.views import Kind, Standing, VersionView
from zhengtong.contexts.knowledge.models import Document
from zhengtong.contexts.knowledge.queries.laws import choose_version, today, version_view, with_versions


@dataclass(frozen=True)
class DocumentPassage:
    """``label`` as cited, ``position`` names the anchor on the page."""

    position: int
    kind: str
    label: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class DocumentView:
    """A document with the version that is shown: the one in force, else the latest. Lists leave ``passages`` empty."""

    key: str
    kind: Kind
    title: str
    issuer: str
    number: str
    region: str
    source: str
    version: VersionView | None
    versions: tuple[VersionView, ...]
    passages: tuple[DocumentPassage, ...] = ()

    @property
    def standing(self) -> Standing:
        """How the shown version stands on the day asked for."""
        return self.version.standing if self.version else "superseded"


def document(key: str, *, on: date | None = None, version: int | None = None) -> DocumentView | None:
    """A policy, document or law by key, with its text. Three queries."""
    day = on or today()
    found = with_versions(Document.objects.filter(key=key.replace("\x00", ""))).first()
    return _view(found, day, version=version, text=True) if found else None


def list_documents(*, text: str = "", limit: int = 50, offset: int = 0) -> tuple[tuple[DocumentView, ...], int]:
    """Policies and documents by title, without their text, and how many there are in all."""
    wanted = Document.objects.exclude(kind="law")
    if text.strip():
        wanted = wanted.filter(Q(title__icontains=text.strip()) | Q(number__icontains=text.strip()))
    page = with_versions(wanted.order_by("title", "key"))[offset : offset + limit]
    day = today()
    return tuple(_view(found, day) for found in page), wanted.count()


def _view(found: Document, on: date, *, version: int | None = None, text: bool = False) -> DocumentView:
    chosen = choose_version(found, on=on, version=version)
    passages: tuple[DocumentPassage, ...] = ()
    if text and chosen is not None:
        passages = tuple(
            DocumentPassage(p.position, p.kind, p.label, tuple(p.path), p.text)
            for p in chosen.passages.order_by("position")
        )
    return DocumentView(
        key=found.key,
        kind=found.kind,  # type: ignore[arg-type]  # the check constraint allows only these
        title=found.title,
        issuer=found.issuer,
        number=found.number,
        region=found.region,
        source=found.source,
        version=version_view(chosen, on=on) if chosen else None,
        versions=tuple(version_view(v, on=on) for v in found.shown_versions),  # type: ignore[attr-defined]
        passages=passages,
    )
