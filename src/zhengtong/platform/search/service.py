"""The door of search: one index for every context."""

from __future__ import annotations

from zhengtong.platform.search.entries import (
    NO_VECTOR,
    Entry,
    Held,
    Hit,
    Prepared,
    Query,
    Result,
    Suggestion,
    SynonymEntry,
)
from zhengtong.platform.search.neighbours import Neighbour, neighbours, similarities
from zhengtong.platform.search.preparation import prepare
from zhengtong.platform.search.searching import search
from zhengtong.platform.search.state import index_state
from zhengtong.platform.search.suggesting import suggest
from zhengtong.platform.search.synonyms import set_synonyms
from zhengtong.platform.search.upkeep import fold, index_vectors, rebuild
from zhengtong.platform.search.vectors import fill_entries, fill_vectors, vector_progress
from zhengtong.platform.search.vocabulary import entries_with
from zhengtong.platform.search.writing import delete, upsert

__all__ = [
    "NO_VECTOR", "Entry", "Held", "Hit", "Neighbour", "Prepared", "Query", "Result", "Suggestion", "SynonymEntry",
    "delete", "entries_with", "fill_entries", "fill_vectors", "fold", "index_state", "index_vectors", "neighbours",
    "prepare", "rebuild", "search", "set_synonyms", "similarities", "suggest", "upsert", "vector_progress",
]  # fmt: skip
