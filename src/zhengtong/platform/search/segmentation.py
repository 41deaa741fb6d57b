"""Text to terms: the same for what is stored and what is asked.

Chinese is looked for by pairs of neighbouring characters, everything else by words. Pairs need no dictionary, so a
new word, a name or a slip of the segmenter never hides a text; measured, they find more than words (docs/adr).
Words from rjieba say which pairs matter: one across two words counts less.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import rjieba

from zhengtong.kernel.simplified import simplified
from zhengtong.kernel.text import normalise
from zhengtong.platform.search.numerals import to_number

# sparsevec holds at most 1,000,000,000 dimensions; a term's number is its hash, so that it is stable,
# needs no table and no lock, and two writers never wait for each other over a common word
DIMENSIONS = 1_000_000_000

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NUMERAL = "〇零一二三四五六七八九十百千两0-9"
_PIECE = re.compile(
    rf"第(?P<number>[{_NUMERAL}]+)(?P<unit>[编章节条款项])"
    rf"|(?P<han>[{HAN}]+?)(?=第[{_NUMERAL}]+[编章节条款项]|[^{HAN}]|$)"
    r"|(?P<latin>[a-z0-9]+(?:[.'-][a-z0-9]+)*)"
    r"|(?P<other>[^\W_]+?(?=[a-z0-9]|[^\w]|$))"
)
_EMPTY_CHARACTERS = frozenset("的了和是在就都而及与着或吗呢吧啊呀嘛哦")
_EMPTY_WORDS = frozenset({
    "a", "an", "and", "are", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in", "is", "it",
    "me", "my", "of", "on", "or", "that", "the", "this", "to", "what", "with", "you", "your",
})  # fmt: skip
_SUFFIXES = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", ""))


def simplify(text: str) -> str:
    """Normal form in Simplified characters and lower case."""
    return simplified(normalise(text)).lower()


def stem(word: str) -> str:
    """English plural and verb endings off, where at least three letters with a vowel stay."""
    if not word.isalpha() or not word.isascii() or word.endswith("ss"):
        return word
    for suffix, replacement in _SUFFIXES:
        if word.endswith(suffix):
            rest = word[: -len(suffix)] + replacement
            return rest if len(rest) >= 3 and any(vowel in rest for vowel in "aeiouy") else word
    return word


def terms(simplified: str) -> list[str]:
    """The terms of a text in reading order with repetitions, from its ``simplify``-ed form.

    Pairs of Chinese characters (a character that stands alone is itself a term), other words in lower case without
    English endings, and ``第十一条`` and ``第11条`` alike as ``第11条``.
    """
    found: list[str] = []
    for piece in _PIECE.finditer(simplified):
        kind = piece.lastgroup
        if kind == "han":
            run = piece["han"]
            found.extend([run] if len(run) == 1 else map("".join, pairwise(run)))
        elif kind == "unit":
            found.append(f"第{to_number(piece['number'])}{piece['unit']}")
        elif kind == "latin":
            found.extend(_latin(piece["latin"]))
        else:
            found.append(piece["other"])
    return found


def _latin(token: str) -> list[str]:
    if token in _EMPTY_WORDS:
        return []
    parts = re.split(r"[.'-]", token)
    whole = [token] if len(parts) > 1 and any(character.isdigit() for character in token) else []
    return whole + [stem(part) for part in parts if part and part not in _EMPTY_WORDS]


def words(simplified: str) -> list[str]:
    """Words of two and more characters, as a person would read them, by rjieba."""
    return [word for word in rjieba.cut(simplified) if len(word) > 1 and (word[0].isalnum())]


def all_words(simplified: str) -> set[str]:
    """Words of two and more characters, with the words within words: 居民身份证 holds 身份证."""
    return {word for word in rjieba.cut_for_search(simplified) if len(word) > 1 and word[0].isalnum()}


def weighted_terms(simplified: str, *, across: float, empty: float) -> dict[str, float]:
    """Terms of a question: 1, times ``across`` for a pair that no word holds, times ``empty`` with a particle."""
    weights = dict.fromkeys(terms(simplified), 1.0)
    within: set[str] = set()
    for word in rjieba.cut(simplified):
        within.update(map("".join, pairwise(word)))
    for term in weights:
        if len(term) == 2 and not term.isascii():
            own = 1.0 if term in within else across
            weights[term] = own if _EMPTY_CHARACTERS.isdisjoint(term) else own * empty
    return weights


@lru_cache(maxsize=500_000)
def term_number(kind: str, term: str) -> int:
    """The stable number of a term within a kind, 1 … DIMENSIONS.

    The kind takes part, so each kind has its own postings and its own document frequencies.
    """
    return int.from_bytes(blake2b(f"{kind}\0{term}".encode(), digest_size=8).digest()) % DIMENSIONS + 1
