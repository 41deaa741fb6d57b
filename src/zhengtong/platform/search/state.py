"""Which state the index is in: the same numbers mean that nothing in it has changed since."""

from __future__ import annotations

import time

from django.db import connection

_READ = """
SELECT kind, sum(step)::bigint FROM search_change GROUP BY kind
UNION ALL SELECT 'synonyms', coalesce(max(id), 0) * 1000000 + count(*) FROM search_synonym
"""


_known: tuple[float, dict[str, int]] | None = None


def index_state(*, kept_seconds: float = 0.0) -> dict[str, int]:
    """A number for each kind of entry, and one for the synonyms, as of at most so long ago. One small read."""
    global _known  # noqa: PLW0603 - one value per process
    if _known is None or time.monotonic() - _known[0] >= kept_seconds:
        _known = (time.monotonic(), _read())
    return _known[1]


def forget_state() -> None:
    """Read it anew: this process is changing the index."""
    global _known  # noqa: PLW0603
    _known = None


def _read() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {kind: int(state) for kind, state in sorted(cursor.fetchall())}
