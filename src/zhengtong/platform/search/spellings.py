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
_MOST_WORDS = 12


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
    """(spelling, number of the word it starts at); the same spelling only once."""
    words = [word for word in rjieba.cut(simplify(title).replace("\0", "")) if word[0].isalnum()][:_MOST_WORDS]
    sounds = [spell(word) or [word] for word in words]
    seen: set[str] = set()
    for position in range(len(words)):
        rest = [syllable for word in sounds[position:] for syllable in word]
        written = "".join(words[position:])
        initials = "".join(syllable[0] for syllable in rest)
        for spelling in (written[:_LONGEST], "".join(rest)[:_LONGEST], initials[:_LONGEST]):
            if spelling not in seen:
                seen.add(spelling)
                yield spelling, position
