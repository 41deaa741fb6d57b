"""A matter close behind the one that is answered and much like it: offered with it, with what tells the two apart."""

from __future__ import annotations

from collections.abc import Sequence

from zhengtong.contexts.guidance.domain.choosing import ALIKE as NEARLY_THE_SAME
from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.following import kinship

CLOSE = 4.0  # of the score; the first of two unrelated matters is further ahead
ALIKE = 0.25  # share of the pairs of characters of two titles: 职工参保增减员申报 is like 社会保险登记和职工参保
_LOOKED_AT = 3


def twin_of(offered: Sequence[Candidate]) -> Candidate | None:
    """Of those offered, the next one that the person may have meant as well as the first: close behind and alike, or
    nearly the same by its title however far behind."""
    first = offered[0] if offered else None
    for place, each in enumerate(offered[1:], start=1):
        assert first is not None
        kin = kinship(first.title, each.title)
        close = place < _LOOKED_AT and first.score - each.score <= CLOSE
        if kin >= NEARLY_THE_SAME or (close and kin >= ALIKE):
            return each
    return None
