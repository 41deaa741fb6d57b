"""Every constant of the ranking in one place, with where it comes from.

Measured on three sets of real questions (bench/search_quality.py): policies, law articles, service items.
"""

from __future__ import annotations

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 1
"""A word of an entry's title counts as often as this many in its text."""

ACROSS_WORDS = 0.7
"""Weight of a pair of characters that no word of the question holds."""
WITH_PARTICLE = 0.5
"""Weight of a pair with a particle such as 的."""
CORRECTED = 0.9
"""Weight of the terms of a homophone."""
OTHER_NUMERAL = 0.7
"""Weight of a number written the other way."""

FREQUENT_SHARE = 0.05
FREQUENT_FLOOR = 1_000
"""A term in more than this share of a kind's entries, and in more than so many, finds no candidates; it still
scores."""
CANDIDATE_BUDGET = 1_000
CANDIDATE_SHARE = 0.005
"""The rarest terms find candidates until they stand for so many entries plus this share of the kind: with 23,490
articles a budget of 1,000 loses nothing."""

RRF_K = 60
LEXICAL_WEIGHT = 1.0
VECTOR_WEIGHT = 1.0
vector_weights: dict[str, float] = {"policy": 0.1, "document": 0.1}
"""Kind -> weight of the vectors' ranks, else VECTOR_WEIGHT. With long documents words know better than vectors: equal
weights take recall at 1 of the policy questions from .83 to .78; with law articles they add .06."""
EF_SEARCH = 80
"""How widely an HNSW index is searched, at least."""

CANDIDATES = 50
"""Entries that each branch hands to the fusion, at least; all of them are then scored by both."""

MAX_CHARACTERS = 1_000
"""A longer question is cut here."""
MAX_TERMS = 160
"""Terms of a question that take part in the search, the weightiest first."""

role_weights: dict[tuple[str, str], float] = {}
"""(kind, role) -> factor on the BM25 score; 1 where absent."""
