"""Needs that no joining word tells apart, what lends to what, and what a person has already."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.dialogue import Remembered, resolve, said_anew
from zhengtong.contexts.guidance.domain.facts_said import facts_said
from zhengtong.contexts.guidance.domain.jurisdiction import elsewhere
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.needs import needs_of, reduced
from zhengtong.contexts.guidance.domain.ranking_lexicon import shipped
from zhengtong.contexts.guidance.domain.told_around import of_the_need
from zhengtong.contexts.guidance.domain.understanding import understand

ALLOWANCE = Remembered("高龄津贴", "G", "高龄津贴申领", (("G", "高龄津贴申领"),), "每月发给老人的钱", turn=1)
DISPUTE = Remembered("不发工资", "L", "劳动争议仲裁申请", (("L", "劳动争议仲裁申请"),), "厂里不发工资", turn=1)
BIRTH = Remembered(
    "baby born", "B", "Register a newborn child", (("B", "Register a newborn child"),), "gave birth", turn=1
)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("刚搬来,居住证要办,车要上本地牌,小孩九月上一年级也要报名", ["居住证", "本地牌", "一年级"]),
        ("户口要迁,医保要转,分别去哪", ["户口", "医保"]),
        ("执照被水泡了字都看不清了然后地址也换了这个怎么搞", ["执照", "地址"]),
        ("我开的店不想做了 亏死了 证怎么退掉 税是不是也要去弄", ["店", "税"]),
        ("想帮佢上户口同埋买医保", ["户口", "医保"]),
        ("ID card lost. passport also expired. what to do", ["ID card", "passport"]),
        ("register her and get insurance", ["register", "insurance"]),
        ("how can i register a company and get a tax number", ["company", "tax"]),
        ("孩子上户口,生育津贴,还有育儿补贴,这三样能一次办完吗", ["上户口", "生育津贴", "育儿补贴"]),
        ("i want to move my hukou here and also borrow money to open shop", ["hukou", "borrow"]),
        ("爷爷上周走了,户口要销,丧葬费在哪领", ["户口", "丧葬费"]),
        ("公司开起来了,公章要刻,税务那边也要登记,社保账户怎么开", ["公章", "税务", "社保"]),
        ("护照没办过,还要跟孩子的关系证明公证", ["护照", "公证"]),
        ("去年进了异常名录,年报要补,异常要解除", ["年报", "异常"]),
        ("想把房子卖给我弟,抵押怎么弄掉,过户又怎么弄", ["抵押", "过户"]),
        ("老妈糖尿病要慢病报销,社保卡又丢了", ["慢病", "社保卡"]),
        ("厂里要装电梯要登记,还想接高压电", ["电梯", "高压电"]),
        ("公司出口,海关备案和退税怎么弄", ["海关备案", "退税"]),
        ("医保和养老都从外地转过来", ["医保", "养老"]),
        ("姐姐生了二胎,出生证还没拿,产假的津贴她们单位不给报", ["出生证", "津贴"]),
        ("奶奶没了,火化的钱听说能免,她名下的存款银行说要公证才给取", ["火化", "公证"]),
    ],
)
def test_each_is_a_need(text: str, things: list[str]) -> None:
    needs = needs_of(text)
    assert len(needs) == len(things)
    assert all(thing in need.text for thing, need in zip(things, needs, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "孩子要上学,我要上班,没人带",
        "他要离婚,我不想离,孩子要归我",
        "房子要过户,税要交多少",
        "身份证要换了,带户口本要吗",
        "I want to apply for and get a new card",
        "i lost my card and want to get it back",
        "我要办居住证,单位让我先交社保才能办",
        "男朋友是外地的,房子是租的,我们想领证",
        "驾照六年到期了,换证要体检吗",
        "身份证被偷了,户口在外地,在这能补吗",
        "结婚要户口本,我的户口本丢了怎么补",
        "老家有栋三层楼,想改成民宿,派出所那边要批什么",
        "退休了想去图书馆借书,要办个证吗,带身份证就行了吧",
    ],
)
def test_one_need_stays_one(text: str) -> None:
    assert len(needs_of(text)) == 1


def test_what_happened_to_somebody_is_known_of_the_next_need_about_them() -> None:
    second = needs_of("我老头上个月走了,派出所那边要办什么,还有他的养老金单位那边是不是有一笔钱给")[1]
    assert "丧葬补助金" in [term for each in shipped().find(second.query) for term in each.terms]


def test_what_is_told_before_two_requests_belongs_to_both() -> None:
    second = needs_of("我个仔啱啱出世,想帮佢上户口同埋买医保")[1]
    assert "出世" in second.query


def test_a_change_is_of_the_thing_that_was_named() -> None:
    second = needs_of("那个营业执照被水泡了字都看不清了然后地址也换了")[1]
    assert second.context.startswith("营业执照")


@pytest.mark.parametrize(
    ("text", "gone"),
    [("火化证明有了,派出所那边还要办什么手续", "火化"), ("身份证已经办好了,社保卡怎么办", "身份证")],
)
def test_what_a_person_has_already_is_not_looked_up(text: str, gone: str) -> None:
    assert gone not in reduced(text)


@pytest.mark.parametrize("text", ["证明有了", "居住证已经办了", "没有了身份证怎么办"])
def test_what_is_said_alone_is_looked_up(text: str) -> None:
    assert reduced(text) == text


def test_what_a_paper_is_wanted_for_is_not_what_is_wanted() -> None:
    text = "出国留学要把毕业证拿去公证"
    said = [each.expression for each in of_the_need(text, shipped().find(text))]
    assert not [each for each in said if "留学" in each]


@pytest.mark.parametrize("text", ["那我老伴七十九 他能领吗", "我爸八十二了也行吗", "我是外地户口得不得"])
def test_what_only_says_something_about_a_person_stays_with_the_matter(text: str) -> None:
    (found,) = resolve(text, needs_of(text)[0], (ALLOWANCE,))
    assert found.spoken.circumstance


def test_few_words_that_name_a_matter_wholly_do_not_lean_on_the_last_one() -> None:
    (found,) = resolve("请律师很贵吧", needs_of("请律师很贵吧")[0], (DISPUTE,))
    assert not found.spoken.bare


@pytest.mark.parametrize("text", ["and can I get some money for it", "is there any subsidy for that"])
def test_asking_for_money_is_no_mere_question_about_the_matter_before(text: str) -> None:
    (found,) = resolve(text, needs_of(text)[0], (BIRTH,))
    assert found.kind != "same_item"


@pytest.mark.parametrize(
    "text", ["要不要我妈亲自去", "让我弟弟代办行不行", "要唔要我阿妈亲身去", "can he do it in person"]
)
def test_who_has_to_go_is_a_question_about_the_matter_before(text: str) -> None:
    (found,) = resolve(text, needs_of(text)[0], (ALLOWANCE,))
    assert (found.kind, found.item) == ("same_item", "G")


def test_a_matter_named_by_an_everyday_word_is_no_question_about_the_one_before() -> None:
    (found,) = resolve("那先领证要带什么", needs_of("那先领证要带什么")[0], (ALLOWANCE,))
    assert found.kind != "same_item"


def test_what_is_done_to_the_first_thing_is_done_to_the_one_named_after_it() -> None:
    second = needs_of("i want to transfer my pension and also the health insurance from beijing")[1]
    assert second.query == "transfer the health insurance from beijing"


def test_a_benefit_in_a_list_does_not_lean_on_the_one_before() -> None:
    assert [need.context for need in needs_of("孩子上户口,生育津贴,还有育儿补贴,这三样能一次办完吗")] == ["", "", ""]


def test_short_needs_after_a_turn_go_on_with_it() -> None:
    first = understand("register her and get insurance", memory=Memory(turns=(BIRTH,), number=1)).resolved[0]
    assert first.kind == "variation"
    assert first.along.endswith("Register a newborn child")


@pytest.mark.parametrize("text", ["我不是开公司,就我一个人", "就我一个人做"])
def test_who_works_alone_is_a_sole_trader(text: str) -> None:
    assert [known.value for known in facts_said(text) if known.key == "audience"] == ["self-employed"]


def test_the_green_card_of_a_foreigner_is_a_matter_of_this_country() -> None:
    assert elsewhere("外国人绿卡丢了", region="440000") is None
    assert elsewhere("我的绿卡续期怎么弄", region="440000") is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("想开个打耳洞的店... 不对 想开个诊所", "想开个诊所"),
        ("身份证丢了,不对,是户口本丢了", "户口本丢了"),
        ("how do i cancel the sim... i mean cancel my shop licence", "cancel my shop licence"),
    ],
)
def test_what_is_taken_back_within_a_message_is_left(text: str, meant: str) -> None:
    assert said_anew(text).endswith(meant)
    assert len(said_anew(text)) <= len(meant) + 1


@pytest.mark.parametrize(
    "text", ["户口本上名字不对,怎么改", "身份证上出生日期写错了,要改", "办事员说材料不对 让我回去", "不对,我是外地户口"]
)
def test_what_is_wrong_on_a_paper_is_not_taken_back(text: str) -> None:
    assert said_anew(text) == text


@pytest.mark.parametrize("text", ["she is very ill, can I go for her", "我妈腿脚不好,让我代办行不行"])
def test_what_is_told_of_somebody_before_a_mere_question_leaves_the_matter(text: str) -> None:
    (found,) = resolve(text, needs_of(text)[0], (ALLOWANCE,))
    assert (found.kind, found.item) == ("same_item", "G")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my landlord says I need a residence permit to put my son in school", "I need a residence permit"),
        ("i want to renew my passport because we travel in may", "i want to renew my passport"),
        ("I need a licence to open a noodle shop", "I need a licence to open a noodle shop"),
        ("how do I register my car for my son", "how do I register my car for my son"),
    ],
)
def test_in_english_what_a_paper_is_for_is_not_looked_up_unless_it_tells_which_paper(text: str, wanted: str) -> None:
    assert reduced(text) == wanted


def test_short_needs_about_somebody_are_both_about_them() -> None:
    understood = understand("register her and get insurance", memory=Memory(turns=(BIRTH,), number=1))
    assert [each.kind for each in understood.resolved] == ["variation", "variation"]


def test_any_benefit_is_one_for_what_was_told() -> None:
    second = needs_of("失业了在家半年,房贷还不上怎么办,还有没有什么补助")[-1]
    assert second.context


def test_opening_of_accounts_is_of_each_that_an_and_joins() -> None:
    assert [need.text for need in needs_of("税务登记和社保开户")] == ["税务登记开户", "社保开户"]
