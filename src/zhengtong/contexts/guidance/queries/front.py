"""What the home page offers: examples to try, themes, one-things, matters often needed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from zhengtong.contexts.catalog import service as catalog

_EXAMPLES = 4
_POPULAR = 8


def front(language: str) -> dict[str, Any]:
    """The context of ``ui/home.html``."""
    first = catalog.list_items(size=_POPULAR)
    known = catalog.items([summary.code for summary in first.items])
    return {
        "examples": _examples(known.values(), language),
        "themes": [
            {
                "name": theme.name.in_language(language), "icon": theme.icon or "doc",
                "hint": theme.hint.in_language(language), "url": f"/items/?{urlencode({'theme': theme.key})}",
            }
            for theme in catalog.themes_with_items()
        ],
        "one_things": [
            {
                "name": thing.title.in_language(language), "hint": thing.summary.in_language(language) if thing.summary else "",  # noqa: E501
                "url": f"/one-things/{quote(thing.key)}/",
            }
            for thing in catalog.one_things()
        ],
        "popular": [
            {"name": summary.title.in_language(language), "url": f"/items/{quote(summary.code)}/"} for summary in first.items  # noqa: E501
        ],
        "matters_url": "/items/",
        "laws_url": "/laws/",
    }  # fmt: skip


def _examples(items: Any, language: str) -> list[dict[str, str]]:
    asked = []
    for item in items:
        texts = item.questions.en if language.startswith("en") else item.questions.zh
        asked += list(texts[:1])
    return [{"text": text, "url": f"/guide/?{urlencode({'q': text})}"} for text in asked[:_EXAMPLES]]
