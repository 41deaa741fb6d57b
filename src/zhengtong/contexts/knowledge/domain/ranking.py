"""Order articles for a situation: a small linear model over what the words and the vectors of a search say.

Stories are told in everyday words and end with the question itself, so the last sentence is compared once more by
itself. The weights were fitted on real situations by ``bench/fit_articles.py``, which also cross-validates them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FEATURES = ("words", "meaning", "question", "coverage", "run", "law", "length", "liability", "general")
WEIGHTS = (0.518, 0.85, 0.438, 0.428, 0.143, 0.108, -0.36, 0.345, 0.644)

_K1, _B = 1.2, 0.75  # of BM25 over the candidates
_LONGEST = 160  # characters of a story that are compared letter by letter: its end
_SENTENCE = re.compile(r"[。！？；?!;\n]+")
_ASKING = re.compile(
    r"(?:请问|根据|依据|按照)[^，,。]{0,14}?"
    r"(?:法律法规|法律条款|法律规定|相关法律|法律条文|哪条法律|法规|法律|规定|条款|条文|文件)(?:的?规定)?"
)
_HAN = re.compile(r"[㐀-鿿]+")
_PARTICLES = frozenset("的了和是在就都而及与着或吗呢吧啊呀嘛哦")
_ASKS_LIABILITY = re.compile("处罚|罚款|法律责任|什么责任|怎样的责任|哪些责任|后果|惩罚|追究")
_PENALTY = re.compile("罚款|责令|警告|拘留|处以|给予处分|赔偿责任|刑事责任|没收|吊销")
_GENERAL = re.compile(r"^[^。]{0,60}总则[^。]{0,40}$")


@dataclass(frozen=True)
class Candidate:
    """An article as the search found it. ``text`` begins with a line of headings where ``headed``."""

    law: str
    text: str
    lexical: float | None
    similarity: float | None


def scores(question: str, candidates: Sequence[Candidate]) -> Numbers:
    """A score for each candidate, ``[n]``; higher is better, comparable within one question only."""
    if not candidates:
        return np.zeros(0)
    found: Numbers = features(question, candidates) @ np.asarray(WEIGHTS)
    return found


def features(question: str, candidates: Sequence[Candidate]) -> Numbers:
    """``[n, len(FEATURES)]``, each column centred on the candidates of this question where it is a measure."""
    last = asked(question)
    bodies = [c.text for c in candidates]
    words = _standard([c.lexical or math.nan for c in candidates])
    meaning = _standard([math.nan if c.similarity is None else c.similarity for c in candidates])
    lengths = [len(body) for body in bodies]
    columns = [
        words,
        meaning,
        _standard(_bm25(_pairs(last), bodies)),
        _standard(_coverage(_pairs(question), bodies)),
        _standard([math.log1p(_longest_run(question[-_LONGEST:], body)) for body in bodies]),
        _standard(_of_law([c.law for c in candidates], words + meaning)),
        _standard([math.log(1 + length) for length in lengths]),
        np.asarray([_liability(last, body) for body in bodies]),
        np.asarray([float(bool(_GENERAL.match(body.split("\n", 1)[0]))) for body in bodies]),
    ]
    return np.stack(columns, axis=1)


def asked(question: str) -> str:
    """The last sentence of a story, without the words that only ask for a law."""
    parts = [part for part in _SENTENCE.split(question) if len(part.strip()) > 3]
    return _ASKING.sub(" ", parts[-1] if parts else question)


def _standard(values: Sequence[float] | Numbers) -> Numbers:
    """Standard scores; what is missing is in the middle."""
    given = np.asarray(values, dtype=np.float64)
    there = ~np.isnan(given)
    if not there.any():
        return np.zeros(len(given))
    scored: Numbers = (given - given[there].mean()) / (given[there].std() + 1e-9)
    return np.where(there, scored, 0.0)


def _pairs(text: str) -> dict[str, float]:
    """Pairs of Chinese characters, those with a particle at half weight."""
    pairs = ("".join(pair) for run in _HAN.findall(text) for pair in pairwise(run))
    return {pair: 0.5 if not _PARTICLES.isdisjoint(pair) else 1.0 for pair in pairs}


def _rarity(pairs: dict[str, float], bodies: Sequence[str]) -> dict[str, float]:
    """Weight of each pair that occurs, by how few of the candidates hold it."""
    held = {pair: sum(pair in body for body in bodies) for pair in pairs}
    return {pair: pairs[pair] * math.log(1 + len(bodies) / n) for pair, n in held.items() if n}


def _bm25(pairs: dict[str, float], bodies: Sequence[str]) -> list[float]:
    rarity = _rarity(pairs, bodies)
    average = sum(map(len, bodies)) / len(bodies) or 1.0
    found = []
    for body in bodies:
        norm = _K1 * (1 - _B + _B * len(body) / average)
        counts = ((weight, body.count(pair)) for pair, weight in rarity.items())
        found.append(sum(weight * n * (_K1 + 1) / (n + norm) for weight, n in counts if n))
    return found


def _coverage(pairs: dict[str, float], bodies: Sequence[str]) -> list[float]:
    """Share of the question's weight that stands in each text."""
    rarity = _rarity(pairs, bodies)
    total = sum(rarity.values()) or 1.0
    return [sum(weight for pair, weight in rarity.items() if pair in body) / total for body in bodies]


def _longest_run(question: str, body: str) -> int:
    """Characters of the longest piece of the question that stands in the text as it is."""
    best = 0
    for start in range(len(question)):
        while start + best < len(question) and question[start : start + best + 1] in body:
            best += 1
    return best


def _of_law(laws: Sequence[str], base: Numbers) -> list[float]:
    """How well the three best other articles of the same law do."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, law in enumerate(laws):
        members[law].append(place)
    found = []
    for place, law in enumerate(laws):
        others = sorted((float(base[o]) for o in members[law] if o != place), reverse=True)[:3]
        found.append(sum(max(score + 2.0, 0.0) for score in others) / 3)
    return found


def _liability(last: str, body: str) -> float:
    """Whether a penalty is asked for and the article sets one."""
    if _ASKS_LIABILITY.search(last):
        return 1.0 if _PENALTY.search(body) else -1.0
    return -1.0 if "违反本法" in body[:120] else 0.0
