"""Titles while somebody types."""

from __future__ import annotations

from typing import Any

from django.db import connection

from zhengtong.platform.search.entries import Suggestion
from zhengtong.platform.search.pinyin import spell
from zhengtong.platform.search.segmentation import simplify, term_number, terms

_SCANNED = 300
_MOST_TYPED = 40

_STARTING = """
    SELECT e.kind, e.object, e.title, s.position
    FROM (SELECT entry, position FROM search_spelling
          WHERE kind = ANY(%(kinds)s) AND (spelling LIKE %(typed)s OR spelling LIKE %(sounding)s)
          ORDER BY position LIMIT %(scanned)s) AS s
    JOIN search_entry e ON e.id = s.entry
"""
_WITHIN = """
    SELECT e.kind, e.object, e.title, 20
    FROM (SELECT id, kind, object, title FROM search_entry
          WHERE <terms> AND role = ANY('{title,alias,name}') LIMIT %(scanned)s) AS e
"""


def suggest(prefix: str, kinds: tuple[str, ...], limit: int = 8) -> tuple[Suggestion, ...]:
    """Titles and aliases with a word that begins with what has been typed: in characters, in pinyin, in initials,
    or with characters of the same sound; then those that hold its characters elsewhere. The best of each group.
    """
    typed = "".join(simplify(prefix[:200]).split())[:_MOST_TYPED]
    if not typed or not kinds:
        return ()
    sounding = typed if typed.isascii() else "".join(spell(typed))
    params: dict[str, Any] = {
        "kinds": list(kinds), "scanned": _SCANNED,
        "typed": _prefix(typed), "sounding": _prefix(sounding if len(sounding) > 1 else typed),
    }  # fmt: skip
    sql = _STARTING
    if (looked_for := terms(typed)) and len(typed) > 1:
        any_kind = " OR ".join(f"terms @> %(terms_{n})s::int[]" for n in range(len(kinds)))
        sql += " UNION ALL " + _WITHIN.replace("<terms>", f"({any_kind})")
        params |= {f"terms_{n}": [term_number(kind, t) for t in looked_for] for n, kind in enumerate(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    best: dict[tuple[str, str], Suggestion] = {}
    for kind, group, title, position in rows:
        # characters as typed before characters that sound alike, early before late, short before long
        score = (2.0 if typed in simplify(title) else 1.0) - position / 40 - min(len(title), 100) / 250
        if (kind, group) not in best or best[kind, group].score < score:
            best[kind, group] = Suggestion(kind, group, title, score)
    ordered = sorted(best.values(), key=lambda s: (-s.score, s.title, s.group))
    # the same title in several places is one suggestion
    return tuple({suggestion.title: suggestion for suggestion in reversed(ordered)}.values())[::-1][:limit]


def _prefix(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
