"""After several matters at once (退休了要办什么), a turn is about the one of them that its words fit."""

import pytest

from zhengtong.contexts.guidance.domain.dialogue import Remembered, Resolved, resolve
from zhengtong.contexts.guidance.domain.following import order
from zhengtong.contexts.guidance.domain.needs import needs_of

PLAN = [
    Remembered("养老金申领", "pension", "企业职工基本养老金申领", text="退休了要办什么", turn=1),
    Remembered("提取公积金", "leaving", "离职、退休等销户提取住房公积金", text="退休了要办什么", turn=1),
    Remembered("异地就医", "elsewhere", "异地就医备案", text="退休了要办什么", turn=1),
]
SIGN = Remembered("店招", "sign", "店招和户外广告设置", text="招牌呢", turn=2)


def _resolved(text: str, *turns: Remembered) -> Resolved:
    return resolve(text, needs_of(text)[0], turns)[0]


def test_of_two_that_fit_the_one_of_the_plan_is_meant():
    spoken = _resolved("公积金能全取出来吗", *PLAN).spoken
    titles = {"leaving": PLAN[1].title, "buying": "购房提取住房公积金", "id": "居民身份证丢失补领"}
    scores = {"leaving": 15.1, "buying": 15.6, "id": 4.0}
    ranked = order(scores, scores, titles, words=["公积金能全取出来吗"], spoken=spoken)
    assert [code for code, _ in ranked] == ["leaving", "buying", "id"]


def test_the_plan_is_remembered_while_it_is_spoken_of():
    asked = Remembered("养老金", "pension", PLAN[0].title, text="养老金怎么领", turn=2)
    assert _resolved("公积金能取吗", *PLAN, asked).spoken.plan == {"pension", "leaving", "elsewhere"}


def test_what_is_far_better_is_meant_though_it_is_not_in_the_plan():
    spoken = _resolved("护照到期了怎么换", *PLAN).spoken
    titles = {"leaving": PLAN[1].title, "passport": "普通护照换发、补发"}
    ranked = order({"leaving": 2.0, "passport": 12.0}, {"leaving": 6.0, "passport": 9.0}, titles, words=["护照"], spoken=spoken)  # noqa: E501  # fmt: skip
    assert ranked[0][0] == "passport"


def test_a_turn_about_a_matter_outside_leaves_the_plan():
    assert _resolved("要几天", *PLAN, SIGN).spoken.plan == frozenset()


@pytest.mark.parametrize("text", ["公章在哪刻", "户口要带什么", "执照多少钱"])
def test_a_thing_of_its_own_is_another_matter(text):
    assert _resolved(text, SIGN).kind != "same_item"


@pytest.mark.parametrize("text", ["要几天", "在哪办", "招牌要多少钱", "那要带什么"])
def test_a_question_about_what_was_spoken_of_stays_with_it(text):
    assert _resolved(text, SIGN).item == "sign"
    assert _resolved(text, SIGN).kind == "same_item"
