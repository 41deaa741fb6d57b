"""What is only near enough to be found is not given as an answer."""

import pytest

from zhengtong.contexts.guidance.domain.choosing import Candidate, choose
from zhengtong.contexts.guidance.domain.ranking import shipped_model

NEAR = Candidate("A", "居民身份证丢失补领", 9.0)
FAR = Candidate("B", "公众聚集场所营业前消防安全检查", 1.0)


@pytest.mark.parametrize(
    ("candidates", "confidence", "verdict"),
    [
        ([], 0.9, "unknown"),
        ([NEAR, FAR], 0.9, "answered"),
        ([NEAR], 0.01, "unknown"),
        ([FAR], 0.9, "unknown"),
        ([NEAR, Candidate("C", "居民身份证丢失补领（异地）", 8.99)], 0.9, "clarification"),
        ([NEAR, Candidate("C", "机动车驾驶证换证", 8.99)], 0.9, "answered"),
    ],
)
def test_an_answer_must_be_near_and_the_only_one(candidates: list[Candidate], confidence: float, verdict: str) -> None:
    least = shipped_model().least_score
    assert choose(candidates, confidence=confidence, threshold=0.1, least_score=least).verdict == verdict


ALIKE = [
    # what was said, first title, second title, gap, whether it is asked back
    ("党员组织关系怎么办", "存档人员党员组织关系转入", "存档人员党员组织关系转出", 0.3, True),
    ("党员组织关系要转出去 转出", "存档人员党员组织关系转出", "存档人员党员组织关系转入", 0.3, False),
    ("党员组织关系要转出去 转出", "存档人员党员组织关系转入", "存档人员党员组织关系转出", 0.3, True),
    ("植物检疫证书", "出省植物检疫证书核发", "省内植物检疫证书核发", 0.4, True),
    ("植物检疫证书", "出省植物检疫证书核发", "省内植物检疫证书核发", 0.8, False),
    ("药师证头一次注册 首次", "执业药师首次注册", "执业药师再次注册", 0.1, False),
    ("退税", "个人所得税退税（个人）", "个人所得税退税（企业）", 0.2, True),
    ("公司退税 企业", "个人所得税退税（企业）", "个人所得税退税（个人）", 0.2, False),
    ("残疾证丢了", "残疾人证挂失补办", "残疾人证换领", 0.2, False),  # says it by what is to be done
    ("用海", "海域使用权审核", "海域使用权审核", 2.0, True),  # two offices, one name
    ("用海", "海域使用权审核", "海域使用权审核", 5.0, False),
    ("港澳通行证", "往来港澳通行证", "往来港澳通行证探亲签注", 0.3, False),  # of what is more nothing was said
    ("港澳通行证探亲", "往来港澳通行证", "往来港澳通行证探亲签注", 0.3, True),
]


@pytest.mark.parametrize(("words", "first", "second", "gap", "asked"), ALIKE)
def test_twins_are_asked_about_unless_words_tell_them_apart(words, first, second, gap, asked) -> None:
    found = [Candidate("A", first, 9.0), Candidate("B", "公章刻制备案", 8.99), Candidate("C", second, 9.0 - gap)]
    choice = choose(found, confidence=0.9, threshold=0.1, words=words)
    assert choice.verdict == ("clarification" if asked else "answered")
    assert [c.code for c in choice.offered] == ["A", "B", "C"]


def test_a_turn_that_goes_on_is_seldom_asked_about() -> None:
    found = [Candidate("A", "植物检疫证书（出省）", 9.0), Candidate("B", "植物检疫证书（省内）", 8.8)]
    assert choose(found, confidence=0.9, threshold=0.0, goes_on=True).verdict == "answered"


def test_what_was_near_is_still_offered_as_perhaps_meant() -> None:
    choice = choose([FAR], confidence=0.9, threshold=0.1, least_score=2.0)
    assert choice.offered == (FAR,)
