"""Search pages and suggestions: what fits some words, with the page it is on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language

from zhengtong.contexts.catalog import service as catalog
from zhengtong.kernel.sources import item_page, law_page
from zhengtong.kernel.text import plain_excerpt
from zhengtong.platform.search import service as search

KINDS: dict[str, tuple[str, ...]] = {
    "item": ("item",), "one-thing": ("one-thing",), "law": ("law",), "document": ("policy", "document"),
}  # fmt: skip
_SUGGESTED = 8
_SIMILAR_SHOWN = 5  # of what only means something near: more would bury the words that were asked for
_LONGEST_PREFIX = 60


@dataclass(frozen=True)
class FoundHit:
    """``url`` may be empty where nothing has a page of its own."""

    kind: str
    title: str
    text: str
    url: str
    score: float
    similar: bool = False  # no word in common, only the meaning is near

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Suggested:
    text: str
    url: str
    kind: str


def find(words: str, kind: str = "item", *, limit: int = 20) -> tuple[FoundHit, ...]:
    """Best first. ``kind``: item | one-thing | law | document."""
    result = search.search(search.Query(text=words[:400], kinds=KINDS[kind], limit=limit))
    # an item may be found by an everyday name; it is shown under its own
    items = catalog.items([hit.group for hit in result.hits]) if kind == "item" else {}
    things = {thing.key: thing for thing in catalog.one_things()} if kind == "one-thing" and result.hits else {}
    language = get_language() or "zh-hans"
    found = []
    literal = any(hit.lexical_rank is not None for hit in result.hits)
    for hit in result.hits if literal else result.hits[:_SIMILAR_SHOWN]:
        item = items.get(hit.group)
        title = item.title.in_language(language) if item else hit.title
        text = _about(item, language) if item else hit.text
        if thing := things.get(hit.group):
            title, text = thing.title.in_language(language), thing.summary.in_language(language)
        url = page_of(hit.kind, hit.group, hit.attributes)
        found.append(FoundHit(hit.kind, title, plain_excerpt(text, 160), url, hit.score, not literal))
    return tuple(found)


def _about(item: catalog.ServiceItem, language: str) -> str:
    """What it is in a sentence, and whose it is: the text that was found strings together what the index reads."""
    summary = item.summary.in_language(language) if item.summary else ""
    return " · ".join(part for part in (summary.rstrip("。."), item.department.name.in_language(language)) if part)


def page_of(kind: str, group: str, attributes: Any = None) -> str:
    """The address of an object's own page."""
    known = (attributes or {}).get("url", "")
    if known:
        return str(known)
    if kind == "item":
        return item_page(group)
    if kind == "one-thing":
        return f"/one-things/{quote(group)}/"
    document, label = ((attributes or {}).get(name, "") for name in ("document", "label"))
    if not document:
        return ""
    return law_page(document, label) if kind == "law" else f"/documents/{quote(document, safe='')}/"


def suggestions(prefix: str) -> tuple[Suggested, ...]:
    """Titles that continue what is being typed."""
    text = prefix.strip()[:_LONGEST_PREFIX]
    if not text:
        return ()
    found = search.suggest(text, ("item", "one-thing"), limit=_SUGGESTED)
    return tuple(Suggested(s.title, page_of(s.kind, s.group), s.kind) for s in found)
