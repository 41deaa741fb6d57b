from datetime import date

import pytest

from zhengtong.contexts.knowledge.domain.citation_finder import find_citations
from zhengtong.contexts.knowledge.domain.citations import parse_locator, same_text
from zhengtong.contexts.knowledge.domain.highlights import highlight, sentences
from zhengtong.contexts.knowledge.domain.names import bare_name, edition_year, other_names, short_name
from zhengtong.contexts.knowledge.domain.validity import (
    Edition,
    amended_articles,
    amended_law,
    holds,
    repealed_laws,
    resolve,
)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("《劳动法》", "劳动法"),
        ("中华人民共和国劳动法（2018修正）", "中华人民共和国劳动法"),
        ("劳动法(2018年修正)", "劳动法"),
        (" 民法 典 ", "民法典"),
        ("中华人民共和国宪法修正案（2018年）", "中华人民共和国宪法修正案（2018年）"),
        ("中华人民共和国刑法修正案（十二）", "中华人民共和国刑法修正案（十二）"),
    ],
)
def test_a_law_is_looked_up_without_brackets_and_edition(written, bare):
    assert bare_name(written) == bare


def test_short_and_common_names_lead_to_the_law():
    assert short_name("中华人民共和国民法典") == "民法典"
    assert "身份证法" in other_names("中华人民共和国居民身份证法")
    assert edition_year("《劳动法（2018修正）》") == 2018
    assert edition_year("劳动法") is None


def test_citations_are_found_with_paragraph_item_and_quotation():
    text = "根据《劳动法》第四十四条第二款第（三）项规定：“支付不低于工资的百分之三百”，又见《刑法》第120条之一。"
    one, two = find_citations(text)
    assert (one.law, one.article, one.paragraph, one.item) == ("劳动法", "第四十四条", 2, 3)
    assert one.quote == "支付不低于工资的百分之三百"
    assert one.locator == "第四十四条第二款第（三）项"
    assert (two.law, two.article, two.quote) == ("刑法", "第一百二十条之一", "")
    assert text[one.start : one.end].startswith("《劳动法》")


def test_a_locator_alone_is_understood_and_nonsense_is_not():
    assert parse_locator("第十一条第二款").paragraph == 2
    assert parse_locator("附件") is None


def test_a_quotation_may_differ_in_spaces_and_punctuation_but_not_in_words():
    original = "居民身份证丢失的，应当申请补领。"
    assert same_text("居民身份证丢失的,应当申请补领", original)
    assert same_text("居民身份证……补领", original)
    assert not same_text("居民身份证丢失的，可以申请补领", original)
    assert not same_text("", original)


def test_the_sentence_that_answers_is_marked():
    text = "本办法适用于本市。加班工资不低于工资的百分之一百五十。本办法由市局解释。"
    (span,) = highlight("加班工资怎么算", text)
    assert text[span.start : span.end] == "加班工资不低于工资的百分之一百五十。"


def test_nothing_is_marked_when_nothing_answers():
    assert highlight("火星移民", "本办法适用于本市。") == ()
    assert highlight("", "本办法适用于本市。") == ()
    assert sentences("  \n ") == ()


def test_a_new_edition_ends_the_old_one_on_the_day_it_takes_effect():
    old = Edition("商标法", date(2019, 4, 23), date(1983, 3, 1), "superseded")
    new = Edition("商标法", date(2026, 6, 26), date(2027, 1, 1), "in-force")
    first, second = resolve([new, old], repeals={}, amendments={})
    assert (first.valid_from, first.valid_to) == (date(2019, 4, 23), date(2027, 1, 1))
    assert (second.valid_from, second.valid_to) == (date(2027, 1, 1), None)
    assert holds(first.valid_from, first.valid_to, date(2026, 12, 31))
    assert not holds(first.valid_from, first.valid_to, date(2027, 1, 1))


def test_a_repealed_law_ends_on_the_day_another_law_says_and_is_never_in_force_where_none_says():
    law = Edition("环境保护法", date(2014, 4, 24), date(2015, 1, 1), "repealed")
    (known,) = resolve([law], repeals={"环境保护法": date(2026, 8, 15)}, amendments={})
    assert holds(known.valid_from, known.valid_to, date(2026, 8, 14))
    assert not holds(known.valid_from, known.valid_to, date(2026, 8, 15))
    (unknown,) = resolve([law], repeals={}, amendments={})
    assert not any(holds(unknown.valid_from, unknown.valid_to, date(year, 1, 1)) for year in range(1990, 2030))


def test_an_amended_text_holds_from_the_day_of_its_amendment():
    law = Edition("网络安全法", date(2025, 10, 28), date(2017, 6, 1), "in-force")
    (told,) = resolve([law], repeals={}, amendments={("网络安全法", date(2025, 10, 28)): date(2026, 1, 1)})
    assert told.valid_from == date(2026, 1, 1)
    (untold,) = resolve([law], repeals={}, amendments={})
    assert untold.valid_from == date(2025, 10, 28)


def test_what_a_text_says_about_other_laws_is_read():
    assert repealed_laws("本法自2026年起施行。《甲法》、《乙法》同时废止。") == ("甲法", "乙法")
    assert amended_law("中华人民共和国刑法修正案（十二）") == "中华人民共和国刑法"
    assert (
        amended_law("全国人民代表大会常务委员会关于修改《中华人民共和国网络安全法》的决定")
        == "中华人民共和国网络安全法"
    )
    texts = ["将刑法第三百九十条修改为：“对犯第五条的，处刑。”", "本修正案自公布之日起施行。"]
    assert amended_articles(texts) == {"第三百九十条"}
