"""The civic lexicon: everyday, dialect, Cantonese, English and misheard expressions, and what they officially mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhengtong.kernel.expressions import Expressions

FOLDER = Path(__file__).resolve().parents[5] / "lexicon"
KINDS = ("everyday", "dialect", "cantonese", "english", "misheard", "abbreviation")
_SUFFIX = re.compile(r"(?:s|es|d|ed|ing)?(?![a-z0-9])")


@dataclass(frozen=True)
class Expression:
    """``expression``: NFKC, Simplified, lower case. ``terms``: official terms, the best first."""

    expression: str
    terms: tuple[str, ...]
    kind: str
    weight: float
    domain: str


class CivicLexicon:
    """Finds expressions in a question; the longest at each place, none inside another. About 20 microseconds."""

    def __init__(self, expressions: Iterable[Expression]) -> None:
        self._known = {e.expression: e for e in expressions}
        self._expressions = Expressions(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def find(self, text: str) -> tuple[Expression, ...]:
        """In the order of the text (NFKC, Simplified, lower case)."""
        found: list[Expression] = []
        end = 0
        for start, expressions in self._expressions.within(text):
            for expression in expressions:
                if end < start + len(expression) and _whole_words(text, start, len(expression)):
                    found.append(self._known[expression])
                    end = start + len(expression)
                    break
        return tuple(dict.fromkeys(found))


def _whole_words(text: str, start: int, size: int) -> bool:
    """Latin letters match as whole words, with a plural or past ending; Chinese has no word boundaries."""
    if text[start].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    return not text[start + size - 1].isascii() or bool(_SUFFIX.match(text, start + size))


def query_text(reduced: str, found: Iterable[Expression], most: int = 4) -> str:
    """What is embedded: the need in the person's words and, after it, up to ``most`` official terms; of two where one
    is part of the other (诉讼, 行政诉讼) only the one that says more."""
    terms = dict.fromkeys(term for expression in found for term in expression.terms[:2])
    new = [term for term in terms if term not in reduced]
    added = [term for term in new if not any(term in other and term != other for other in new)][:most]
    return " ".join([reduced, *added])


def read(file: Path) -> tuple[Expression, ...]:
    """One CSV file: expression, official_terms (separated by |), kind, weight, domain."""
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Expression(
                row["expression"],
                tuple(row["official_terms"].split("|")),
                row["kind"],
                float(row["weight"]),
                row["domain"],
            )
            for row in csv.DictReader(stream)
        )


@cache
def shipped(folder: Path = FOLDER) -> CivicLexicon:
    """The lexicon of the product; empty where its folder is absent."""
    return CivicLexicon(e for file in sorted(folder.glob("*.csv")) for e in read(file))
