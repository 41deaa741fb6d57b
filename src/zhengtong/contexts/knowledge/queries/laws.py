"""Reading laws and their articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from zhengtong.contexts.knowledge.domain.names import bare_name, edition_year
from zhengtong.contexts.knowledge.domain.numbering import normalise_label
from zhengtong.contexts.knowledge.domain.validity import holds
from zhengtong.contexts.knowledge.domain.views import Article, Law, Standing, VersionView
from zhengtong.contexts.knowledge.models import Document, DocumentVersion, Passage


def today() -> date:
    """The day in the time zone of the product."""
    return timezone.localdate()


def with_versions(documents: QuerySet[Document]) -> QuerySet[Document]:
    versions = (
        DocumentVersion.objects.filter(withdrawn_at=None)
        .annotate(articles=Count("passages", filter=~Q(passages__kind="heading")))
        .order_by("-published_on", "-id")
    )
    return documents.prefetch_related(Prefetch("versions", queryset=versions, to_attr="shown_versions"))


def law_document(name: str, *, on: date | None = None) -> Document | None:
    """The law that goes by this name, full or short; of several the one that is in force."""
    found = list(with_versions(Document.objects.filter(kind="law", names__contains=[bare_name(name)]))[:5])
    day = on or today()
    found.sort(key=lambda d: (_current(d, day) is None, d.key != bare_name(name), len(d.title)))
    return found[0] if found else None


def _current(document: Document, on: date) -> DocumentVersion | None:
    versions: Sequence[DocumentVersion] = document.shown_versions  # type: ignore[attr-defined]  # set by with_versions
    return next((v for v in versions if holds(v.valid_from, v.valid_to, on)), None)


def law_view(document: Document, *, on: date) -> Law:
    """The document as others see it on a day."""
    current = _current(document, on)
    return Law(
        key=document.key,
        name=document.title,
        short_name=document.short_title,
        issuer=document.issuer,
        level=document.level,
        field=document.field,
        effective_on=document.effective_on,
        repealed_on=document.repealed_on,
        versions=tuple(version_view(v, on=on) for v in document.shown_versions),  # type: ignore[attr-defined]
        current=version_view(current, on=on) if current else None,
    )


def version_view(version: DocumentVersion, *, on: date) -> VersionView:
    """One version and how it stands on a day."""
    return VersionView(
        id=version.pk,
        label=version.label,
        published_on=version.published_on,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        standing=standing(version.status, version.valid_from, version.valid_to, on),
        articles=getattr(version, "articles", 0),
    )


def standing(status: str, valid_from: date | None, valid_to: date | None, on: date) -> Standing:
    """In force or why not."""
    if holds(valid_from, valid_to, on):
        return "in-force"
    if status == "repealed":
        return "repealed"
    if valid_to is not None and valid_to <= on:
        return "superseded"
    return "not-yet"


def law(name: str, *, on: date | None = None) -> Law | None:
    """A law by its full or short name (民法典, 《劳动法》, 专利法（2020修正）), with all its versions."""
    day = on or today()
    document = law_document(name, on=day)
    return law_view(document, on=day) if document else None


def choose_version(
    document: Document, *, on: date, name: str = "", version: int | None = None
) -> DocumentVersion | None:
    """The version asked for by id or by the year in the name; else the one in force; else the latest that was."""
    versions: Sequence[DocumentVersion] = document.shown_versions  # type: ignore[attr-defined]
    if version is not None:
        return next((v for v in versions if v.pk == version), None)
    year = edition_year(name) if name else None
    if year is not None:
        of_year = next((v for v in versions if v.published_on and v.published_on.year == year), None)
        if of_year is not None:
            return of_year
    current = _current(document, on)
    if current is not None:
        return current
    begun = [v for v in versions if v.valid_from is None or v.valid_from <= on]
    return next(iter(begun or versions), None)


def _text_of(name: str, on: date, version: int | None) -> tuple[Document, DocumentVersion] | None:
    document = law_document(name, on=on)
    chosen = choose_version(document, on=on, name=name, version=version) if document else None
    return (document, chosen) if document and chosen else None


def find_article(law_name: str, article: str, *, on: date | None = None, version: int | None = None) -> Article | None:
    """One article: ``find_article("劳动法", "第44条")``.

    The text is that of the day ``on``. Where no version is in force that day, the latest one that was is given: look at
    ``Article.in_force`` before citing. None where the law or the article does not exist.
    """
    day = on or today()
    found = _text_of(law_name, day, version)
    if found is None:
        return None
    document, chosen = found
    passage = (
        Passage.objects.filter(version=chosen, label=normalise_label(article))
        .exclude(kind="heading")
        .order_by("position")
        .first()
    )
    return article_view(passage, document=document, version=chosen, on=day) if passage else None


def article_view(passage: Passage, *, document: Document, version: DocumentVersion, on: date) -> Article:
    """An article with how it stands on a day."""
    how = standing(version.status, version.valid_from, version.valid_to, on)
    if how == "in-force" and passage.valid_to is not None and passage.valid_to <= on:
        how = "amended"
    return Article(
        law=document.key,
        law_short=document.short_title,
        label=passage.label,
        text=passage.text,
        path=tuple(passage.path),
        position=passage.position,
        version=version.pk,
        valid_from=version.valid_from,
        valid_to=passage.valid_to or version.valid_to,
        standing=how,
        amended_by=passage.amended_by,
    )


def articles(law_name: str, *, on: date | None = None, version: int | None = None) -> tuple[Article, ...]:
    """All articles of a law in order: of the version asked for, else of the one in force, else of the latest."""
    day = on or today()
    found = _text_of(law_name, day, version)
    if found is None:
        return ()
    document, chosen = found
    passages = Passage.objects.filter(version=chosen).exclude(kind="heading").order_by("position")
    return tuple(article_view(p, document=document, version=chosen, on=day) for p in passages)


def neighbours(article: Article) -> tuple[Article | None, Article | None]:
    """The articles before and after, in the same version (two queries)."""
    around = (
        Passage.objects.filter(version_id=article.version).exclude(kind="heading").select_related("version__document")
    )
    before = around.filter(position__lt=article.position).order_by("-position")[:1]
    after = around.filter(position__gt=article.position).order_by("position")[:1]
    views = [article_view(p, document=p.version.document, version=p.version, on=today()) for p in (*before, *after)]
    previous = next((v for v in views if v.position < article.position), None)
    following = next((v for v in views if v.position > article.position), None)
    return previous, following


def list_laws(
    *, text: str = "", on: date | None = None, limit: int = 50, offset: int = 0
) -> tuple[tuple[Law, ...], int]:
    """Laws by name, those in force first; with how many there are in all. Two queries whatever the number."""
    day = on or today()
    wanted = Document.objects.filter(kind="law")
    if text.strip():
        wanted = wanted.filter(Q(title__icontains=text.strip()) | Q(names__contains=[bare_name(text)]))
    holding = DocumentVersion.objects.filter(withdrawn_at=None).filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
    )
    wanted = wanted.annotate(now=Count("versions", filter=Q(versions__in=holding), distinct=True))
    total = wanted.count()
    page = with_versions(wanted.order_by("-now", "title"))[offset : offset + limit]
    return tuple(law_view(document, on=day) for document in page), total


def has_laws() -> bool:
    """Whether any law is stored."""
    return Document.objects.filter(kind="law").exists()


def articles_by_passage(identifiers: Iterable[int], *, on: date) -> dict[int, Article]:
    """Articles for the passages of search hits (one query)."""
    rows = Passage.objects.filter(pk__in=list(identifiers)).select_related("version__document")
    return {p.pk: article_view(p, document=p.version.document, version=p.version, on=on) for p in rows}
