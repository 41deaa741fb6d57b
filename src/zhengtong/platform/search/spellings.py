"""How a title can be typed: from each of its words on, as written, in pinyin, in initials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import rjieba
from django.db.backends.utils import CursorWrapper

from zhengtong.platform.search.entries import Entry
from zhengtong.platform.search.pinyin import spell
from zhengtong.platform.search.segmentation import simplify

ROLES = frozenset({"title", "alias", "name"})
_LONGEST = 40
_MOST_STARTS = 16


def replace(cursor: CursorWrapper, numbered: Sequence[tuple[int, Entry]]) -> None:
    """Store the spellings of the entries that are titles instead of those that were there."""
    cursor.execute("DELETE FROM search_spelling WHERE entry = ANY(%s)", [[number for number, _ in numbered]])
    rows = [
        (number, entry.kind, spelling, position)
        for number, entry in numbered
        if entry.role in ROLES
        for spelling, position in spellings(entry.title)
    ]
    if rows:
        cursor.execute(
            """INSERT INTO search_spelling (entry, kind, spelling, position)
               SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::smallint[])""",
            [list(column) for column in zip(*rows, strict=True)],
        )


def spellings(title: str) -> Iterator[tuple[str, int]]:
    """(spelling, how many words come before it); the same spelling only once."""
    text = simplify(title).replace("\0", "")[:_LONGEST]
    tokens = [token for token in rjieba.tokenize(text, "search") if token[0][0].isalnum()]
    starts = sorted({start for _, start, _ in tokens})[:_MOST_STARTS]
    heard = [pair for word, start, _ in rjieba.tokenize(text) if word[0].isalnum() for pair in _sounds(word, start)]
    seen: set[str] = set()
    for position, start in enumerate(starts):
        rest = [sound for place, sound in heard if place >= start]
        written = "".join(character for character in text[start:] if character.isalnum())
        for spelling in (written, "".join(rest), "".join(sound[0] for sound in rest)):
            if spelling and spelling not in seen:
                seen.add(spelling)
                yield spelling[:_LONGEST], position


def _sounds(word: str, start: int) -> list[tuple[int, str]]:
    """(place in the text, syllable) for each character; a word that is not Chinese is one piece."""
    syllables = spell(word)
    return list(enumerate(syllables, start)) if len(syllables) == len(word) else [(start, word)]
