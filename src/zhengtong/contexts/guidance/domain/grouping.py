"""Questions that are about the same, put together: by shared words, rare ones counting more. No model, no index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NEAR_ENOUGH = 0.35


@dataclass(frozen=True)
class Question:
    """``terms``: its words; ``count``: how often it was asked like this."""

    text: str
    terms: tuple[str, ...]
    count: int = 1


@dataclass
class Group:
    """``questions``: most asked first. ``weights``: the words of all of them, as one vector."""

    questions: list[Question]
    weights: dict[str, float]
    size: int = 0
    words: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        return self.questions[0].text


def grouped(questions: Iterable[Question]) -> list[Group]:
    """Groups, largest first. Each question joins the group that is nearest to it, or begins one.

    The same for the same input: questions are taken in order of how often they were asked, then of their text.
    """
    ordered = sorted(questions, key=lambda q: (-q.count, q.text))
    rarity = _rarity([q.terms for q in ordered])
    groups: list[Group] = []
    by_term: dict[str, list[int]] = {}
    for question in ordered:
        vector = _unit({term: rarity[term] for term in set(question.terms)})
        best = _nearest(vector, groups, by_term)
        if best is None:
            groups.append(Group([question], dict(vector), question.count))
            best = len(groups) - 1
        else:
            group = groups[best]
            group.questions.append(question)
            group.size += question.count
        for term in vector:
            mine = by_term.setdefault(term, [])
            if not mine or mine[-1] != best:
                mine.append(best)
    return sorted(groups, key=lambda g: (-g.size, g.label))


def _rarity(all_terms: Sequence[tuple[str, ...]]) -> dict[str, float]:
    seen = Counter(term for terms in all_terms for term in set(terms))
    number = max(len(all_terms), 1)
    # words in more than a fifth of the questions are about asking, not about a matter
    return {t: math.log(1 + number / n) if n <= max(number * 0.2, 2) else 0.05 for t, n in seen.items()}


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(w * w for w in vector.values())) or 1.0
    return {term: weight / length for term, weight in vector.items()}


def _nearest(vector: dict[str, float], groups: Sequence[Group], by_term: dict[str, list[int]]) -> int | None:
    """Near to the question that began the group: groups do not drift."""
    near: Counter[int] = Counter()
    for term, weight in vector.items():
        for index in set(by_term.get(term, ())):
            near[index] += weight * groups[index].weights.get(term, 0.0)  # type: ignore[assignment]
    if not near:
        return None
    best, similarity = min(near.items(), key=lambda pair: (-pair[1], pair[0]))
    return best if similarity >= NEAR_ENOUGH else None
