"""Which item a follow-up is about: the new words weighed against what was spoken of before.

``我爱人是事业单位的`` after a question on pensions names no matter; ``律师证丢了呢`` names one of its own. So each
candidate is scored by the new words alone, by the new words together with the matter before, and by how near it is
to that matter; which of these counts more depends on how plainly the turn leans on what was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhengtong.contexts.guidance.domain.ranking_actions import actions_offered

_PARTS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Weights:
    """Of the sum; ``stays`` is taken from the item spoken of, which a person who goes on has already seen."""

    own: float = 1.0
    together: float = 0.6
    kin: float = 2.5
    kin_if_unsure: float = 1.0
    kin_if_bare: float = 4.0
    beside: float = 0.7
    fresh: float = 3.0
    stays: float = 2.0
    told: float = 1.0
    action: float = 0.8
    own_if_circumstance: float = 0.3
    corrected: float = 4.0
    related: float = 0.34
    in_plan: float = 1.5


WEIGHTS = Weights()


@dataclass(frozen=True)
class Spoken:
    """What was spoken of: ``title`` of the item, ``sure`` whether this turn plainly leans on it, ``corrects`` whether
    it says that the item was the wrong one, ``circumstance`` whether it only says something about the person.
    ``beside``: code and title of other items offered with it; where the first was wrong, the right one is of their
    kind. ``bare``: too few words to stand alone. ``told``: items that were answers earlier on; people do not ask
    the same again without saying so. ``listed``: it was one of several, and each of them may be meant. ``plan``: codes
    of the matters that it is one of, also where they were listed some turns ago: one that fits about as well as another
    is meant. ``actions``: what was to be done with it, where the new words name only another thing: 那护照呢.
    """

    title: str
    code: str | None = None
    sure: bool = True
    corrects: bool = False
    circumstance: bool = False
    beside: tuple[tuple[str, str], ...] = ()
    bare: bool = False
    told: frozenset[str] = frozenset()
    listed: bool = False
    plan: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()


NOTHING = Spoken("")


def order(
    own: Mapping[str, float],
    together: Mapping[str, float],
    titles: Mapping[str, str],
    *,
    words: Sequence[str],
    spoken: Spoken,
    weights: Weights = WEIGHTS,
) -> list[tuple[str, float]]:
    """(code, score), best first. ``own`` and ``together``: scores of the same candidates by either question.

    ``words``: the new words, and the official terms for them.
    """
    closely = spoken.bare or spoken.circumstance
    kin = weights.kin_if_bare if closely else weights.kin if spoken.sure else weights.kin_if_unsure
    by_own = weights.own_if_circumstance if spoken.circumstance else weights.own
    scored = {}
    for code, title in titles.items():
        near = _kind(title, spoken, weights)
        fresh = freshness(title, words, spoken.title) if near >= weights.related else 0.0
        scored[code] = (
            by_own * own[code]
            + weights.together * together[code]
            + kin * near
            + weights.fresh * fresh
            + weights.action * len(spoken.actions & actions_offered(title))
            + weights.in_plan * (code in spoken.plan)
            - _left_behind(code, title, spoken, weights)
        )
    whole = weights.own + weights.together
    return sorted(((code, score / whole) for code, score in scored.items()), key=lambda pair: (-pair[1], pair[0]))


def _kind(title: str, spoken: Spoken, weights: Weights) -> float:
    beside = max((kinship(title, other) for _, other in spoken.beside), default=0.0)
    return max(kinship(title, spoken.title), (1.0 if spoken.listed else weights.beside) * beside)


def _left_behind(code: str, title: str, spoken: Spoken, weights: Weights) -> float:
    if spoken.circumstance or spoken.listed:
        return 0.0
    if code != spoken.code and title != spoken.title:
        return weights.told if code in spoken.told else 0.0
    return weights.corrected if spoken.corrects else weights.stays


def related(title: str, spoken: Spoken, weights: Weights = WEIGHTS) -> bool:
    """Whether an item is of the same family as the one spoken of."""
    return kinship(title, spoken.title) >= weights.related


def freshness(title: str, words: Sequence[str], before: str) -> float:
    """How much of what ``title`` has over the title ``before`` is in the new words, 0 to 1: what tells twins apart."""
    new = pairs_beyond(title, before)
    said = frozenset(pair for each in words for pair in _pairs(each))
    return min(len(new & said) / 2, 1.0)


def pairs_beyond(title: str, other: str) -> frozenset[str]:
    """Pairs of characters that ``title`` has and ``other`` has not."""
    return _pairs(title) - _pairs(other)


def kinship(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of characters of two titles, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(maxsize=20_000)
def _pairs(title: str) -> frozenset[str]:
    text = _PARTS.sub("", title.lower())
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
