"""What the index makes of a question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.platform.search import service as search
from zhengtong.platform.search.numerals import to_chinese, to_number
from zhengtong.platform.search.segmentation import simplify, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_embedder")]


def entry(key: str, title: str) -> search.Entry:
    return search.Entry("item", key, key, title, role="title")


def found(text: str) -> list[str]:
    return [hit.key for hit in search.search(search.Query(text, ("item",))).hits]


@pytest.fixture
def titles():
    names = [
        "住房公积金提取",
        "医师执业注册",
        "居民身份证补领",
        "疫苗接种",
        "入学报名",
        "养殖许可",
        "从业资格证",
        "商标登记",
    ]
    search.upsert([entry(f"{name}{n}", f"{name}{n}") for name in names for n in range(6)])


@pytest.mark.parametrize(
    ("written", "meant"),
    [("公鸡金怎么取", "公积金"), ("医生怎么住册", "注册"), ("孩子打疫喵", "疫苗"), ("在哪里包名", "报名"),
     ("养植要什么证", "养殖"), ("从业资各", "资格"), ("申请商表", "商标"), ("身分证丢了", "身份证")],
)  # fmt: skip
def test_a_misheard_word_is_understood(titles, written, meant):
    prepared = search.prepare(written)
    assert prepared.corrections
    assert meant in prepared.understood
    assert found(written)


@pytest.mark.parametrize(
    "question",
    [
        "身份证丢了怎么补",
        "公积金可以取吗",
        "小明想报名",
        "一直没有收到",
        "省里有什么补贴",
        "我老公在工地摔伤",
        "怎样注册",
        "张三的资格证",
    ],
)
def test_a_good_question_stays_as_it_is(titles, question):
    prepared = search.prepare(question)
    assert prepared.corrections == ()
    assert prepared.understood == prepared.normalised


def test_traditional_and_full_width_writing_find_the_same():
    search.upsert([entry("1", "居民身份证补领"), entry("2", "ID card renewal")])
    assert found("居民身份證補領") == ["1"]
    assert found("ＩＤ　ＣＡＲＤ") == ["2"]
    assert found("renewing my cards") == ["2"]


def test_synonyms_find_the_official_term_and_weigh_less_than_the_words_themselves():
    search.upsert([entry("official", "个体工商户注销登记"), entry("literal", "关店须知")])
    assert found("我要关店") == ["literal"]
    search.set_synonyms("pack", [search.SynonymEntry("关店", ("注销登记",), weight=0.5)])
    assert set(found("我要关店")) == {"literal", "official"}
    prepared = search.prepare("我要關店")
    assert prepared.expansions == (("注销登记", 0.5),)
    assert dict(prepared.weights)["注销"] < dict(prepared.weights)["关店"]
    search.set_synonyms("pack", [])
    assert found("我要关店") == ["literal"]


def test_a_source_replaces_only_its_own_synonyms():
    search.set_synonyms("a", [search.SynonymEntry("关店", ("注销登记",))])
    search.set_synonyms("b", [search.SynonymEntry("ID", ("身份证",))])
    search.set_synonyms("a", [])
    assert search.prepare("关店").expansions == ()
    assert search.prepare("my ID").expansions == (("身份证", 0.5),)
    assert search.prepare("my idea").expansions == ()


def test_article_numbers_are_the_same_in_both_writings():
    search.upsert([entry("11", "民法典 第十一条"), entry("1", "民法典 第一条"), entry("110", "民法典 第一百一十条")])
    assert found("民法典第11条")[0] == "11"
    assert found("民法典第一百一十条")[0] == "110"
    assert found("第1条") == ["1"]


def test_ages_and_periods_are_found_in_both_writings():
    search.upsert([entry("words", "年满六十岁老人优待"), entry("digits", "3年内有效")])
    assert found("60岁")[0] == "words"
    assert found("三年") == ["digits"]


@given(st.integers(min_value=1, max_value=9999))
def test_numbers_survive_writing_in_chinese(number):
    assert to_number(to_chinese(number)) == str(number)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_has_terms_that_its_normal_form_has_too(text):
    once = simplify(text)
    assert all(term and not term.isspace() for term in terms(once))
    assert terms(simplify(once)) == terms(once)


def test_one_character_finds_the_words_that_hold_it():
    search.upsert([entry("1", "税务登记"), entry("2", "户口迁移")])
    assert found("税") == ["1"]


def test_a_long_question_is_cut():
    assert len(search.prepare("身份证怎么补" * 20_000).normalised) <= 1_000


@pytest.mark.parametrize("typed", ["身份", "shenf", "sfz", "SFZ", "身份zheng", "身分", "补领", "民身份", "jumin"])
def test_titles_are_suggested_in_characters_pinyin_and_initials(typed):
    search.upsert([entry("1", "居民身份证补领"), entry("2", "户口迁移")])
    assert [s.title for s in search.suggest(typed, ("item",))] == ["居民身份证补领"]


def test_suggestions_begin_with_titles_that_begin_so():
    search.upsert([entry("1", "办理护照"), entry("2", "护照换发"), entry("3", "护照换发")])
    assert [s.title for s in search.suggest("护照", ("item",))] == ["护照换发", "办理护照"]
    assert search.suggest("护照", ("law",)) == ()
    search.delete(kind="item", keys={"2", "3"})
    assert [s.title for s in search.suggest("护照", ("item",), limit=1)] == ["办理护照"]
