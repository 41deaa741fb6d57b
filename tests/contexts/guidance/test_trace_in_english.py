"""An English reader is told in English what was taken and what was left."""

from __future__ import annotations

from zhengtong.contexts.guidance.domain.answering import narrate_choice
from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice


def test_matters_are_named_in_english_and_those_without_an_english_name_as_they_are() -> None:
    choice = Choice("answered", (Candidate("T-1", "身份证丢失补领", 1.0), Candidate("T-2", "临时身份证", 0.5)), 0.9)
    _heading, told = narrate_choice([choice], "en", {"T-1": "Replace a lost card"})
    assert "Replace a lost card" in told[0] and "身份证丢失补领" not in told[0]
    assert "临时身份证" in told[1]
