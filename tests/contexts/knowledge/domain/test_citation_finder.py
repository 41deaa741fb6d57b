"""Citations in any text, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.contexts.knowledge.domain.citation_finder import find_citations
from zhengtong.contexts.knowledge.domain.english_names import chinese_name

NAMES = {"民法典", "中华人民共和国民法典", "劳动法", "劳动合同法", "合同法"}


def found(text):
    return [(c.law, c.locator) for c in find_citations(text, NAMES) if not c.unresolved]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《劳动法》第四十四条", [("劳动法", "第四十四条")]),
        ("根据民法典第1079条的规定", [("民法典", "第一千零七十九条")]),
        ("依照劳动合同法第10条、第12条", [("劳动合同法", "第十条"), ("劳动合同法", "第十二条")]),
        ("《劳动法》第三条第一款、第二款", [("劳动法", "第三条第一款"), ("劳动法", "第三条第二款")]),
        ("《劳动法》第三条第（一）项和第（三）项", [("劳动法", "第三条第（一）项"), ("劳动法", "第三条第（三）项")]),
        ("《劳动法》第三条以及《民法典》第五条", [("劳动法", "第三条"), ("民法典", "第五条")]),
        ("《刑法》第一百二十条之一", [("刑法", "第一百二十条之一")]),
        ("违反江澜市居住证管理办法第五条", [("江澜市居住证管理办法", "第五条")]),
        ("合同法第52条", [("合同法", "第五十二条")]),
        ("Article 12 of the Labour Contract Law", [("劳动合同法", "第十二条")]),
        ("the Labor Law, Articles 3 and 4.", [("劳动法", "第三条"), ("劳动法", "第四条")]),
        ("Art. 3(2) of the Company Law of the PRC", [("公司法", "第三条第二款")]),
        ("合同第三条约定的违约金", []),
        ("没有引用", []),
    ],
)
def test_a_citation_is_found_however_it_is_written(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", ["本法第三条", "该条例第十条", "前款规定", "第八条", "依照本法第三条、第五条"])
def test_what_does_not_name_its_law_is_found_as_unresolved(text):
    citations = find_citations(text, NAMES)
    assert citations
    assert all(c.unresolved for c in citations)


def test_a_citation_stands_where_it_says():
    text = "按《劳动法》第四十四条和劳动合同法第十条办理"
    assert [text[c.start : c.end] for c in find_citations(text, NAMES)] == ["《劳动法》第四十四条", "劳动合同法第十条"]


def test_a_quotation_belongs_to_the_citation_before_it():
    (one,) = find_citations("《劳动法》第四十四条规定：“休息日安排劳动者工作的”")
    assert one.quote == "休息日安排劳动者工作的"


@given(st.text(alphabet="《》第一二十条款项（）()、和本法前劳动aA rticle 12of.,“”\n", max_size=80))
def test_any_text_can_be_read_and_citations_stand_inside_it(text):
    for one in find_citations(text, NAMES):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("Labor Contract Law", "劳动合同法"),
        ("the Civil Code of the People's Republic of China", "民法典"),
        ("Law on the Protection of Consumer Rights and Interests", "消费者权益保护法"),
        ("Law of Gravity", None),
    ],
)
def test_english_names_of_laws_are_known_in_both_spellings(name, chinese):
    assert chinese_name(name) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "A " * 50_000, "A" * 100_000, "A," * 50_000, "A-" * 50_000, "A of " * 20_000, "Labour Law " * 10_000,
        "A" + " " * 100_000, "Article 1" + " " * 100_000, "Art. " + "1, " * 30_000, "《劳动法》第" + " " * 100_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_page_of_one_letter_or_of_blanks_is_read_to_its_end(text):
    """Where a pattern tries every way to divide it, this never ends."""
    assert find_citations(text, NAMES) == ()


def test_thousands_of_citations_in_one_text_are_all_found():
    assert len(find_citations("《劳动法》第三条" + " " * 100_000, NAMES)) == 1
    assert len(find_citations("本法第三条，《劳动法》第四条；Article 5 of the Labour Law. " * 5_000, NAMES)) == 15_000


def test_an_article_may_be_broken_over_lines():
    assert found("《劳动法》第四十\n四条") == []
    assert found("《劳动法》第四十四条\n      第二款") == [("劳动法", "第四十四条第二款")]
