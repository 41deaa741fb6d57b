"""The words of the index with how they sound, held by each process and looked through again when there are new ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from zhengtong.kernel.kept import Kept
from zhengtong.platform.search.pinyin import sound

_FRESH_SECONDS = 20.0
_LONGEST = 8


class Vocabulary:
    """How many entries hold each Chinese word of two to eight characters (about), and its homophones."""

    def __init__(self, rows: Iterable[tuple[str, str, int]] = ()) -> None:
        """Rows of (word, how it sounds, entries)."""
        self._entries: dict[str, int] = {}
        self._homophones: dict[str, list[str]] = {}
        for word, heard, number in rows:
            self._entries[word] = number
            self._homophones.setdefault(heard, []).append(word)

    def entries(self, word: str) -> int:
        """In how many entries the word was seen, about; 0 for an unknown one."""
        return self._entries.get(word, 0)

    def homophones(self, heard: str) -> list[str]:
        """Words that sound like this (see ``pinyin.sound``)."""
        return self._homophones.get(heard, [])

    def pairs_with(self, character: str, most: int = 12) -> list[str]:
        """The most frequent words of two characters that hold this one."""
        pairs = (word for word in self._entries if len(word) == 2 and character in word)
        return sorted(pairs, key=lambda word: (-self._entries[word], word))[:most]

    def __len__(self) -> int:
        return len(self._entries)


_State = tuple[int, int]


def entries_with(word: str) -> int:
    """In how many entries of the index a Chinese word was seen, about; 0 for one that it does not hold."""
    return current().entries(word)


def current() -> Vocabulary:
    """The words as of at most ``_FRESH_SECONDS`` ago, the same object as long as there are no new ones."""
    return _current()[1]


def _read(known: tuple[_State, Vocabulary] | None) -> tuple[_State, Vocabulary]:
    with connection.cursor() as cursor:
        # the count, too: a long transaction commits rows with numbers below those that are known already
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM search_word")
        state = cursor.fetchone()
        if known is not None and known[0] == state:
            return known
        cursor.execute("SELECT text, min(sound), sum(entries)::bigint FROM search_word GROUP BY text ORDER BY text")
        return state, Vocabulary((word, heard, int(number)) for word, heard, number in cursor.fetchall())


_current = Kept(_read, seconds=_FRESH_SECONDS)
forget = _current.forget


def save(counts: Iterable[tuple[str, int]]) -> None:
    """Count words in, within the caller's transaction. Rows are only added: writers never wait for each other."""
    rows = [(word, sound(word), number) for word, number in counts if 2 <= len(word) <= _LONGEST]
    rows = [row for row in rows if row[1].count(" ") == len(row[0]) - 1]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO search_word (text, sound, entries)
                   SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])""",
                [[word for word, _, _ in rows], [heard for _, heard, _ in rows], [n for _, _, n in rows]],
            )
