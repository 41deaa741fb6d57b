"""From a question as typed to the terms that are looked for."""

from __future__ import annotations

from functools import lru_cache

from zhengtong.kernel.text import is_chinese, language_of
from zhengtong.platform.search import synonyms, tuning, vocabulary
from zhengtong.platform.search.corrections import corrections
from zhengtong.platform.search.entries import Prepared
from zhengtong.platform.search.numerals import other_writings
from zhengtong.platform.search.segmentation import simplify, terms, weighted_terms, words


def prepare(text: str) -> Prepared:
    """Normal form, Traditional to Simplified, terms with weights, synonyms, homophones, numbers.

    Never fails; a question without letters and digits has no terms. Only the first ``MAX_CHARACTERS`` count.
    """
    return _prepare(text[: tuning.MAX_CHARACTERS], synonyms.current(), vocabulary.current())


@lru_cache(maxsize=4096)
def _prepare(text: str, lexicon: synonyms.Lexicon, known: vocabulary.Vocabulary) -> Prepared:
    normalised = simplify(text)
    corrected = tuple(corrections(normalised, known))
    expansions = tuple(lexicon.expand(normalised))
    weights = weighted_terms(normalised, across=tuning.ACROSS_WORDS, empty=tuning.WITH_PARTICLE)

    def also(other: str, weight: float) -> None:
        for term in terms(other):
            weights[term] = max(weights.get(term, 0.0), weight)

    understood = normalised
    for written, meant in corrected:
        understood = understood.replace(written, meant, 1)
        also(meant, tuning.CORRECTED)
    for expression, weight in expansions:
        also(expression, weight)
    if len(normalised) == 1 and is_chinese(normalised):  # pairs are indexed, so one character stands for its words
        for pair in known.pairs_with(normalised):
            also(pair, tuning.CORRECTED)
    for number in other_writings(normalised):
        also(number, tuning.OTHER_NUMERAL)
    return Prepared(
        normalised=normalised,
        terms=tuple(dict.fromkeys(words(normalised))),
        expansions=expansions,
        corrections=corrected,
        language=language_of(normalised),
        understood=understood,
        weights=tuple(sorted(weights.items(), key=lambda pair: -pair[1])[: tuning.MAX_TERMS]),
    )
