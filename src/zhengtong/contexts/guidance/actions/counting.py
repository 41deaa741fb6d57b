"""Counts of past days, once each, so that looking at months does not read every reply."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection, transaction

_LOCK = 7_301_993  # any number that no other lock has
_COUNT = """
INSERT INTO guidance_turnday (day, state, channel, language, without_model, count)
SELECT (asked AT TIME ZONE %(zone)s)::date, state, channel, language, coalesce(without_model, false), count(*)
FROM guidance_turn
WHERE asked < %(today)s::timestamp AT TIME ZONE %(zone)s
  AND asked >= coalesce((SELECT max(day) + 1 FROM guidance_turnday)::timestamp AT TIME ZONE %(zone)s, '-infinity')
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def count_days(*, today: date) -> int:
    """Count all days before ``today`` that are not counted yet; returns how many counts were written.

    Only days that are over: a day that is counted never gets another reply.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_COUNT, {"zone": settings.TIME_ZONE, "today": today})
        return int(cursor.rowcount)
