"""Titles while somebody types."""

from __future__ import annotations

from django.db import connection

from zhengtong.platform.search.entries import Suggestion
from zhengtong.platform.search.segmentation import simplify


def suggest(prefix: str, kinds: tuple[str, ...], limit: int = 8) -> tuple[Suggestion, ...]:
    """Titles that begin with, then titles that contain, what has been typed."""
    typed = simplify(prefix[:64])
    if not typed or not kinds:
        return ()
    pattern = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (kind, object) kind, object, title,
                      CASE WHEN lower(title) LIKE %s THEN 1.0 ELSE 0.5 END - length(title) / 1000.0
               FROM search_entry WHERE kind = ANY(%s) AND lower(title) LIKE %s
               ORDER BY kind, object, 4 DESC""",
            [pattern + "%", list(kinds), "%" + pattern + "%"],
        )
        found = [Suggestion(k, o, t, float(s)) for k, o, t, s in cursor.fetchall()]
    return tuple(sorted(found, key=lambda s: -s.score)[:limit])
