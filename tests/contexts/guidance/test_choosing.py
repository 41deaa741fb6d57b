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


def test_what_was_near_is_still_offered_as_perhaps_meant() -> None:
    choice = choose([FAR], confidence=0.9, threshold=0.1, least_score=2.0)
    assert choice.offered == (FAR,)
