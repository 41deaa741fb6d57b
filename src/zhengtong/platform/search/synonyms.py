"""Everyday expressions that stand for official terms, kept in the database, by source."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from zhengtong.platform.search.entries import SynonymEntry
from zhengtong.platform.search.segmentation import simplify, words

_FRESH_SECONDS = 30.0


class Lexicon:
    """Synonyms in a form that is quick to look through; compares by identity, so it can key a cache."""

    def __init__(self, entries: Iterable[SynonymEntry]) -> None:
        self._by_expression: dict[str, list[tuple[str, float]]] = {}
        for entry in entries:
            meanings = self._by_expression.setdefault(simplify(entry.expression), [])
            for term in entry.terms:
                meanings.extend((word, entry.weight) for word in dict.fromkeys(words(term)))
        self._longest = max(map(len, self._by_expression), default=0)

    def expand(self, text: str, terms: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Further words with their weights, best weight first, none that are in ``terms``."""
        best: dict[str, float] = {}
        position = 0
        while position < len(text):
            for size in range(min(self._longest, len(text) - position), 0, -1):
                meanings = self._by_expression.get(text[position : position + size])
                if meanings:
                    for word, weight in meanings:
                        best[word] = max(best.get(word, 0.0), weight)
                    position += size - 1
                    break
            position += 1
        present = set(terms)
        yield from sorted(((w, s) for w, s in best.items() if w not in present), key=lambda pair: -pair[1])


_current: tuple[float, Lexicon] | None = None


def current() -> Lexicon:
    """The synonyms as of at most half a minute ago."""
    global _current  # noqa: PLW0603 - one cache for the process
    if _current is None or time.monotonic() - _current[0] > _FRESH_SECONDS:
        _current = (time.monotonic(), _load())
    return _current[1]


def set_synonyms(source: str, groups: Iterable[SynonymEntry]) -> None:
    """Replace all synonyms of this source."""
    global _current  # noqa: PLW0603
    entries = list(groups)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_synonym WHERE source = %s", [source])
        cursor.executemany(
            "INSERT INTO search_synonym (source, expression, terms, kind, weight) VALUES (%s, %s, %s, %s, %s)",
            [(source, e.expression, list(e.terms), e.kind, e.weight) for e in entries],
        )
    _current = None


def _load() -> Lexicon:
    with connection.cursor() as cursor:
        cursor.execute("SELECT expression, terms, kind, weight FROM search_synonym ORDER BY id")
        return Lexicon(
            SynonymEntry(e, tuple(terms), kind, weight) for e, terms, kind, weight in cursor.fetchall()
        )
