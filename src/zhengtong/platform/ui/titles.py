"""Names of sources in the reader's language. Who knows them registers here; the Chinese name always stays."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

_Namer = Callable[[str, str], tuple[str, str]]
_namers: list[_Namer] = []
_NAMED_KINDS = ("law", "policy", "document", "standard", "city")


def name_sources_by(namer: _Namer) -> None:
    """``namer``: title and place in the original to title and place for a reader of English."""
    if namer not in _namers:
        _namers.append(namer)


def source_for_reader(kind: str, title: str, locator: str) -> tuple[str, str]:
    """Title and place of a source as the page of this reader shows them."""
    if kind not in _NAMED_KINDS or not (get_language() or "").startswith("en"):
        return title, locator
    for namer in _namers:
        title, locator = namer(title, locator)
    return title, locator
