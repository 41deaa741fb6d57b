"""Which item meets a need: a linear score over few, named features of a question and each candidate.

Every feature is a property of one question and one candidate, never of the other candidates. So the order of
the input does not matter, and a further candidate never changes the order of the others. The score is the sum
of value x weight, and these amounts are returned: they are the explanation. Weights stand in ``data/ranking.json``,
fitted by ``python -m bench.guidance_ablation --fit``.
"""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from zhengtong.contexts.guidance.domain.ranking_actions import actions_asked, actions_offered
from zhengtong.contexts.guidance.domain.region_said import at_hand
from zhengtong.kernel.divisions import is_division_code, within

_DATA = Path(__file__).parent / "data" / "ranking.json"
_NEUTRAL_SIMILARITY = 0.70  # a candidate without a vector yet is neither favoured nor lost
_BM25_HALF = 12.0  # a BM25 score at which the word feature is one half
_TYPICAL_TITLE = 16.0  # characters
FEATURES = (
    "title_meaning", "body_meaning", "terms", "words", "action_agrees", "action_unasked", "action_missing",
    "long_title", "has_conditions", "has_materials", "elsewhere", "own_district", "for_others",
)  # fmt: skip


@dataclass(frozen=True)
class Understood:
    """One need. ``text``: NFKC, Simplified, lower case. ``terms``: official terms that its expressions stand for,
    one tuple of alternatives, best first, for each expression. ``region``: division code, ``audience``: key of the
    audience, where known.
    """

    text: str
    terms: tuple[tuple[str, ...], ...] = ()
    region: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What the ranking looks at, whatever is asked; made once for many questions.

    ``offered``: the actions its title speaks of; ``length``: of its title, as a feature; ``text``: where official
    terms are looked for, with its ``pairs`` of characters.
    """

    code: str
    title: str
    parent: str = ""
    region: str | None = None
    audience: tuple[str, ...] = ()
    has_conditions: bool = False
    has_materials: bool = False
    offered: frozenset[str] = field(init=False, repr=False, compare=False)
    length: float = field(init=False, repr=False, compare=False)
    text: str = field(init=False, repr=False, compare=False)
    pairs: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        text = f"{self.title} {self.parent}".lower()
        made = {
            "offered": actions_offered(self.title),
            "length": math.log(max(len(self.title), 1) / _TYPICAL_TITLE),
            "text": text,
            "pairs": _pairs(text),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)


class Candidate(NamedTuple):
    """An item as search found it. ``similarities``: best cosine for each role of its entries with the adapted question
    vector (``title``, ``body``, ``alias``, ``question``); ``lexical``: its BM25 score, 0 where no word fits.
    """

    item: Item
    similarities: Mapping[str, float] = MappingProxyType({})
    lexical: float = 0.0


@dataclass(frozen=True)
class Contribution:
    """``amount`` = ``value`` x ``weight``: what this feature adds to the score."""

    feature: str
    value: float
    weight: float

    @property
    def amount(self) -> float:
        return self.value * self.weight


class Ranked(NamedTuple):
    """``score`` is the sum of the contributions, which are made when somebody asks why; ``amounts`` and ``weights``
    in the order of ``FEATURES``."""

    code: str
    score: float
    amounts: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def values(self) -> Mapping[str, float]:
        return dict(zip(FEATURES, self.amounts, strict=True))

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        rows = zip(FEATURES, self.amounts, self.weights, strict=True)
        return tuple(Contribution(name, float(value), weight) for name, value, weight in rows if weight)


@dataclass(frozen=True)
class Model:
    """``weights`` by feature; ``confidence`` by signal, with ``bias``. Nothing is answered with less than
    ``decline_below`` confidence, nor with an item that scores less than ``least_score``: words that have nothing to do
    with government find something too, but nothing near (questions that have an answer: 2 % below)."""

    weights: Mapping[str, float]
    confidence: Mapping[str, float]
    decline_below: float
    least_score: float = 0.0
    least_score_english: float = -1.0

    def least_for(self, text: str) -> float:
        """English is further from Chinese titles than Chinese is: what is no matter at all scores below -3.5 there."""
        return self.least_score_english if text.isascii() else self.least_score


@cache
def shipped_model() -> Model:
    data = json.loads(_DATA.read_text("utf-8"))
    return Model(
        data["weights"], data["confidence"], data["decline_below"], data["least_score"], data["least_score_english"]
    )


def rank(question: Understood, candidates: Iterable[Candidate], model: Model | None = None) -> list[Ranked]:
    """Best first; equal scores by code, so that the order is always the same."""
    by_name = (model or shipped_model()).weights
    weights = tuple(by_name.get(name, 0.0) for name in FEATURES)
    found = list(candidates)
    rows = zip(*_columns(question, found), strict=True)
    ranked = [
        Ranked(candidate.item.code, math.fsum(map(operator.mul, amounts, weights)), amounts, weights)
        for candidate, amounts in zip(found, rows, strict=True)
    ]
    return sorted(ranked, key=lambda r: (-r.score, r.code))


def features(question: Understood, candidate: Candidate) -> dict[str, float]:
    """Every feature is about 0 to 1 wide, so that weights can be compared."""
    return {name: column[0] for name, column in zip(FEATURES, _columns(question, [candidate]), strict=True)}


Terms = tuple[tuple[tuple[str, frozenset[str]], ...], ...]  # of each expression: its terms with their pairs


def _looked_for(question: Understood) -> Terms:
    return tuple(tuple((term.lower(), _pairs(term.lower())) for term in terms) for terms in question.terms)


def _columns(question: Understood, candidates: Sequence[Candidate]) -> list[Sequence[float]]:
    """The values of each of the ``FEATURES``, one for each candidate. By feature and not by candidate: with sixty of
    them this is among the dearest parts of an answer, and what is not asked for then costs nothing.
    """
    items = [candidate.item for candidate in candidates]
    asked, terms, region, audience = (
        actions_asked(question.text), _looked_for(question), question.region, question.audience
    )  # fmt: skip
    nothing = [0.0] * len(items)
    near = [_closeness(candidate.similarities) for candidate in candidates]
    words = [candidate.lexical for candidate in candidates]
    agreed = [float(len(asked & item.offered)) for item in items] if asked else nothing
    return [
        [title for title, _ in near],
        [body for _, body in near],
        [_term_share(terms, item) for item in items] if terms else nothing,
        [score / (score + _BM25_HALF) if score > 0 else 0.0 for score in words],
        agreed,
        [len(item.offered) - shared for item, shared in zip(items, agreed, strict=True)],
        [len(asked) - shared for shared in agreed],
        [item.length for item in items],
        [item.has_conditions for item in items],
        [item.has_materials for item in items],
        [elsewhere(region, item.region) for item in items] if region else nothing,
        [_own_district(region, item.region) for item in items] if region else nothing,
        [bool(item.audience) and audience not in item.audience for item in items] if audience else nothing,
    ]


def _closeness(similarities: Mapping[str, float]) -> tuple[float, float]:
    """Cosines of short texts of this model lie between .7 and .9; stretched to about 0 to 1. Aliases and typical
    questions, where an item has them, speak for it as its title does.
    """
    body = similarities.get("body", _NEUTRAL_SIMILARITY)
    title = similarities.get("title")
    if title is None or len(similarities) > 2:
        title = max((value for role, value in similarities.items() if role != "body"), default=body)
    return (title - 0.7) * 5, (body - 0.7) * 5


def _term_share(looked_for: Terms, item: Item) -> float:
    """Mean over the expressions of the question of how far one of its official terms is found in the title."""
    text, pairs = item.text, item.pairs
    total = 0.0
    for terms in looked_for:
        best = 0.0
        for term, own in terms:
            if term in text:
                best = 1.0
                break
            if not own.isdisjoint(pairs):
                best = max(best, 0.6 * len(own & pairs) / len(own))
        total += best
    return total / len(looked_for)


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1) if text[i].isalnum() and text[i + 1].isalnum())


@lru_cache(maxsize=4_096)
def elsewhere(asked: str | None, offered: str | None) -> bool:
    """Neither within the other: codes of GB/T 2260, trailing zeros meaning the whole of a province or city."""
    if not asked or not offered or not (is_division_code(asked) and is_division_code(offered)):
        return False
    return not (within(asked, offered) or within(offered, asked))


@lru_cache(maxsize=4_096)
def _own_district(asked: str | None, offered: str | None) -> bool:
    """The item is that of the district itself, not of the whole city."""
    return bool(asked and offered) and len((offered or "").rstrip("0")) > 4 and at_hand(asked, offered or "")


def confidence(question: Understood, ranked: Sequence[Ranked], model: Model | None = None) -> float:
    """The probability, 0 to 1, that the catalogue holds what is asked for: a logistic function of how near the best
    candidate is in meaning, how far the second is behind, and whether the words and official terms agree.
    """
    if not ranked or not question.text.strip():
        return 0.0
    weights = (model or shipped_model()).confidence
    z = weights["bias"] + math.fsum(weights[name] * value for name, value in signals(ranked).items())
    return 1 / (1 + math.exp(-z))


def signals(ranked: Sequence[Ranked]) -> dict[str, float]:
    """What the confidence rests on, of the ranked candidates of one question (at least one)."""
    scores = [r.score for r in ranked[:10]]
    values = [r.values for r in ranked[:5]]
    return {
        "best_score": scores[0],
        "ahead_of_tenth": scores[0] - scores[-1],
        "ahead_of_second": scores[0] - scores[min(1, len(scores) - 1)],
        "nearest_title": max(v.get("title_meaning", 0.0) for v in values),
        "nearest_body": max(v.get("body_meaning", 0.0) for v in values),
        "words": max(v.get("words", 0.0) for v in values),
    }
