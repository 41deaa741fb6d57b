"""Every constant of the ranking in one place, with where it comes from."""

from __future__ import annotations

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 2
"""A word of an entry's title counts as often as this many in its text."""

FREQUENT_SHARE = 0.05
"""Words in more than this share of a kind's entries find no candidates; they still score."""

RRF_K = 60
LEXICAL_WEIGHT = 1.0
VECTOR_WEIGHT = 1.0

CANDIDATES = 100
"""Entries that each branch hands to the fusion, at least."""

MAX_CHARACTERS = 2_000
"""A longer question is cut here."""

MAX_TERMS = 64
"""Words of a question that take part in the search; the rarest are kept."""

role_weights: dict[tuple[str, str], float] = {}
"""(kind, role) -> factor on the BM25 score and, in the fusion, on both branches; 1 where absent."""
