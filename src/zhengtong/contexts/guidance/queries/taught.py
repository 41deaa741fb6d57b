"""Expressions that reviewers taught, in the form in which the ranking knows those of the product."""

from __future__ import annotations

import time

from django.db import connection

from zhengtong.contexts.guidance.domain.ranking_lexicon import CivicLexicon, Expression
from zhengtong.contexts.guidance.domain.understanding import simplify

_FRESH_SECONDS = 2.0
_EVERY = "SELECT expression, terms FROM guidance_reviewedsynonym WHERE withdrawn IS NULL ORDER BY id"
_known: tuple[float, CivicLexicon] | None = None


def taught() -> CivicLexicon:
    """As of at most two seconds ago."""
    global _known  # noqa: PLW0603 - one value per process
    if _known is None or time.monotonic() - _known[0] > _FRESH_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(_EVERY)
            rows = cursor.fetchall()
        _known = (
            time.monotonic(),
            CivicLexicon(Expression(simplify(e).lower(), tuple(terms), "everyday", 0.9, "review") for e, terms in rows),
        )
    return _known[1]


def forget_taught() -> None:
    """Read them anew on the next call."""
    global _known  # noqa: PLW0603
    _known = None
