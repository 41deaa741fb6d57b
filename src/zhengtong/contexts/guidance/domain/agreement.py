"""How far raters agree: the share of pairs that say the same, and what is left of it without chance (Cohen's kappa)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """``share`` and ``kappa`` are None where nobody rated the same reply; kappa also where all said one thing."""

    pairs: int
    share: float | None = None
    kappa: float | None = None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Of pairs of grades that two raters gave the same reply. The order within a pair does not matter."""
    if not pairs:
        return Agreement(0)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    grades = Counter(grade for pair in pairs for grade in pair)
    by_chance = sum((n / (2 * len(pairs))) ** 2 for n in grades.values())
    kappa = None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
    return Agreement(len(pairs), round(observed, 4), None if kappa is None else round(kappa, 4))
