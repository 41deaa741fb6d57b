"""Known expressions are found where they begin, the longest first."""

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.expressions import Expressions

letters = st.text("abc身份", max_size=8)


def test_the_longest_comes_first():
    assert list(Expressions(["身份证", "身份", "身"]).within("补身份证")) == [(1, ["身份证", "身份", "身"])]


def test_one_of_a_single_character_is_found_before_any_other_and_at_the_end():
    assert list(Expressions(["证", "证件"]).within("证明证")) == [(0, ["证"]), (2, ["证"])]


def test_an_empty_expression_stands_nowhere():
    assert list(Expressions([""]).within("身份")) == []


@given(st.sets(letters), letters)
def test_nothing_that_stands_in_a_text_is_missed(known, text):
    there = {
        place: sorted((each for each in known if each and text.startswith(each, place)), key=len, reverse=True)
        for place in range(len(text))
    }
    assert dict(Expressions(known).within(text)) == {place: found for place, found in there.items() if found}
