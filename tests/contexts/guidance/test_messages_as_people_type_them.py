"""Messages without punctuation, with nothing named, about what others did: as people type and speak them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhengtong.contexts.catalog.service import DepartmentName, Option, ServiceItem, Situation, Term
from zhengtong.contexts.guidance.domain.facts_said import facts_said
from zhengtong.contexts.guidance.domain.matters import absent_matter
from zhengtong.contexts.guidance.domain.needs import needs_of
from zhengtong.contexts.guidance.domain.picked_up import pick_up
from zhengtong.contexts.guidance.domain.understanding import understand
from zhengtong.kernel.sources import Source
from zhengtong.kernel.text import Bilingual

FORM = Situation(
    "form", Bilingual("办公司还是个体工商户？", "Is it a company or a sole trader?"), Bilingual("", ""),
    (
        Option("company", Bilingual("公司", "Company")),
        Option("sole-trader", Bilingual("个体工商户", "Sole trader")),
    ),
)  # fmt: skip
ITEM = ServiceItem(
    code="X-1", title=Bilingual("参保登记", "Register"), department=DepartmentName("d", Bilingual("社保局", "Office")),
    kind=Term("k", Bilingual("k", "k")), audience=(), region="990100", revision=1,
    source=Source(kind="item", title="参保登记", key="item:X"), since=datetime(2026, 1, 1, tzinfo=UTC),
    situations=(FORM,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我身份证没了社保卡也没了下周要去外地打工快点告诉我去哪办", 2),
        ("户口本弄丢了驾驶证也被偷了咋整", 2),
        ("公司倒闭老板跑路了两个月工资没给我想告他还想领失业金", 2),
        ("我是退伍军人想自主创业有没有什么补贴顺便问下优待证在哪里办谢谢", 2),
        ("想把养老保险转到你们这边来我还想查一下交了多少年医保", 2),
        ("公司不想开了怎么关掉，还有公章要不要交", 2),
        ("给员工交社保怎么开户，公积金也要开，一起弄行不行", 2),
        ("居住证快到期了怎么续签还有护照怎么办", 2),
        ("I lost my passport and my flight is on Friday what can I do", 1),
        ("我想问一下就是我那个驾驶证啊快到期了然后我人又不在本地能不能在外地换啊", 1),
        ("医保卡里面的余额查出来还有多少钱", 1),
        ("身份证掉了 下周要坐高铁 怎么办", 1),
    ],
)
def test_needs_are_told_apart_where_no_comma_stands(text: str, count: int) -> None:
    assert len(needs_of(text)) == count


def test_a_thing_to_be_done_likewise_is_looked_up_with_what_it_is_like() -> None:
    second = needs_of("给员工交社保怎么开户，公积金也要开，一起弄行不行")[1]
    assert "员工" in second.query


@pytest.mark.parametrize("text", ["我要办事", "我想办个证", "办证", "怎么办", "请问一下怎么弄", "想咨询业务"])
def test_where_nothing_is_named_it_is_asked_what_it_is_about(text: str) -> None:
    assert understand(text).names_no_matter


@pytest.mark.parametrize("text", ["办身份证", "我要办低保", "结婚怎么办", "renew my visa"])
def test_where_something_is_named_nothing_is_asked_back(text: str) -> None:
    assert not understand(text).names_no_matter


@pytest.mark.parametrize("text", ["车子卖给别人了没过户", "给员工交社保怎么开户", "房子租给别人要登记吗"])
def test_what_is_sold_to_others_or_owed_to_staff_is_not_done_for_somebody_else(text: str) -> None:
    assert not [known for known in facts_said(text) if known.key == "for-whom"]


@pytest.mark.parametrize("text", ["替朋友补身份证", "帮员工办居住证"])
def test_what_is_done_for_somebody_else_is_noticed(text: str) -> None:
    assert [known.value for known in facts_said(text) if known.key == "for-whom"] == ["friend"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我和老伴都要办老年卡", "老年人优待证"),
        ("公积金怎么转", "住房公积金转移"),
        ("驾照扣完12分了怎么办", "驾驶证满分学习"),
        ("楼上漏水物业不管", "物业服务投诉"),
        ("房东押金不退我", "房屋租赁纠纷"),
        ("my landlord wont give deposit back", "房屋租赁纠纷"),
        ("电动自行车怎么上牌", "电动自行车登记"),
    ],
)
def test_what_a_catalogue_lacks_is_named_instead_of_a_neighbour(text: str, name: str) -> None:
    titles = ("退役军人优待证申领", "购房提取住房公积金", "机动车驾驶证期满换证", "水电气联合报装", "机动车注册登记")
    absent = absent_matter(text, titles)
    assert absent is not None
    assert absent.name.zh == name


@pytest.mark.parametrize(
    "text", ["我被公司辞退了，社保也停了", "公司把我裁了", "公司拖欠工资", "想告公司", "公司不给交社保"]
)
def test_the_company_that_did_it_is_not_what_the_person_runs(text: str) -> None:
    assert pick_up(text, ITEM, "zh-Hans") == ()


@pytest.mark.parametrize("text", ["我们公司要给员工参保", "刚注册了公司，怎么参保"])
def test_a_company_of_ones_own_is_noticed(text: str) -> None:
    assert [known.value for known in pick_up(text, ITEM, "zh-Hans")] == ["company"]
