"""REST: laws, articles, documents, checks of citations."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhengtong.contexts.knowledge import service
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.service import Day

router = Router(tags=["knowledge"])
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


class VersionOut(Schema):
    id: int
    label: str
    published_on: Day | None
    valid_from: date | None
    valid_to: date | None
    standing: str
    articles: int


class LawOut(Schema):
    key: str
    name: str
    short_name: str
    issuer: str
    level: str
    field: str
    effective_on: Day | None
    repealed_on: Day | None
    in_force: bool
    current: VersionOut | None
    versions: list[VersionOut]


class LawsOut(Schema):
    total: int
    laws: list[LawOut]


class ArticleOut(Schema):
    law: str
    law_short: str
    label: str
    text: str
    path: list[str]
    version: int
    valid_from: date | None
    valid_to: date | None
    standing: str
    in_force: bool
    amended_by: str
    cite: str


class PassageOut(Schema):
    position: int
    kind: str
    label: str
    path: list[str]
    text: str


class DocumentOut(Schema):
    key: str
    kind: str
    title: str
    issuer: str
    number: str
    region: str
    source: str
    standing: str
    version: VersionOut | None
    passages: list[PassageOut] = Field(default_factory=list)


class DocumentsOut(Schema):
    total: int
    documents: list[DocumentOut]


class CitationsIn(Schema):
    text: str = Field(max_length=100_000, description="A text with citations such as 《劳动法》第四十四条")
    on: Day | None = Field(None, description="The day on which they should hold; today when left out")


class CitationOut(Schema):
    cited: str
    law: str | None
    article: str | None
    exists: bool
    in_force: bool
    quote_matches: bool | None
    standing: str
    text: str
    message: str
    outcome: str = Field(
        description="in-force, changed, repealed, not-yet, misquoted, no-such-article, no-such-part: "
        "known; not-held, unresolved: not checked"
    )
    wrong: bool
    start: int
    end: int
    url: str
    since: date | None
    until: date | None
    by: str = Field(description="What repealed or changed it")
    now: str = Field(description="How the article reads today, where the text cited is an older one")


@router.get("/laws", response=LawsOut)
def laws(
    request: HttpRequest,
    q: str = "",
    on: Day | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """Laws by name, those in force first."""
    found, total = service.list_laws(text=q.replace("\x00", "")[:200], on=on, limit=limit, offset=offset)
    return {"total": total, "laws": found}


@router.get("/laws/{law}", response=LawOut)
def law(request: HttpRequest, law: str, on: Day | None = None) -> service.Law:
    """One law by full or short name, with its versions."""
    found = service.law(law, on=on)
    if found is None:
        raise Fault("law-unknown", "There is no law “%(law)s”.", params={"law": law}, status=404)
    return found


@router.get("/laws/{law}/articles", response=list[ArticleOut])
def articles(request: HttpRequest, law: str, on: Day | None = None) -> tuple[service.Article, ...]:
    """All articles of the text that holds on the day."""
    found = service.articles(law, on=on)
    if not found:
        raise Fault("law-unknown", "There is no law “%(law)s”.", params={"law": law}, status=404)
    return found


@router.get("/laws/{law}/{article}", response=ArticleOut)
def article(request: HttpRequest, law: str, article: str, on: Day | None = None) -> service.Article:
    """One article; look at ``in_force`` before relying on it."""
    found = service.find_article(law, article, on=on)
    if found is None:
        raise Fault(
            "article-unknown", "%(law)s has no %(article)s.", params={"law": law, "article": article}, status=404
        )
    return found


@router.get("/documents", response=DocumentsOut)
def documents(request: HttpRequest, q: str = "", limit: Limit = 50, offset: Offset = 0) -> dict[str, object]:
    """Policies and other documents by title, without their text."""
    found, total = service.list_documents(text=q.replace("\x00", "")[:200], limit=limit, offset=offset)
    return {"total": total, "documents": found}


@router.get("/documents/{key}", response=DocumentOut)
def document(request: HttpRequest, key: str, on: Day | None = None) -> service.DocumentView:
    """One document with its passages."""
    found = service.document(key, on=on)
    if found is None or found.version is None:
        raise Fault("document-unknown", "There is no document “%(key)s”.", params={"key": key}, status=404)
    return found


@router.post("/citations/verify", response=list[CitationOut])
def verify(request: HttpRequest, body: CitationsIn) -> tuple[service.CitationCheck, ...]:
    """Every citation in a text: does the article exist, does it hold on the day, is it quoted as it stands."""
    return service.verify_citations(body.text, on=body.on)
