"""Retrieve: items for each need in one embedding call and one statement per need; titles of the whole catalogue."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice, choose
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.matters import Matter, absent_matter
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import service as search

FOUND = 100
SHOWN = 12
TITLES_KEPT_SECONDS = 120.0
THRESHOLD = 0.0
NEAR = 2.0


@dataclass(frozen=True)
class Found:
    """Candidates best first, how far the search is to be trusted (0..1), what it made of the words."""

    candidates: tuple[Candidate, ...]
    confidence: float
    absent: Matter | None = None
    corrections: tuple[tuple[str, str], ...] = ()


def items_for(
    resolved: Sequence[Resolved], *, region: str | None = None, audience: str | None = None
) -> list[Found]:
    """One search for each need; needs that are about the item already spoken of are not searched."""
    asked = [r for r in resolved if r.kind not in ("same_item", "other_choice")]
    embedder = ai.embedder()
    vectors = embedder.queries([r.need.query for r in asked]) if embedder and asked else None
    found = {}
    for index, one in enumerate(asked):
        vector = vectors[index] if vectors is not None else None
        found[id(one)] = _search(one, vector, region, audience)
    return [found.get(id(r)) or _known(r) for r in resolved]


def _known(resolved: Resolved) -> Found:
    return Found((Candidate(resolved.item or "", resolved.because, 1.0),), 1.0)


def _search(resolved: Resolved, vector: object, region: str | None, audience: str | None) -> Found:
    query = resolved.need.query
    result = search.search(
        search.Query(text=query, kinds=("item",), limit=FOUND, region=region, audience=audience, vector=vector)  # type: ignore[arg-type]
    )
    candidates = [
        Candidate(
            code=hit.group,
            title=hit.title,
            score=hit.score,
            similarity=hit.similarity or 0.0,
            lexical=hit.lexical_score or 0.0,
            role=hit.role,
            department=str(hit.attributes.get("department", "")),
        )
        for hit in result.hits
    ]
    if resolved.kind == "variation":
        candidates.sort(key=lambda c: c.code == resolved.item)  # what was left behind comes last
    absent = absent_matter(query, all_titles())
    return Found(tuple(candidates[:SHOWN]), 0.0 if absent or not candidates else 1.0, absent, result.prepared.corrections)


def chosen(resolved: Resolved, found: Found) -> Choice:
    """What to do with the candidates of one need."""
    choice = choose(found.candidates, confidence=found.confidence, threshold=THRESHOLD or 1e-9, near=NEAR)
    if found.absent is None:
        return choice
    return Choice("unknown", choice.offered, 0.0, matter=found.absent.name, department=found.absent.department)


_titles: tuple[float, tuple[str, ...]] | None = None


def all_titles() -> tuple[str, ...]:
    """Titles of all items in force; read again after two minutes."""
    global _titles  # noqa: PLW0603 - one value per process
    if _titles is None or time.monotonic() - _titles[0] > TITLES_KEPT_SECONDS:
        page = catalog.list_items(size=1_000_000)
        _titles = (time.monotonic(), tuple(item.title.zh for item in page.items))
    return _titles[1]


def passages_for(understood: Understood, choices: Sequence[Choice]) -> list[dict[str, str]]:
    """Passages of law and policy in force that bear on the question."""
    return []
