"""A matter close behind the one that is answered and much like it: offered with it, with what tells the two apart."""

from __future__ import annotations

from collections.abc import Sequence

from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.following import kinship

CLOSE = 4.0  # of the score; the first of two unrelated matters is further ahead
ALIKE = 0.25  # share of the pairs of characters of two titles: 职工参保增减员申报 is like 社会保险登记和职工参保
_LOOKED_AT = 3


def twin_of(offered: Sequence[Candidate]) -> Candidate | None:
    """Of those offered, the next one that the person may have meant as well as the first."""
    if not offered:
        return None
    first = offered[0]
    return next(
        (
            each
            for each in offered[1:_LOOKED_AT]
            if first.score - each.score <= CLOSE and kinship(first.title, each.title) >= ALIKE
        ),
        None,
    )
