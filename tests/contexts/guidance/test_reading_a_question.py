"""What a person types is read, or sent back with a reason; never a crash, never lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain import reading
from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.understanding import understand
from zhengtong.kernel.errors import Fault


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "question-empty"),
        ("   \n\t ", "question-empty"),
        ("身份证" * 40_000, "question-too-long"),
        ("\x00\x01\x02\x03PK\x03\x04\x00\x00", "question-not-text"),
        ("😀🎉😭", "question-without-words"),
        ("？！……。。。", "question-without-words"),
    ],
)
def test_what_cannot_be_a_question_says_why(typed: str, code: str) -> None:
    with pytest.raises(Fault) as found:
        reading.read(typed)
    assert found.value.code == code
    assert found.value.remedy


def test_markup_and_sql_are_only_words() -> None:
    assert reading.read("<script>alert(1)</script><b>身份证</b>丢了怎么办") == "身份证 丢了怎么办"
    assert understand("'; DROP TABLE items; -- 身份证丢了").limit is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("身份证丢了怎么补", "zh-Hans"),
        ("身分證唔見咗點樣補領", "zh-Hant"),
        ("How do I renew my passport?", "en"),
        ("申请X1签证", "zh-Hans"),
    ],
)
def test_the_language_of_the_question_is_seen(text: str, language: str) -> None:
    assert reading.language_of(text) == language


ASKED = [
    ("补证要带什么", "materials"),
    ("那要多少钱", "fee"),
    ("交表去哪里", "place"),
    ("多久可以拿到", "time"),
    ("打什么电话问", "phone"),
    ("网上能办吗", "online"),
    ("有什么条件", "condition"),
    ("How much does it cost?", "fee"),
    ("Which documents do I need?", "materials"),
    ("Can I do that online?", "online"),
]


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_understood_or_refused_with_a_fault(text: str) -> None:
    try:
        understood = understand(text, region="440000")
    except Fault as fault:
        assert fault.code.startswith("question-")
    else:
        assert 1 <= len(understood.needs) <= 5
        assert reading.clean(understood.text) == understood.text


@pytest.mark.parametrize(("text", "facet"), ASKED)
def test_the_facet_asked_for_is_heard(text: str, facet: str) -> None:
    assert facet in facets_of(text)


@pytest.mark.parametrize("text", ["补办", "我要补办", "怎么注销？", "去哪里预约", "renew"])
def test_what_to_do_without_what_it_is_about_is_asked_back(text: str) -> None:
    assert understand(text).names_no_matter


@pytest.mark.parametrize("text", ["补办身份证", "公司注销", "预约结婚登记", "renew my passport"])
def test_what_to_do_with_something_is_a_matter(text: str) -> None:
    assert not understand(text).names_no_matter
