"""Passages of law and policy as the pages show them: words marked, contradictions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zhengtong.contexts.guidance.domain.facets import asks_about_rights
from zhengtong.contexts.guidance.domain.reply import Passage, Reply


def passage_groups(reply: Reply) -> list[dict[str, Any]]:
    """Passages in order, each by itself or, where they contradict each other, together with the others."""
    passages = [p for need in reply.needs for p in need.passages]
    groups: list[dict[str, Any]] = []
    by_conflict = {n: list(g) for n, g in groupby(sorted(passages, key=_conflict), key=_conflict) if n}
    for passage in passages:
        if not passage.conflict:
            groups.append({"conflict": False, "passages": [_view(passage)]})
        elif members := by_conflict.pop(passage.conflict, []):
            groups.append({"conflict": True, "passages": [_view(p) for p in members]})
    return groups


def passages_first(reply: Reply) -> bool:
    """Whether the person asked for a right: then the article is the answer and the matter follows."""
    return asks_about_rights(reply.question)


def _conflict(passage: Passage) -> int:
    return passage.conflict


def _view(passage: Passage) -> dict[str, Any]:
    return {
        "title": passage.title, "locator": passage.locator, "url": passage.url, "source": passage.source,
        "note": passage.note, "status": passage.status, "pieces": pieces(passage.text, passage.marks),
        "since": _day(passage.since),
    }  # fmt: skip


def _day(since: str) -> date | None:
    try:
        return date.fromisoformat(since)
    except ValueError:
        return None


def pieces(text: str, marks: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """(stretch, whether it is marked); together they are the text, whatever the marks are."""
    found: list[tuple[str, bool]] = []
    position = 0
    for first, last in sorted((int(a), int(b)) for a, b in marks):
        start, end = max(first, position), min(last, len(text))
        if start < end:
            found += [(text[position:start], False), (text[start:end], True)]
            position = end
    return [(part, marked) for part, marked in [*found, (text[position:], False)] if part]
