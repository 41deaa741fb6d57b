"""A budget of tokens a day for each purpose, shared by all processes: reserved before a call, settled after it."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai.configuration import tokens_a_day

_RESERVE = """
INSERT INTO ai_modeluse AS used (day, purpose, calls, tokens) VALUES (%(day)s, %(purpose)s, 1, %(tokens)s)
ON CONFLICT (day, purpose) DO UPDATE SET calls = used.calls + 1, tokens = used.tokens + EXCLUDED.tokens
WHERE used.tokens + EXCLUDED.tokens <= %(limit)s
RETURNING tokens
"""
_SETTLE = """
UPDATE ai_modeluse SET tokens = greatest(0, tokens + %(difference)s) WHERE day = %(day)s AND purpose = %(purpose)s
"""


def reserve(purpose: str, tokens: int) -> None:
    """Set tokens aside before a call; raises ``Fault("model-budget-spent")`` when the day has too few left."""
    limit = tokens_a_day(purpose)
    values: dict[str, date | str | int] = {
        "day": timezone.localdate(),
        "purpose": purpose,
        "tokens": tokens,
        "limit": limit,
    }
    if tokens <= limit:
        with connection.cursor() as cursor:
            cursor.execute(_RESERVE, values)
            if cursor.fetchone():
                return
    raise Fault(
        "model-budget-spent",
        N_("Today's budget of %(limit)d tokens for “%(purpose)s” is used up."),
        N_("The product goes on without the model; raise ZHENGTONG_MODEL_BUDGET if this happens often."),
        {"limit": limit, "purpose": purpose},
        status=503,
    )


def settle(purpose: str, *, reserved: int, used: int) -> None:
    """Book what a call really used in place of what was set aside."""
    values: dict[str, date | str | int] = {
        "day": timezone.localdate(),
        "purpose": purpose,
        "difference": used - reserved,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, values)
