"""Which state the index is in: the same numbers mean that nothing in it has changed since."""

from __future__ import annotations

from django.db import connection

_READ = """
SELECT kind, sum(step)::bigint FROM search_change GROUP BY kind
UNION ALL SELECT 'synonyms', coalesce(max(id), 0) * 1000000 + count(*) FROM search_synonym
"""


def index_state() -> dict[str, int]:
    """A number for each kind of entry, and one for the synonyms. One small read."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {kind: int(state) for kind, state in sorted(cursor.fetchall())}
