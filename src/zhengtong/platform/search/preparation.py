"""From a question as typed to the words that are looked for."""

from __future__ import annotations

from functools import lru_cache

from zhengtong.kernel.text import language_of, normalise
from zhengtong.platform.search import synonyms
from zhengtong.platform.search.entries import Prepared
from zhengtong.platform.search.segmentation import simplify, words
from zhengtong.platform.search.tuning import MAX_CHARACTERS


def prepare(text: str) -> Prepared:
    """NFKC, Traditional to Simplified, words, synonyms. Never fails; a question without words has no terms."""
    return _prepare(text[:MAX_CHARACTERS], synonyms.current())


@lru_cache(maxsize=4096)
def _prepare(text: str, lexicon: synonyms.Lexicon) -> Prepared:
    normalised = simplify(normalise(text))
    terms = tuple(dict.fromkeys(words(normalised)))
    return Prepared(
        normalised=normalised,
        terms=terms,
        expansions=tuple(lexicon.expand(normalised, terms)),
        language=language_of(normalised),
    )
