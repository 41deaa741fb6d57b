"""Codes can be read aloud, typed carelessly, and not mistyped unseen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.platform.ledger.codes import ALPHABET, new_code, normalise_code

codes = st.builds(new_code)


@given(codes)
def test_a_new_code_is_accepted_as_people_type_it(code):
    assert normalise_code(code) == code
    assert normalise_code(code.lower().replace("-", " ")) == code
    assert normalise_code("  " + code.replace("-", "").replace("0", "o").replace("1", "l") + "\n") == code
    assert normalise_code("".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code)) == code


@given(codes, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(code, place, letter):
    plain = list(code.replace("-", ""))
    if plain[place] == letter:
        return
    plain[place] = letter
    assert normalise_code("".join(plain)) is None


@given(codes, st.integers(0, 15), st.integers(0, 15))
def test_any_two_characters_that_changed_places_are_noticed(code, one, other):
    plain = list(code.replace("-", ""))
    if plain[one] == plain[other]:
        return
    plain[one], plain[other] = plain[other], plain[one]
    assert normalise_code("".join(plain)) is None


def test_what_cannot_be_a_code_is_no_code():
    for text in ("", "7F3A", "7F3A-92C1-K0TM-W8ZU", "身份证", "x" * 100_000, "7F3A-92C1-K0TM-W8Z" + "\x00"):
        assert normalise_code(text) is None
