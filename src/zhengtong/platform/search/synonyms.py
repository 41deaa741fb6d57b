"""Everyday expressions that stand for official terms, kept in the database, by source."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from zhengtong.kernel.expressions import Expressions
from zhengtong.kernel.kept import Kept
from zhengtong.platform.search.entries import SynonymEntry
from zhengtong.platform.search.segmentation import simplify
from zhengtong.platform.search.state import forget_state

_FRESH_SECONDS = 2.0


class Lexicon:
    """Synonyms in a form that is quick to look through; compares by identity, so it can key a cache."""

    def __init__(self, entries: Iterable[SynonymEntry]) -> None:
        self._meanings: dict[str, list[tuple[str, float]]] = {}
        for entry in entries:
            meanings = self._meanings.setdefault(simplify(entry.expression), [])
            meanings.extend((simplify(term), entry.weight) for term in entry.terms)
        self._meanings.pop("", None)
        self._known = Expressions(self._meanings)

    def expand(self, text: str) -> list[tuple[str, float]]:
        """What the expressions in a simplified text also mean, best first; the longest expression at a place counts."""
        best: dict[str, float] = {}
        end = 0
        for position, known in self._known.within(text):
            expression = next((each for each in known if _stands_alone(text, position, each)), "")
            if position < end or not expression:
                continue
            for meaning, weight in self._meanings[expression]:
                if meaning not in text:
                    best[meaning] = max(best.get(meaning, 0.0), weight)
            end = position + len(expression)
        return sorted(best.items(), key=lambda pair: -pair[1])


def _stands_alone(text: str, position: int, expression: str) -> bool:
    """``id`` is not an expression within ``idea``; Chinese has no such borders."""
    end = position + len(expression)
    before = position and (text[position - 1] + expression[0]).isascii() and text[position - 1].isalnum()
    after = end < len(text) and (text[end] + expression[-1]).isascii() and text[end].isalnum()
    return not (before or after)


State = tuple[int, int]  # the last number and how many there are: every change of a source writes new numbers


def current() -> Lexicon:
    """The synonyms as of at most two seconds ago, the same object as long as they did not change."""
    return _current()[1]


def _read(known: tuple[State, Lexicon] | None) -> tuple[State, Lexicon]:
    state = _state()
    return known if known is not None and known[0] == state else (state, _load())


def _state() -> State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0), count(*) FROM search_synonym")
        last, number = cursor.fetchone()
    return int(last), int(number)


def set_synonyms(source: str, groups: Iterable[SynonymEntry]) -> None:
    """Replace all synonyms of this source."""
    entries = list(groups)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_synonym WHERE source = %s", [source])
        cursor.executemany(
            "INSERT INTO search_synonym (source, expression, terms, kind, weight) VALUES (%s, %s, %s, %s, %s)",
            [(source, e.expression, list(e.terms), e.kind, e.weight) for e in entries],
        )
    forget()
    transaction.on_commit(forget)  # another thread may have read the old ones meanwhile


def forget() -> None:
    """Read the synonyms anew next time."""
    _current.forget()
    forget_state()


def _load() -> Lexicon:
    with connection.cursor() as cursor:
        cursor.execute("SELECT expression, terms, kind, weight FROM search_synonym ORDER BY id")
        return Lexicon(SynonymEntry(e, tuple(terms), kind, weight) for e, terms, kind, weight in cursor.fetchall())


_current = Kept(_read, seconds=_FRESH_SECONDS)
