"""Retrieve: the needs of a message embedded in one call, then one search and one reading of similarities for each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain import ranking, ranking_adapter, ranking_lexicon
from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice, choose
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.facets import asks_about_rules
from zhengtong.contexts.guidance.domain.matters import Matter, absent_matter
from zhengtong.contexts.guidance.domain.ranking_lexicon import Expression
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.sources import Source
from zhengtong.kernel.text import plain_excerpt
from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import service as search

FOUND = 60
SHOWN = 12
PASSAGES = 3
LONGEST_WAIT_MS = 4000  # then the reply says that the search is down
NEARLY_CERTAIN = 0.85
PASSAGE_CHARACTERS = 400
TITLES_KEPT_SECONDS = 120.0
_ASKING_DOMAIN = "service"  # expressions about asking itself (how, where, bring): no matter of their own

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """Candidates best first, how far the search is to be trusted (0..1), what it made of the words."""

    candidates: tuple[Candidate, ...]
    confidence: float
    absent: Matter | None = None
    by_meaning: bool = False
    understood_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Scope:
    """Where to search, and the titles of everything there."""

    region: str | None
    audience: str | None
    titles: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    resolved: Resolved
    text: str
    expressions: tuple[Expression, ...]

    @property
    def looked_up(self) -> str:
        return ranking_lexicon.query_text(self.resolved.need.query, self.expressions)


def items_for(resolved: Sequence[Resolved], *, region: str | None = None, audience: str | None = None) -> list[Found]:
    """One search for each need; needs about the item already spoken of are not searched."""
    asked = {n: _asked(r) for n, r in enumerate(resolved) if r.kind not in ("same_item", "other_choice")}
    vectors = dict(zip(asked, _vectors([a.looked_up for a in asked.values()]), strict=True))
    titles = all_titles()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_WAIT_MS}")
        return [
            _search(asked[n], vectors[n], Scope(region, audience, titles)) if n in asked else _known(r)
            for n, r in enumerate(resolved)
        ]


def _asked(resolved: Resolved) -> _Asked:
    need = resolved.need
    whole = need.text if resolved.kind == "new" and not need.context else f"{need.text} {need.query}"
    text = simplify(whole).lower()
    return _Asked(resolved, text, ranking_lexicon.shipped().find(text))


def _vectors(texts: list[str]) -> list[Vector | None]:
    embedder = ai.embedder()
    if embedder is None or not texts:
        return [None] * len(texts)
    vectors = embedder.queries(texts)
    adapter = ranking_adapter.shipped(embedder.name)
    return [adapter.adapt(v) if adapter else v for v in vectors]


def _known(resolved: Resolved) -> Found:
    return Found((Candidate(resolved.item or "", resolved.because, 1.0),), 1.0)


def _search(asked: _Asked, vector: Vector | None, scope: Scope) -> Found:
    result = search.search(
        search.Query(
            text=asked.looked_up, kinds=("item",), limit=FOUND, region=scope.region, audience=scope.audience, vector=vector,  # noqa: E501
            mode="hybrid" if vector is not None else "lexical",
        )
    )  # fmt: skip
    hits = {hit.group: hit for hit in result.hits}
    near = search.similarities("item", list(hits), vector) if vector is not None and hits else {}
    question = ranking.Understood(asked.text, _terms(asked), scope.region, scope.audience)
    ranked = ranking.rank(question, [_candidate(hit, near.get(hit.group, {})) for hit in result.hits])
    sure = ranking.confidence(question, ranked)
    if asked.resolved.kind == "variation":  # what was left behind comes last
        ranked.sort(key=lambda r: r.code == asked.resolved.item)
    may_lack = asked.resolved.kind == "new" and sure < NEARLY_CERTAIN
    absent = absent_matter(asked.resolved.need.query, scope.titles) if may_lack else None
    return Found(
        tuple(_shown(r, hits[r.code], near.get(r.code, {}), asked) for r in ranked[:SHOWN]),
        sure,
        absent,
        bool(near),
        tuple((e.expression, e.terms[0]) for e in asked.expressions if e.domain != _ASKING_DOMAIN),
    )


def _terms(asked: _Asked) -> tuple[tuple[str, ...], ...]:
    return tuple(e.terms for e in asked.expressions if e.domain != _ASKING_DOMAIN)


def _candidate(hit: search.Hit, near: dict[str, float]) -> ranking.Candidate:
    known = hit.attributes
    return ranking.Candidate(
        hit.group,
        hit.title,
        parent=str(known.get("parent", "")),
        has_conditions=bool(known.get("conditions")),
        has_materials=bool(known.get("materials")),
        similarities=near,
        lexical=hit.lexical_score or 0.0,
    )


def _shown(ranked: ranking.Ranked, hit: search.Hit, near: dict[str, float], asked: _Asked) -> Candidate:
    words = tuple(dict.fromkeys(e.expression for e in asked.expressions if any(t in hit.title for t in e.terms)))
    return Candidate(
        code=ranked.code,
        title=str(hit.attributes.get("name") or hit.title),
        score=ranked.score,
        similarity=max(near.values(), default=0.0),
        lexical=hit.lexical_score or 0.0,
        role=hit.role,
        words=words,
        department=str(hit.attributes.get("department", "")),
    )


def chosen(resolved: Resolved, found: Found) -> Choice:
    """What to do with the candidates of one need."""
    if found.absent is not None:
        offered = found.candidates[:5]
        return Choice("unknown", offered, 0.0, matter=found.absent.name, department=found.absent.department)
    if resolved.kind != "new":
        return choose(found.candidates, confidence=found.confidence, threshold=0.0)
    model = ranking.shipped_model()
    return choose(
        found.candidates,
        confidence=found.confidence,
        threshold=model.decline_below,
        # without vectors the score lacks its largest part and says nothing about nearness
        least_score=model.least_score if found.by_meaning else float("-inf"),
    )


_titles: tuple[float, tuple[str, ...]] | None = None


def all_titles() -> tuple[str, ...]:
    """Titles of all items in force; read again after two minutes."""
    global _titles  # noqa: PLW0603 - one value per process
    if _titles is None or time.monotonic() - _titles[0] > TITLES_KEPT_SECONDS:
        page = catalog.list_items(size=1_000_000)
        _titles = (time.monotonic(), tuple(item.title.zh for item in page.items))
    return _titles[1]


def passages_for(text: str, *, region: str | None = None) -> list[dict[str, str]]:
    """Passages of law and policy in force that speak to a question about law or policy; none for other questions."""
    if not asks_about_rules(text):
        return []
    return [
        {
            "kind": view.source.kind,
            "title": view.source.title,
            "locator": view.source.locator,
            "text": plain_excerpt(view.text, PASSAGE_CHARACTERS),
            "url": view.source.url or _law_page(view.source),
        }
        for view in knowledge.answer_passages(text, region=region, limit=PASSAGES)
    ]


def _law_page(source: Source) -> str:
    if source.kind != "law":
        return ""
    return f"/laws/{quote(source.title, safe='')}/{quote(source.locator, safe='')}/".replace("//", "/")
