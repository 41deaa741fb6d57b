"""Passages that speak to a question, with the sentences that answer marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhengtong.contexts.knowledge.domain import ranking
from zhengtong.contexts.knowledge.domain.highlights import Span, highlight
from zhengtong.contexts.knowledge.domain.validity import holds
from zhengtong.contexts.knowledge.domain.views import Article, PassageView, article_source
from zhengtong.contexts.knowledge.models import Passage
from zhengtong.contexts.knowledge.queries.laws import articles_by_passage, today
from zhengtong.kernel.sources import Source
from zhengtong.platform.search import service as search

ALL_KINDS = ("law", "policy", "document")
COMPARED = 30
"""Articles that a search hands to the comparison: more of them make it slower and no better."""


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
    hits = {int(hit.attributes["passage"]): (place, hit, order) for place, (hit, order) in enumerate(found)}
    views = []
    for passage in Passage.objects.filter(pk__in=hits).select_related("version__document"):
        version = passage.version
        # The index is asked for the day, too; what is handed out is checked against the rows themselves.
        if version.withdrawn_at is None and holds(version.valid_from, passage.valid_to or version.valid_to, day):
            place, hit, order = hits[passage.pk]
            spans = highlight(question, passage.text, extra_terms=extra) if question else ()
            views.append((place, _view(passage, hit, spans, order)))
    return tuple(view for _place, view in sorted(views, key=lambda pair: pair[0]))


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


def _view(passage: Passage, hit: search.Hit, spans: tuple[Span, ...], order: float = 0.0) -> PassageView:
    document = passage.version.document
    return PassageView(
        kind=document.kind,  # type: ignore[arg-type]  # the check constraint allows only these
        document=document.key,
        title=document.short_title,
        label=passage.label,
        text=passage.text,
        path=tuple(passage.path),
        score=hit.score,
        similarity=hit.similarity,
        source=source_of(passage),
        highlights=spans,
        valid_from=passage.version.valid_from,
        valid_to=passage.valid_to or passage.version.valid_to,
        level=document.level,
        order=order,
        number=document.number,
        issuer=document.issuer,
    )


def source_of(passage: Passage) -> Source:
    """Where a passage comes from, as an answer cites it."""
    document = passage.version.document
    if document.kind == "law":
        return article_source(document.key, document.short_title, passage.label)
    return Source(
        kind="policy" if document.kind == "policy" else "document",
        title=document.title,
        locator=passage.label,
        url=f"/documents/{document.key}/#p{passage.position}",
        key=f"{document.kind}:{document.key}#{passage.position}",
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
