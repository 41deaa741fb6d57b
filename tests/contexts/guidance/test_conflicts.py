"""Texts that say different things about the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain.conflicts import Stated, conflicts, prevailing, rank_of
from zhengtong.contexts.guidance.web.passage_presenting import pieces

LAW = Stated("甲法", "用人单位应当自收到申请之日起十五日内作出决定。", 1, "2020-01-01")
POLICY = Stated("某办法", "用人单位应当自收到申请之日起三十日内作出决定。", 5, "2024-01-01")
SAME = Stated("乙法", "用人单位应当自收到申请之日起十五日内作出决定。", 1, "2021-01-01")
OTHER = Stated("丙法", "租赁期限不得超过二十年。", 1, "2021-01-01")


def test_different_values_for_the_same_thing_are_a_conflict():
    assert conflicts([LAW, POLICY, OTHER]) == (1, 1, 0)


@pytest.mark.parametrize("pair", [(LAW, SAME), (LAW, OTHER), (LAW, LAW)])
def test_the_same_value_another_thing_or_one_document_is_none(pair):
    assert conflicts(pair) == (0, 0)


def test_numerals_of_both_writings_are_one_value():
    digits = Stated("丁法", LAW.text.replace("十五", "十"), 1, "")
    assert conflicts([digits, Stated("戊法", LAW.text.replace("十五", "10"), 1, "")]) == (0, 0)


def test_the_higher_rank_prevails_and_equals_are_left_to_a_person():
    assert prevailing([POLICY, LAW]) == (1, "rank")
    assert prevailing([LAW, SAME]) == (None, "person")
    assert prevailing([POLICY, Stated("新办法", "", 5, "2025-01-01")]) == (1, "later")


@pytest.mark.parametrize(
    ("kind", "level", "rank"),
    [("law", "宪法", 0), ("law", "法律", 1), ("law", "行政法规", 2), ("policy", "", 5), ("law", "", 1)],
)
def test_ranks_follow_the_legislation_law(kind, level, rank):
    assert rank_of(kind, level) == rank


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4))
def test_marked_or_not_the_text_stays_whole(text, marks):
    assert "".join(part for part, _marked in pieces(text, marks)) == text
