"""Choosing among the items found with the help of a chat model: what it says is one vote beside our own score.

The probability of each letter is read from the first token of the answer. The list is shown in the order of our score:
a preference for the first place, which small models have, then agrees with it. A model that tells no probabilities
votes with its letter alone. Of more items than there are letters it names up to three by their numbers, best first.
How much a vote counts is learned by cross-validation for a small model, and more for a
large one; an item with a much better score stays where it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.model_prompts import LETTERS, NONE

Verdict = Literal["none", "one", ""]
_UNSEEN = 1.0  # a letter that is not among the likely tokens is that much less likely than the last of them
_CERTAIN, _OTHERWISE = math.log(0.8), math.log(0.02)  # of a letter that comes without probabilities
_NAMED, _NOT_NAMED = (math.log(0.9), math.log(0.02), math.log(0.01)), math.log(0.003)  # first, second, third number
_NUMBERS = re.compile(r"\s*[\[(（【第]?\s*(\d{1,3})(?!\d)")
_FURTHER = re.compile(r"[\])）】项]?\s*[,，、;；]\s*[\[(（【第]?\s*(\d{1,3})(?!\d)")
_WIDEST = 6.0  # logarithms of probabilities are cut at this distance from the best


@dataclass(frozen=True)
class Weights:
    """Score added for each unit of the logarithm of the probability; the probability of none, or of one item, from
    which that counts for more than how sure the search is."""

    vote: float
    none_above: float
    one_above: float


SMALL = Weights(vote=1.2, none_above=math.inf, one_above=math.inf)
LARGE = Weights(vote=2.0, none_above=0.8, one_above=0.8)
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Vote:
    """Logarithm of the probability of each item listed, in the order of the candidates, and of none of them."""

    items: tuple[float, ...]
    none: float = -math.inf


def read(text: str, first: Mapping[str, float], count: int) -> Vote | None:
    """The vote over ``count`` items in one answer; None where it names no letter of the list."""
    letters = LETTERS[:count]
    known: dict[str, float] = {}
    for token, value in first.items():
        letter = token.upper()  # "a" and "A" are tokens of their own: the likelier counts
        if letter in (*letters, NONE):
            known[letter] = max(value, known.get(letter, value))
    if not known:
        named = text.strip().lstrip("（(【[*#").upper()[:1]
        if named not in (*letters, NONE) or text.strip()[1:2].isalpha():
            return None
        known = dict.fromkeys((*letters, NONE), _OTHERWISE) | {named: _CERTAIN}
    least = min(known.values()) - _UNSEEN
    return Vote(tuple(known.get(letter, least) for letter in letters), known.get(NONE, least))


def read_numbers(text: str, count: int) -> Vote | None:
    """The vote over ``count`` items of an answer that names up to three by number; None where it names none of them."""
    named: list[int] = []
    found = _NUMBERS.match(text)
    while found and len(named) < len(_NAMED):
        number = int(found.group(1))
        if number > count or number in named:
            break
        named.append(number)
        found = _FURTHER.match(text, found.end())
    if not named:
        return None
    said = dict(zip(named, _NAMED, strict=False))
    return Vote(tuple(said.get(n, _NOT_NAMED) for n in range(1, count + 1)), said.get(0, _NOT_NAMED))


def reordered(candidates: Sequence[Candidate], vote: Vote, weights: Weights) -> tuple[Candidate, ...]:
    """Best first; the score of an item listed moves by its vote, measured from the mean of all votes."""
    best = max(vote.items)
    cut = [max(value, best - _WIDEST) for value in vote.items]
    mean = math.fsum(cut) / len(cut)
    head = [
        replace(candidate, score=candidate.score + weights.vote * (value - mean))
        for candidate, value in zip(candidates, cut, strict=False)
    ]
    head.sort(key=lambda c: -c.score)
    return (*head, *candidates[len(head) :])


def verdict(vote: Vote, weights: Weights) -> Verdict:
    """Whether the model is sure that none of the items is meant, or that one is, as far as it may say so."""
    best = max(vote.items)
    if vote.none > best:
        return "none" if math.exp(vote.none) + _ROUNDING >= weights.none_above else ""
    return "one" if math.exp(best) + _ROUNDING >= weights.one_above else ""
