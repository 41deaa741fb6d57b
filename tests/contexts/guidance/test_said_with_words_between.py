"""An expression of the lexicon is understood where other words stand between its own."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.in_other_words import in_other_words
from zhengtong.contexts.guidance.domain.needs import needs_of
from zhengtong.contexts.guidance.domain.ranking_lexicon import shipped


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("我没有单位，社保是不是要自己交", "灵活就业人员"),
        ("社保我想从外地转到这边", "社会保险关系转移"),
        ("隔壁阿婆讲每个月有钱发给老人", "高龄津贴"),
        ("眼睛十几年前就看不见了，能办什么证", "残疾人证"),
        ("我老头子上个月走了", "去世"),
        ("他走了以后养老金单位还给不给", "丧葬补助金"),
        ("执照上的地址要改", "变更登记"),
        ("我那个小店现在不做了", "个体工商户注销"),
        ("请律师会不会很贵", "法律援助"),
        ("i want to pay social insurance all by myself", "灵活就业人员"),
        ("how do i transfer my social insurance to this city", "社会保险关系转移"),
    ],
)
def test_what_is_said_in_other_words_is_looked_up_by_its_official_name(text: str, term: str) -> None:
    need = needs_of(text)[0]
    terms = [term for found in shipped().find(f"{need.text} {need.query}") for term in found.terms]
    assert term in terms


@pytest.mark.parametrize(
    "text",
    [
        "自己住的房子。邻居交社保了",  # a clause of its own
        "自己今天去了一趟老家看了看父母和朋友们才回来交社保",  # far apart
        "自己交社保",  # as the lexicon has it: found anyhow
        "the social insurance of insurancemyself",  # no whole word
        "",
    ],
)
def test_pieces_that_do_not_belong_together_say_nothing(text: str) -> None:
    assert in_other_words(text) == ""
