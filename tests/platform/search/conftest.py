"""Entries to look for, and a small embedder whose vectors can be worked out by hand."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from django.db import connection

from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import questions, synonyms, vocabulary


class LetterEmbedder:
    """A vector counts the characters of a text: texts with the same characters are near. Fast and exact."""

    name = "letters"
    dimensions = 384

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def queries(self, texts):
        return np.stack([self._vector(text) for text in texts])

    def passages(self, texts):
        self.embedded.extend(texts)
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, 384), np.float32)

    def _vector(self, text: str):
        vector = np.full(384, 0.01, dtype=np.float32)
        for character in text:
            vector[int.from_bytes(hashlib.blake2b(character.encode(), digest_size=2).digest()) % 384] += 1
        return vector / np.linalg.norm(vector)


@pytest.fixture(autouse=True)
def fresh_caches():
    synonyms.forget()
    vocabulary.forget()
    questions.forget()
    yield
    synonyms.forget()
    vocabulary.forget()
    questions.forget()


@pytest.fixture
def emptied(transactional_db):
    """For tests that commit: these tables are not models, so nobody else empties them, before or after."""
    _empty()
    yield
    _empty()


def _empty():
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE search_entry, search_spelling, search_frequency, search_size, search_word, search_change"
        )


@pytest.fixture
def embedder(monkeypatch):
    letters = LetterEmbedder()
    monkeypatch.setattr(ai, "embedder", lambda: letters)
    return letters


@pytest.fixture
def no_embedder(monkeypatch):
    monkeypatch.setattr(ai, "embedder", lambda: None)
