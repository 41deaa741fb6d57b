"""Known expressions are found where they begin, the longest first."""

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.expressions import Expressions

letters = st.text("abc身份", max_size=8)


def test_the_longest_comes_first():
    assert Expressions(["身份证", "身份", "身", "份"]).at("补身份证", 1) == ["身份证", "身份", "身"]


def test_one_of_a_single_character_is_found_before_any_other_and_at_the_end():
    known = Expressions(["证", "证件"])
    assert [known.at("证明证", place) for place in range(3)] == [["证"], [], ["证"]]


def test_an_empty_expression_stands_nowhere():
    assert Expressions([""]).at("身份", 0) == []


@given(st.sets(letters), letters)
def test_nothing_that_stands_at_a_place_is_missed(known, text):
    expressions = Expressions(known)
    for place in range(len(text)):
        there = {each for each in known if each and text.startswith(each, place)}
        assert expressions.at(text, place) == sorted(there, key=len, reverse=True)
