"""Matters of other divisions, where it is known in which one somebody is: never the first answer.

What the person's own division, its city and its province do comes first. Where a matter of another division fits much
better than anything of these, it is asked whether that one is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from zhengtong.contexts.guidance.domain.ranking import elsewhere

KEPT = 5  # of other divisions, among the candidates
AHEAD = 1.0  # of the score, after what being elsewhere already takes from it
_Each = TypeVar("_Each")


def kept(found: Sequence[_Each], region: str | None, division: Callable[[_Each], str | None], most: int) -> list[_Each]:
    """The first ``most`` of what was found, of them at most ``KEPT`` of other divisions."""
    if not region:
        return list(found[:most])
    own = [each for each in found if not elsewhere(region, division(each))]
    others = [each for each in found if elsewhere(region, division(each))][:KEPT]
    chosen = {id(each) for each in (*own[: most - len(others)], *others)}
    return [each for each in found if id(each) in chosen]


def own_first(ranked: Sequence[tuple[str, float]], others: frozenset[str]) -> tuple[list[str], bool]:
    """Codes in the order in which they are offered, and whether one of ``others`` fits so much better than the first
    that it has to be asked.

    Args:
        ranked: code and score, best first.
        others: codes of matters of other divisions.
    """
    own = [(code, score) for code, score in ranked if code not in others]
    codes = [code for code, _ in own]
    far = [code for code, _ in ranked if code in others]
    if not own or not far:
        return [*codes, *far], bool(far)
    ahead = ranked[0][0] in others and ranked[0][1] - own[0][1] > AHEAD
    return ([codes[0], far[0], *codes[1:], *far[1:]] if ahead else [*codes, *far]), ahead
