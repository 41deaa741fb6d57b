"""Which sentences of a passage answer a question: extractive, nothing is rewritten."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*[”’」』）)]*")
_WORD = re.compile(r"[a-z0-9]+|[㐀-鿿]+")
_EMPTY = frozenset("的了吗呢吧啊是在我你他她它们和与或及就都也很要会能可以怎么什么哪些请问如何一个这那有没不")


@dataclass(frozen=True)
class Span:
    """``text[start:end]``; ``score`` between 0 and 1 is the share of the question's weight that it carries."""

    start: int
    end: int
    score: float


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of sentences, without the space around them."""
    spans = []
    for match in _SENTENCE.finditer(text):
        raw = match[0]
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.end() - (len(raw) - len(raw.rstrip()))
        if end > start:
            spans.append((start, end))
    return tuple(spans)


def features(text: str) -> Counter[str]:
    """Overlapping pairs of Chinese characters, and Latin words and numbers whole."""
    found: Counter[str] = Counter()
    for run in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            found[run] += 1
            continue
        for pair in pairwise(run):
            if not (pair[0] in _EMPTY and pair[1] in _EMPTY):
                found["".join(pair)] += 1
        if len(run) == 1:
            found[run] += 1
    return found


def highlight(question: str, text: str, *, extra_terms: Iterable[str] = (), most: int = 2) -> tuple[Span, ...]:
    """At most ``most`` sentences that carry the question's rarer words, in the order of the text.

    A word that stands in every sentence says little; ``extra_terms`` are synonyms of the question's words.
    """
    spans = sentences(text)
    wanted = features(question)
    for term in extra_terms:
        for feature in features(term):
            wanted.setdefault(feature, 1)
    parts = [features(text[start:end]) for start, end in spans]
    weights = _weights(wanted, parts)
    total = sum(weights.values())
    if not total:
        return ()
    scored = []
    for (start, end), part in zip(spans, parts, strict=True):
        weight = sum(weights[feature] for feature in part if feature in weights)
        length = sum(part.values())
        scored.append(Span(start, end, min(1.0, weight / total) * (1.0 if length >= 4 else 0.5)))
    best = sorted((span for span in scored if span.score > 0), key=lambda span: (-span.score, span.start))[:most]
    kept = [span for span in best if span.score >= 0.5 * best[0].score]
    return tuple(sorted(kept, key=lambda span: span.start))


def _weights(wanted: Counter[str], parts: Sequence[Counter[str]]) -> dict[str, float]:
    count = len(parts)
    weights = {}
    for feature in wanted:
        holding = sum(1 for part in parts if feature in part)
        if holding:
            weights[feature] = math.log(1 + count / holding)
    return weights
