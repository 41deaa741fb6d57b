"""The words of the catalogue for a speech recogniser, kept for some minutes."""

from __future__ import annotations

import threading
import time

import rjieba

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.spoken import hint

_KEPT_SECONDS = 600.0
_MOST_TITLES = 3000
_lock = threading.Lock()
_kept: dict[bool, tuple[float, str]] = {}


def spoken_words(language: str) -> str:
    """The hint for a language code; empty before a catalogue is loaded."""
    english = language.startswith("en")
    with _lock:
        made, text = _kept.get(english, (0.0, ""))
        if text and time.monotonic() - made < _KEPT_SECONDS:
            return text
    titles = [line.title for line in catalog.list_items(size=_MOST_TITLES).items]
    words = [title.en.lower().split() if english else rjieba.cut(title.zh) for title in titles]
    text = hint((), words, english=english)
    with _lock:
        _kept[english] = (time.monotonic(), text)
    return text


def forget_spoken_words() -> None:
    """Read the catalogue again at the next use."""
    with _lock:
        _kept.clear()
