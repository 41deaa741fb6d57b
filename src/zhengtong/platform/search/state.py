"""Which state the index is in: the same numbers mean that nothing in it has changed since."""

from __future__ import annotations

from django.db import connection

from zhengtong.kernel.kept import Kept

_READ = """
SELECT kind, sum(step)::bigint FROM search_change GROUP BY kind
UNION ALL SELECT 'synonyms', coalesce(max(id), 0) * 1000000 + count(*) FROM search_synonym
"""
_KEPT_SECONDS = 1.0


def _read(_: object) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {kind: int(state) for kind, state in sorted(cursor.fetchall())}


_known = Kept(_read, seconds=_KEPT_SECONDS)


def index_state(*, at_once: bool = False) -> dict[str, int]:
    """A number for each kind of entry, and one for the synonyms; as of at most a second ago, or ``at_once`` of now.

    What this process changed is known to it immediately.
    """
    return _read(None) if at_once else _known()


forget_state = _known.forget
