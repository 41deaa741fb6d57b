"""A pattern that looks first where a match can begin finds what it finds without."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.patterns import patterns

from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.words import ASKING, CIVIC, FILLERS

LETTERS = "aAiIsSkKſıİKςσΣßé我你打-]^\\ 1"
SIGNS = (".", "[^a我]", "[我你]", "[a-k]", r"[\w-]", r"\d", r"[^\s]", "$", "^", r"\b", "(?=我)", "(?<=a)", "(?!你)")
PATTERNS = patterns(LETTERS, SIGNS)


@settings(max_examples=600)
@given(PATTERNS, st.sampled_from([0, re.IGNORECASE, re.ASCII]), st.text(LETTERS, max_size=12))
def test_any_pattern_finds_the_same_places_and_groups(pattern, flags, text):
    plain = [(match.span(), match.groups()) for match in re.finditer(pattern, text, flags)]

    assert [(match.span(), match.groups()) for match in quick(pattern, flags).finditer(text)] == plain


@pytest.mark.parametrize("letter", string.ascii_letters)
def test_a_letter_is_found_in_all_that_python_takes_for_it(letter):
    text = "".join(map(chr, range(0x3000)))

    assert quick(letter, re.IGNORECASE).findall(text) == re.findall(letter, text, re.IGNORECASE)


@pytest.mark.parametrize("pattern", [FILLERS, ASKING, CIVIC], ids=["fillers", "asking", "civic"])
def test_the_long_alternations_of_the_guide_look_first(pattern):
    assert pattern.pattern.startswith("(?=[")
