"""Choose: which of the items found is the answer, whether to ask back, or to say that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhengtong.kernel.text import Bilingual

Verdict = Literal["answered", "clarification", "unknown"]
OFFERED = 5
NEAR_SCORE = 0.05


@dataclass(frozen=True)
class Candidate:
    """An item found. ``confidence`` in [0, 1] is that of the whole search, ``score`` orders within it."""

    code: str
    title: str
    score: float
    similarity: float = 0.0
    lexical: float = 0.0
    role: str = ""
    words: tuple[str, ...] = ()
    department: str = ""
    url: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """``offered`` best first; ``verdict`` says what to do with them and ``because`` why."""

    verdict: Verdict
    offered: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    because: tuple[str, ...] = field(default=())
    matter: Bilingual = field(default_factory=Bilingual)
    department: Bilingual = field(default_factory=Bilingual)


def choose(
    candidates: Sequence[Candidate], *, confidence: float, threshold: float, least_score: float = float("-inf")
) -> Choice:
    """Answer with the first if the search is to be trusted; ask back if the second says almost the same.

    Args:
        confidence: how sure it is that the catalogue has the matter at all, in [0, 1].
        threshold: below it there is no answer.
        least_score: an item that scores less is no answer either.
    """
    offered = tuple(candidates[:OFFERED])
    if not offered or confidence < threshold or offered[0].score < least_score:
        return Choice("unknown", offered, confidence)
    if len(offered) > 1 and _near_twins(offered[0], offered[1]):
        return Choice("clarification", offered, confidence)
    return Choice("answered", offered, confidence)


def _near_twins(first: Candidate, second: Candidate) -> bool:
    """Hardly a difference in score, and titles that begin alike: only the person can tell which one."""
    if first.score - second.score > NEAR_SCORE:
        return False
    shared = 0
    for one, other in zip(first.title, second.title, strict=False):
        if one != other:
            break
        shared += 1
    return shared >= min(6, len(first.title) // 2 + 1)
