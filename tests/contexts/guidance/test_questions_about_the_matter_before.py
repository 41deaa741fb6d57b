"""Who may go, when it is open, whether a paper is needed: asked about the matter before, it stays that matter."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.dialogue import Remembered
from zhengtong.contexts.guidance.domain.facets import facets_of, without_facets
from zhengtong.contexts.guidance.domain.limits import limit_of
from zhengtong.contexts.guidance.domain.matters import unheard_paper
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.understanding import understand
from zhengtong.contexts.guidance.domain.words import residue

PASSPORT = Memory(
    (Remembered("护照换发", "P", "普通护照换发、补发", (("P", "普通护照换发、补发"),), "护照到期", turn=1),), number=1
)
TITLES = ("结婚登记", "居民身份证期满换领", "个体工商户设立登记")


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("星期六上班吗", "place"),
        ("民政局中午休息不", "place"),
        ("周末开门吗", "place"),
        ("are you open on Saturday", "place"),
        ("非得本人跑一趟吗", "condition"),
        ("我在外地出差,能让我老公代我去吗", "condition"),
        ("谁去办都行吗", "condition"),
        ("do I have to go myself", "condition"),
        ("不带户口本成不", "materials"),
        ("哪天能拿到", "time"),
        ("他在外地上班,我一个人去成不成", "condition"),
        ("身份证在老家没带过来可以吗", "materials"),
        ("礼拜天能不能办", "place"),
        ("can my husband pick it up for me", "condition"),
    ],
)
def test_it_is_a_question_about_the_matter_before(text: str, facet: str) -> None:
    found = understand(text, memory=PASSPORT).resolved[0]
    assert (found.kind, found.item) == ("same_item", "P")
    assert facet in found.need.facets


@pytest.mark.parametrize("text", ["那能领失业金吗", "公章在哪刻", "能让我妈领养老金吗", "想办居住证,要多久"])
def test_what_names_another_matter_is_no_question_about_the_one_before(text: str) -> None:
    assert understand(text, memory=PASSPORT).resolved[0].kind != "same_item"


def test_a_facet_takes_all_that_is_said_of_it() -> None:
    assert not residue(without_facets("非得本人跑一趟吗"))
    assert "失业金" in without_facets("能领失业金吗")


@pytest.mark.parametrize("text", ["他太太不上班,也跟着过来住", "我要上班没空"])
def test_somebody_at_work_is_no_question_of_opening_hours(text: str) -> None:
    assert "place" not in facets_of(text)


@pytest.mark.parametrize("text", ["can somebody call me?", "能不能有人给我打电话", "call me back please"])
def test_who_wants_to_be_called_is_given_a_person(text: str) -> None:
    limit = limit_of(text)
    assert limit is not None
    assert limit.state == "handed_over"


def test_a_paper_that_nobody_has_heard_of_is_not_answered_with_another() -> None:
    assert unheard_paper("我想办个江湖证", TITLES) == "江湖证"


@pytest.mark.parametrize(
    "text", ["我想办个结婚证", "补张身份证", "要办哪两个证", "办个狗证", "考个驾驶证", "想办个什么证"]
)
def test_a_paper_that_is_known_by_any_name_is_looked_up(text: str) -> None:
    assert not unheard_paper(text, TITLES)


@pytest.mark.parametrize("text", ["我刚拿了驾照想买车,新车上牌怎么弄", "拿到驾照买辆二手车要办什么"])
def test_who_buys_a_car_with_a_new_licence_buys_no_licence(text: str) -> None:
    assert limit_of(text) is None
