"""Articles that a search found, compared once more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.contexts.knowledge.domain import ranking
from zhengtong.contexts.knowledge.domain.ranking import Candidate

WORDS = st.text(alphabet="劳动合同工资试用期的罚款。\n？abc", max_size=30)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        law=st.sampled_from(["甲法", "乙法"]),
        text=WORDS,
        lexical=st.none() | st.floats(0.1, 90),
        similarity=st.none() | st.floats(-1, 1),
    ),
    min_size=1,
    max_size=8,
)


@given(WORDS, CANDIDATES)
def test_every_question_and_every_article_gets_a_finite_score(question, candidates):
    found = ranking.features(question, candidates)
    assert found.shape == (len(candidates), len(ranking.FEATURES)) == (len(candidates), len(ranking.WEIGHTS))
    assert np.isfinite(ranking.scores(question, candidates)).all()


@given(WORDS, CANDIDATES)
def test_the_order_of_the_search_does_not_matter(question, candidates):
    forwards = ranking.scores(question, candidates)
    backwards = ranking.scores(question, candidates[::-1])[::-1]
    assert forwards == pytest.approx(backwards, abs=1e-6)


def test_nothing_found_is_nothing_scored():
    assert ranking.scores("试用期最长多久？", ()).size == 0


def test_of_two_that_search_found_equally_good_the_one_with_the_words_of_the_question_itself_wins():
    story = "小王在一家公司上班。试用期最长可以约定多久？"
    about_the_story = Candidate("甲法", "公司应当按月支付工资和奖金，不得拖欠和克扣。", 10.0, 0.8)
    about_the_question = Candidate("乙法", "试用期最长不得超过六个月，只能约定一次期限。", 10.0, 0.8)
    other, right = ranking.scores(story, [about_the_story, about_the_question])
    assert right > other


def test_a_question_about_penalties_prefers_the_article_that_sets_one():
    duty = Candidate("甲法", "用人单位应当支付工资，不得克扣和拖欠。", 10.0, 0.8)
    penalty = Candidate("甲法", "用人单位不支付工资的，责令改正并处罚款。", 10.0, 0.8)
    first, second = ranking.scores("用人单位不按时支付工资，会受到什么处罚？", [duty, penalty])
    assert second > first
    assert ranking.features("会受到什么处罚？", [duty, penalty])[:, ranking.FEATURES.index("liability")].tolist() == [
        -1,
        1,
    ]


@pytest.mark.parametrize(
    ("story", "last"),
    [
        ("他病了。根据相关法律规定，公司可以辞退他吗？", " ，公司可以辞退他吗"),
        ("试用期多久", "试用期多久"),
        ("", ""),
        ("公司不给钱！怎么办？", "公司不给钱"),
    ],
)
def test_the_question_of_a_story_is_its_last_sentence(story, last):
    assert ranking.asked(story) == last
