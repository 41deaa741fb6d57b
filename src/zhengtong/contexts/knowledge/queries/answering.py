"""Passages that speak to a question, with the sentences that answer marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengtong.contexts.knowledge.domain import ranking
from zhengtong.contexts.knowledge.domain.highlights import Span, highlight
from zhengtong.contexts.knowledge.domain.validity import holds
from zhengtong.contexts.knowledge.domain.views import Article, Kind, PassageView, article_source
from zhengtong.contexts.knowledge.queries.laws import articles_by_passage, today
from zhengtong.kernel.sources import Source
from zhengtong.platform.database import service as database
from zhengtong.platform.search import service as search

ALL_KINDS = ("law", "policy", "document")
COMPARED = 30
"""Articles that a search hands to the comparison: more of them make it slower and no better."""


# a passage may end to hold before its version does
_PASSAGES = """
SELECT p.id, d.kind, d.key, d.title, d.short_title, p.label, p.position, p.text, p.path, v.valid_from,
    coalesce(p.valid_to, v.valid_to), d.level, d.number, d.issuer
FROM knowledge_passage p JOIN knowledge_documentversion v ON v.id = p.version_id
JOIN knowledge_document d ON d.id = v.document_id
WHERE p.id = ANY(%s) AND v.withdrawn_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of ``_PASSAGES``."""

    id: int
    kind: Kind
    document: str
    title: str
    short_title: str
    label: str
    position: int
    text: str
    path: list[str]
    valid_from: date | None
    valid_to: date | None
    level: str
    number: str
    issuer: str


def answer_passages(
    question: str,
    *,
    kinds: Sequence[str] = ALL_KINDS,
    on: date | None = None,
    region: str | None = None,
    limit: int = 5,
) -> tuple[PassageView, ...]:
    """The best passages in force on the day, best first. Articles of law in the order of ``search_articles``, at the
    places where a search of all kinds finds articles.
    """
    day = on or today()
    result = search.search(search.Query(text=question, kinds=tuple(kinds), limit=limit, on=day, region=region))
    found = [hit for hit in result.hits if "passage" in hit.attributes]
    if any(hit.kind == "law" for hit in found):
        articles = iter([hit for hit, _ in ranked_articles_with_scores(question, on=day)][:limit])
        found = [next(articles, hit) if hit.kind == "law" else hit for hit in found]
    return _views(question, [(hit, 0.0) for hit in found], day, tuple(term for term, _ in result.prepared.expansions))


def passages_to_compare(
    question: str, *, on: date | None = None, region: str | None = None, articles: int = COMPARED, others: int = 20
) -> tuple[PassageView, ...]:
    """Articles, and then passages of policies and documents, in force on the day, to be weighed by whoever asks.

    No sentence of them is marked: ``highlight`` does that for those that are shown.
    """
    day = on or today()
    laws = ranked_articles_with_scores(question, on=day)[:articles]
    query = search.Query(text=question, kinds=("policy", "document"), limit=others, on=day, region=region, group=False)
    policies = [(hit, 0.0) for hit in search.search(query, texts=False).hits if "passage" in hit.attributes]
    return _views("", [*laws, *policies], day, ())


def _views(
    question: str, found: Sequence[tuple[search.Hit, float]], day: date, extra: tuple[str, ...]
) -> tuple[PassageView, ...]:
    rows = _read([int(hit.attributes["passage"]) for hit, _ in found])
    views = []
    for hit, order in found:
        # The index is asked for the day, too; what is handed out is checked against the rows themselves.
        row = rows.get(int(hit.attributes["passage"]))
        if row is not None and holds(row.valid_from, row.valid_to, day):
            spans = highlight(question, row.text, extra_terms=extra) if question else ()
            views.append(_view(row, hit, spans, order))
    return tuple(views)


def _read(passages: list[int]) -> dict[int, _Row]:
    """Passages that are not withdrawn, in one statement and without models: most of many are only compared."""
    with database.prepared_cursor() as cursor:
        cursor.execute(_PASSAGES, [passages])
        return {row[0]: _Row(*row) for row in cursor.fetchall()}


def ranked_articles(question: str, *, on: date, most: int = COMPARED, embed_missing: int = 0) -> tuple[search.Hit, ...]:
    """Hits of articles in force on the day, best first: the best ``most`` of the search, compared once more."""
    scored = ranked_articles_with_scores(question, on=on, most=most, embed_missing=embed_missing)
    return tuple(hit for hit, _ in scored)


def ranked_articles_with_scores(
    question: str, *, on: date, most: int = COMPARED, embed_missing: int = 0
) -> list[tuple[search.Hit, float]]:
    """Each hit with what the comparison gave it, which means something within one question only."""
    query = search.Query(
        text=question, kinds=("law",), limit=most, on=on, fuse="scores", embed_missing=embed_missing
    )  # fmt: skip
    hits = search.search(query).hits
    candidates = [
        ranking.Candidate(str(hit.attributes.get("document", "")), hit.text, hit.lexical_score, hit.similarity)
        for hit in hits
    ]
    scores = ranking.scores(question, candidates)
    order = sorted(range(len(hits)), key=lambda place: -scores[place])
    return [(hits[place], float(scores[place])) for place in order]


def _view(row: _Row, hit: search.Hit, spans: tuple[Span, ...], order: float) -> PassageView:
    return PassageView(
        kind=row.kind,
        document=row.document,
        title=row.short_title,
        label=row.label,
        text=row.text,
        path=tuple(row.path),
        score=hit.score,
        similarity=hit.similarity,
        source=_source_of(row),
        highlights=spans,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        level=row.level,
        order=order,
        number=row.number,
        issuer=row.issuer,
    )


def _source_of(row: _Row) -> Source:
    """Where a passage comes from, as an answer cites it."""
    if row.kind == "law":
        return article_source(row.document, row.short_title, row.label)
    return Source(
        kind=row.kind,
        title=row.title,
        locator=row.label,
        url=f"/documents/{row.document}/#p{row.position}",
        key=f"{row.kind}:{row.document}#{row.position}",
    )


def search_articles(
    question: str, *, on: date | None = None, limit: int = 5, embed_missing: int = 0
) -> tuple[Article, ...]:
    """The articles in force on the day that settle a question or a situation, best first.

    ``embed_missing``: so many of the best by words get their vector now where the background work has not come to
    them yet (about 70 ms each, kept for later); 0 for replies to people.
    """
    day = on or today()
    hits = ranked_articles(question, on=day, embed_missing=embed_missing)[:limit]
    wanted = [int(hit.attributes["passage"]) for hit in hits]
    found = articles_by_passage(wanted, on=day)
    return tuple(found[identifier] for identifier in wanted if identifier in found)
