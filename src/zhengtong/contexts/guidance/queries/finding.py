"""Search pages and suggestions: what fits some words, with the page it is on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from zhengtong.kernel.text import plain_excerpt
from zhengtong.platform.search import service as search

KINDS: dict[str, tuple[str, ...]] = {"item": ("item",), "law": ("law",), "document": ("policy", "document")}
_SUGGESTED = 8
_LONGEST_PREFIX = 60


@dataclass(frozen=True)
class FoundHit:
    """``url`` may be empty where nothing has a page of its own."""

    kind: str
    title: str
    text: str
    url: str
    score: float

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Suggested:
    text: str
    url: str
    kind: str


def find(words: str, kind: str = "item", *, limit: int = 20) -> tuple[FoundHit, ...]:
    """Best first. ``kind``: item | law | document."""
    result = search.search(search.Query(text=words[:400], kinds=KINDS[kind], limit=limit))
    return tuple(
        FoundHit(
            hit.kind, hit.title, plain_excerpt(hit.text, 160), page_of(hit.kind, hit.group, hit.attributes), hit.score
        )
        for hit in result.hits
    )


def page_of(kind: str, group: str, attributes: Any = None) -> str:
    """The address of an object's own page."""
    known = (attributes or {}).get("url", "")
    if known:
        return str(known)
    return f"/items/{quote(group)}/" if kind == "item" else ""


def suggestions(prefix: str) -> tuple[Suggested, ...]:
    """Titles that continue what is being typed."""
    text = prefix.strip()[:_LONGEST_PREFIX]
    if not text:
        return ()
    found = search.suggest(text, ("item",), limit=_SUGGESTED)
    return tuple(Suggested(s.title, page_of(s.kind, s.group), s.kind) for s in found)
