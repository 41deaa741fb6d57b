"""Choose: which of the items found is the answer, whether to ask back, or to say that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhengtong.kernel.text import Bilingual

Verdict = Literal["answered", "clarification", "unknown"]
OFFERED = 5


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
    matter: Bilingual = Bilingual()
    department: Bilingual = Bilingual()


def choose(candidates: Sequence[Candidate], *, confidence: float, threshold: float, near: float) -> Choice:
    """Answer with the first if the search is to be trusted; ask back if the second is as good as the first.

    Args:
        confidence: how sure it is that the catalogue has the matter at all, in [0, 1].
        threshold: below it there is no answer.
        near: second score over first score from which the two cannot be told apart, in (0, 1].
    """
    offered = tuple(candidates[:OFFERED])
    if not offered or confidence < threshold:
        return Choice("unknown", offered, confidence)
    if len(offered) > 1 and offered[0].score > 0 and offered[1].score >= near * offered[0].score:
        return Choice("clarification", offered, confidence)
    return Choice("answered", offered, confidence)
