"""A program shows its key: who it is, and whether it may ask once more."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people.domain.api_keys import read_key
from zhengtong.contexts.people.models import ApiKey
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

_NOBODY = "0" * 64
# one statement, so that programs with many connections cannot get past a limit between looking and counting
_COUNT = """
UPDATE people_api_key SET
    used = %(now)s,
    in_minute = CASE WHEN minute = %(minute)s THEN in_minute + 1 ELSE 1 END, minute = %(minute)s,
    in_day = CASE WHEN day = %(day)s THEN in_day + 1 ELSE 1 END, day = %(day)s
WHERE prefix = %(prefix)s AND revoked IS NULL
    AND (minute IS DISTINCT FROM %(minute)s OR in_minute < per_minute)
    AND (day IS DISTINCT FROM %(day)s OR in_day < per_day)
"""


@dataclass(frozen=True)
class Program:
    """The holder of a key."""

    prefix: str
    name: str

    @property
    def actor(self) -> Actor:
        return Actor("system", f"key:{self.prefix}", display=self.name)


def use_key(text: str, *, scope: str) -> Program:
    """The program that holds the key, with this use of it counted.

    Raises:
        Fault: ``key-unknown`` (401; also for revoked keys), ``key-not-for-this`` (403), ``key-too-often`` (429, with
            ``params["wait"]`` in seconds).
    """
    key = read_key(text)
    row = ApiKey.objects.filter(pk=key.prefix, revoked__isnull=True).first() if key else None
    # as long for a prefix that nobody has
    right = hmac.compare_digest(key.digest if key else _NOBODY[::-1], row.digest if row else _NOBODY)
    if row is None or not right:
        raise Fault("key-unknown", N_("This key is not known here."), N_("Check it, or ask for a new one."), status=401)
    if scope not in row.scopes:
        raise Fault("key-not-for-this", N_("This key is not for this use."), N_("Ask for a key that is."), status=403)
    now = timezone.now()
    minute, day = now.replace(second=0, microsecond=0), timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"now": now, "minute": minute, "day": day, "prefix": row.prefix})
        counted = cursor.rowcount == 1
    if not counted:
        row.refresh_from_db()
        spent_day = row.day == day and row.in_day >= row.per_day
        midnight = timezone.localtime(now)
        left = 86_400 - (midnight.hour * 3600 + midnight.minute * 60 + midnight.second)
        raise Fault(
            "key-too-often", N_("This key has been used as often as its limit allows."),
            N_("Try again in %(wait)s seconds."), {"wait": left if spent_day else 60 - now.second}, status=429,
        )  # fmt: skip
    return Program(row.prefix, row.name)
