"""Text in one form, short extracts, two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.text import Bilingual, is_chinese, language_of, normalise, plain_excerpt, whole_number, width


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("  a \t b  \r\n\r\n c ", "a b\nc"),
        ("身\u200b份\ufeff证", "身份证"),
        ("a\ud800b\x00c", "abc"),
        ("", ""),
    ],
)
def test_one_form_for_the_same_text(written, normal):
    assert normalise(written) == normal


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_an_extract_is_one_line_and_never_too_long(text, limit):
    extract = plain_excerpt(text, limit)
    assert len(extract) <= limit
    assert "\n" not in extract


def test_an_extract_ends_with_a_sentence_where_it_can():
    assert plain_excerpt("第一句很长很长。第二句也很长很长很长", 12) == "第一句很长很长。"
    assert plain_excerpt("没有句号的一段很长的文字", 8) == "没有句号的一段…"


def test_language_is_told_by_the_letters():
    assert language_of("How do I renew my ID card?") == "en"
    assert language_of("换领 ID card 怎么办理") == "zh"
    assert language_of("123 😀") == "zh"


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("１２", 12), ("", 7), (None, 7), ("-1", 7), ("1e3", 7), ("²", 7), ("9" * 5000, 7)]
)
def test_a_number_in_an_address_is_read_and_anything_else_does_no_harm(text, number):
    assert whole_number(text, 7) == number


def test_width_is_in_columns():
    assert width("身份证ID") == 8
    assert width("e\u0301") == 1


def test_han_ideographs_of_all_planes_are_chinese():
    assert all(map(is_chinese, "身〇𠮷"))
    assert not any(map(is_chinese, "aー가"))


def test_a_bilingual_text_falls_back_to_the_other_language():
    assert Bilingual("事项", "Matter").in_language("en") == "Matter"
    assert Bilingual("事项", "Matter").in_language("zh-hans") == "事项"
    assert Bilingual("事项").in_language("en") == "事项"
    assert Bilingual(en="Matter").in_language("zh-hans") == "Matter"
    assert Bilingual.of({"zh": "事项"}) == Bilingual.of("事项") == Bilingual("事项")
    assert not Bilingual.of(None)
    assert Bilingual("事项", "Matter").as_data() == {"zh": "事项", "en": "Matter"}
