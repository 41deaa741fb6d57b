"""Expressions that reviewers taught, in the form in which the ranking knows those of the product."""

from __future__ import annotations

from django.db import connection

from zhengtong.contexts.guidance.domain.ranking_lexicon import CivicLexicon, Expression
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.kernel.kept import Kept

_FRESH_SECONDS = 2.0
_EVERY = "SELECT expression, terms FROM guidance_reviewedsynonym WHERE withdrawn IS NULL ORDER BY id"


def _read(_: object) -> CivicLexicon:
    with connection.cursor() as cursor:
        cursor.execute(_EVERY)
        rows = cursor.fetchall()
    return CivicLexicon(Expression(simplify(e).lower(), tuple(terms), "everyday", 0.9, "review") for e, terms in rows)


taught = Kept(_read, seconds=_FRESH_SECONDS)
"""As of at most two seconds ago."""
