import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.knowledge.domain.clauses import clause
from zhengtong.contexts.knowledge.domain.numbering import (
    ArticleNumber,
    normalise_label,
    parse_article,
    to_chinese,
    to_int,
)


@given(st.integers(0, 99_999_999))
@settings(max_examples=200)
def test_a_number_written_in_chinese_reads_back_as_itself(number):
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百二十", 120),
        ("十", 10),
        ("十一", 11),
        ("二〇二六", 2026),
        ("１２", 12),
        ("一千零一", 1001),
        ("两百", 200),
        ("", None),
        ("十百", None),
        ("甲", None),
        ("一二三", 123),
    ],
)
def test_numbers_as_laws_and_people_write_them(text, number):
    assert to_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第一百二十条之一", ArticleNumber(120, 1)),
        ("第12条", ArticleNumber(12)),
        ("12", ArticleNumber(12)),
        ("120条之1", ArticleNumber(120, 1)),
        ("第 四十四 条第二款", ArticleNumber(44)),
        ("条目三", None),
        ("", None),
        ("第零条", None),
    ],
)
def test_articles_are_recognised_however_they_are_typed(text, number):
    assert parse_article(text) == number


@given(st.integers(1, 99_999), st.integers(0, 99))
@settings(max_examples=100)
def test_a_label_names_exactly_one_article(main, inserted):
    number = ArticleNumber(main, inserted)
    assert parse_article(number.label) == number
    assert normalise_label(number.label) == number.label


def test_labels_that_are_not_articles_stay_as_they_are():
    assert normalise_label("条目三") == "条目三"
    assert normalise_label("全文") == "全文"
    assert normalise_label("第44条") == "第四十四条"


OVERTIME = (
    "有下列情形之一的，用人单位应当支付：\n（一）安排延长工作时间的；\n（二）休息日安排工作的：\n1.不能补休；\n2.可以补休；\n"
    "前款规定的标准由国家规定。"
)


def test_paragraph_item_and_subitem_are_found_inside_an_article():
    assert clause(OVERTIME, paragraph=2) == "前款规定的标准由国家规定。"
    assert clause(OVERTIME, paragraph=1, item=1) == "（一）安排延长工作时间的；"
    assert clause(OVERTIME, item=2, subitem=2) == "2.可以补休；"
    assert clause(OVERTIME) == OVERTIME


def test_a_paragraph_or_item_that_is_not_there_is_not_invented():
    assert clause(OVERTIME, paragraph=3) is None
    assert clause(OVERTIME, paragraph=2, item=1) is None
    assert clause(OVERTIME, item=9) is None
