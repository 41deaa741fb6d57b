"""The words of the index with how they sound, held by each process and caught up with now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from django.db import connection

from zhengtong.platform.search.pinyin import sound

_FRESH_SECONDS = 20.0
_LONGEST = 8


class Vocabulary:
    """How many entries hold each Chinese word of two to eight characters (about), and its homophones."""

    def __init__(self) -> None:
        self._entries: dict[str, int] = {}
        self._homophones: dict[str, list[str]] = {}
        self.version = 0

    def add(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """Count in ``(word, how it sounds, entries)``."""
        for word, heard, number in rows:
            if word not in self._entries:
                self._homophones.setdefault(heard, []).append(word)
            self._entries[word] = self._entries.get(word, 0) + number
        self.version += 1

    def entries(self, word: str) -> int:
        """In how many entries the word was seen, about; 0 for an unknown one."""
        return self._entries.get(word, 0)

    def homophones(self, heard: str) -> list[str]:
        """Words that sound like this (see ``pinyin.sound``)."""
        return self._homophones.get(heard, [])

    def __len__(self) -> int:
        return len(self._entries)


_lock = threading.Lock()
_vocabulary = Vocabulary()
_seen = 0
_checked = float("-inf")


def current() -> Vocabulary:
    """The words as of at most ``_FRESH_SECONDS`` ago; only what is new is read."""
    global _checked  # noqa: PLW0603 - one vocabulary for the process
    if time.monotonic() - _checked > _FRESH_SECONDS and _lock.acquire(blocking=_checked == float("-inf")):
        try:
            _catch_up()
            _checked = time.monotonic()
        finally:
            _lock.release()
    return _vocabulary


def forget() -> None:
    """Read everything anew next time: after words were counted anew, and between tests."""
    global _vocabulary, _seen, _checked
    with _lock:
        _vocabulary, _seen, _checked = Vocabulary(), 0, float("-inf")


def _catch_up() -> None:
    global _seen  # noqa: PLW0603
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM search_word")
        newest = int(cursor.fetchone()[0])
        if newest == _seen:
            return
        cursor.execute(
            """SELECT text, min(sound), sum(entries)::bigint FROM search_word WHERE id > %s AND id <= %s
               GROUP BY text""",
            [_seen, newest],
        )
        _vocabulary.add((word, heard, int(number)) for word, heard, number in cursor.fetchall())
    _seen = newest


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
