"""Expressions that reviewers taught, in the form in which the ranking knows those of the product."""

from __future__ import annotations

from django.db import connection

from zhengtong.contexts.guidance.domain.ranking_lexicon import CivicLexicon, Expression
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.kernel.kept import Kept

_FRESH_SECONDS = 2.0
_EVERY = "SELECT expression, terms FROM guidance_reviewedsynonym WHERE withdrawn IS NULL ORDER BY id"


_Rows = list[tuple[str, list[str]]]


def taught() -> CivicLexicon:
    """As of at most two seconds ago, the same object as long as nothing changed."""
    return _known()[1]


def taught_words() -> _Rows:
    """The expressions and their official terms, as ``taught`` knows them now."""
    return _known()[0]


def _read(known: tuple[_Rows, CivicLexicon] | None) -> tuple[_Rows, CivicLexicon]:
    with connection.cursor() as cursor:
        cursor.execute(_EVERY)
        rows = cursor.fetchall()
    if known is not None and known[0] == rows:
        return known
    said = (Expression(simplify(text).lower(), tuple(terms), "everyday", 0.9, "review") for text, terms in rows)
    return rows, CivicLexicon(said)


_known = Kept(_read, seconds=_FRESH_SECONDS)
forget_taught = _known.forget
