"""Several things with one predicate are several needs; people, papers and things of no matter of their own are not."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.needs import needs_of
from zhengtong.contexts.guidance.domain.one_matter import one_for_each_matter
from zhengtong.contexts.guidance.domain.understanding import simplify

SEVERAL = [
    ("护照和身份证都过期了，孩子上学的事也想问", ["护照", "身份证", "上学"]),
    ("护照、驾驶证都丢了", ["护照", "驾驶证"]),
    ("社保和公积金怎么转", ["社保", "公积金"]),
    ("结婚证和离婚证都找不到了", ["结婚证", "离婚证"]),
    ("社保卡跟身份证都不见了怎么办", ["社保卡", "身份证"]),
    ("身份证、社保卡、驾驶证全丢了", ["身份证", "社保卡", "驾驶证"]),
    ("驾照和行驶证都快到期了，要换", ["驾照", "行驶证"]),
    ("户口和医保怎么迁过来", ["户口", "医保"]),
    ("居住证和护照都想办一下", ["居住证", "护照"]),
    ("我想把养老保险、医疗保险、公积金都转到江澜来", ["养老", "医", "公积金"]),
    ("营业执照和公章都要重新办", ["营业执照", "公章"]),
    ("房产证结婚证都找不着了", ["房产证", "结婚证"]),
    ("身份证驾照一起丢了，怎么补", ["身份证", "驾照"]),
    ("孩子的户口和医保还没办", ["户口", "医保"]),
    ("残疾证和低保都想申请", ["残疾证", "低保"]),
    ("港澳通行证、护照都到期了，另外想查一下社保", ["港澳通行证", "护照", "社保"]),
    ("护照也过期了，身份证也过期了", ["护照", "身份证"]),
    ("身份证过期了，驾照也过期了，咋办", ["身份证", "驾照"]),
    ("我身份证丢了，社保卡也丢了", ["身份证", "社保卡"]),
    ("失业金和技能补贴都能领吗", ["失业金", "技能"]),
    ("passport and ID card both expired", ["passport", "ID card"]),
    ("my driving licence and social security card were stolen", ["driving licence", "social security"]),
    ("護照同身份證都唔見咗", ["护照", "身份证"]),
    ("老年卡和高龄津贴怎么申请", ["老年卡", "高龄津贴"]),
    ("要办食品经营许可证和健康证", ["食品", "健康证"]),
    ("给孩子办身份证和护照", ["身份证", "护照"]),
    ("户口本和身份证掉河里了都要补", ["户口本", "身份证"]),
    ("住房公积金跟租房补贴都想申请", ["公积金", "租房补贴"]),
]

ONE = [
    "我和老伴都要办老年卡",
    "我和我爱人都要换身份证",
    "我爸和我妈的退休金怎么领",
    "儿子和女儿都要上户口",
    "带身份证和户口本去办社保卡行吗",
    "身份证和户口本上的出生日期不一样",
    "办护照要不要身份证和户口本都带上",
    "我跟老公都丢了身份证",
    "我和他都是外地户口，想领结婚证",
    "身份证正面和反面都要复印吗，办居住证用",
    "公司和个人都要交社保吗",
    "医保和社保有啥不一样",
    "身份证和手机都丢了，怎么补身份证",
    "钱包和身份证一起丢了",
    "房子和车子都是我的，办居住证行吗",
    "没有身份证和户口本能办结婚登记吗",
    "养老保险城镇和农村的都交过，怎么合并",
    "男方和女方都要到场吗，离婚",
    "用护照和居住证办驾照可以吗",
    "老人和小孩都参加居民医保要多少钱",
    "养老金和高龄津贴能同时领吗",
    "社保和公积金没有交，怎么投诉单位",
    "护照和身份证都丢了，怎么补身份证",
]


@pytest.mark.parametrize(("text", "things"), SEVERAL)
def test_each_thing_is_a_need_of_its_own(text: str, things: list[str]) -> None:
    queries = [need.query for need in needs_of(simplify(text))]
    assert len(queries) == len(things)
    assert all(thing in query for thing, query in zip(things, queries, strict=True))


@pytest.mark.parametrize("text", ONE)
def test_people_papers_and_what_is_no_matter_are_no_needs(text: str) -> None:
    assert len(needs_of(text)) == 1


def _looked_up(text: str, *codes: str) -> tuple[list[Resolved], list[Choice]]:
    resolved = [Resolved("new", need) for need in needs_of(text)]
    return resolved, [Choice("answered", (Candidate(code, code, 1.0),), 1.0) for code in codes]


def test_what_one_matter_answers_is_asked_once_in_the_words_of_the_person() -> None:
    stay, needs = one_for_each_matter(*_looked_up("结婚证和离婚证都找不到了", "A", "A"))
    assert stay == (0,)
    assert [each.need.text for each in needs] == ["结婚证和离婚证都找不到了"]


def test_other_things_beside_them_stay_needs_of_their_own() -> None:
    stay, needs = one_for_each_matter(*_looked_up("身份证、结婚证、离婚证都丢了", "B", "A", "A"))
    assert stay == (0, 1)
    assert [each.need.text for each in needs] == ["身份证丢了", "结婚证丢了；离婚证丢了"]


def test_needs_that_no_and_joins_stay_apart() -> None:
    resolved, choices = _looked_up("补身份证要多少钱，另外还想问身份证补办要几天", "A", "A")
    assert one_for_each_matter(resolved, choices) == ((0, 1), tuple(resolved))
