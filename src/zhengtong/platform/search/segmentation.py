"""Text to terms: the same for what is stored and what is asked."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import opencc
import rjieba

from zhengtong.kernel.text import is_chinese, normalise

# sparsevec holds at most 1,000,000,000 dimensions; a term's number is its hash, so that it is stable,
# needs no table and no lock, and two writers never wait for each other over a common word
DIMENSIONS = 1_000_000_000

_simplify = opencc.OpenCC("t2s")
_SUFFIXES = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", ""))
_STOP = frozenset(
    "的 了 和 是 在 就 都 而 及 与 着 或 一个 没有 吗 呢 吧 啊 呀 嘛 哦 the a an of to in and or is are do does for on "
    "my me i it be can with by at from this that what how".split()
)
_WORD = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*")


def simplify(text: str) -> str:
    """Normal form in Simplified characters and lower case."""
    return _simplify.convert(normalise(text)).lower()


def stem(word: str) -> str:
    """English plural and verb endings off, where at least three letters with a vowel stay."""
    if not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    for suffix, replacement in _SUFFIXES:
        if word.endswith(suffix):
            rest = word[: -len(suffix)] + replacement
            return rest if len(rest) >= 3 and any(v in rest for v in "aeiouy") else word
    return word


def words(text: str) -> list[str]:
    """The terms of a text in reading order, with repetitions, without marks and the emptiest words."""
    found: list[str] = []
    for token in rjieba.cut_for_search(simplify(text)):
        if token in _STOP:
            continue
        if is_chinese(token[0]):
            found.append(token)
        elif token.isascii():
            found.extend(stem(part) for part in _WORD.findall(token) if part not in _STOP)
        elif unicodedata.category(token[0])[0] in "LN":
            found.append(token)
    return found


@lru_cache(maxsize=500_000)
def term_number(kind: str, word: str) -> int:
    """The stable number of a word within a kind, 1 … DIMENSIONS.

    The kind takes part, so each kind has its own postings and its own document frequencies.
    """
    return int.from_bytes(blake2b(f"{kind}\0{word}".encode(), digest_size=8).digest()) % DIMENSIONS + 1
