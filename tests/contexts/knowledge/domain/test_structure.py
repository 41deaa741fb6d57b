import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.knowledge.domain.structure import MOST, split

LAW = """中华人民共和国某某法
（2020年1月1日通过）
目　录
第一章　总则
第二章　权利
第一章　总　则
第一条　为了试验，制定本法。
第二条　本法适用于全国。
第三条第二款规定的情形除外。
第二章　权　利
第一节　一般规定
第三条　公民有下列权利：
（一）第一项权利；
（二）第二项权利。
第三条之一　另有规定的，从其规定。
第二节　特别规定
第四条　本法自公布之日起施行。
"""


def joined(text, pieces):
    return "".join(text[piece.start : piece.end] for piece in pieces)


PARTS = st.sampled_from(
    ["第一章　总则\n", "第一条　为了。", "第二条 甲\n", "第二条之一　乙", "\n",
     "一、要求。", "（一）甲；", "1.乙。", "# 题\n",
     "## 二\n",
     "第三条第二款",
     "　　", " ", "\r\n", "。", "x" * 700, "长句没有标点" * 200, "﻿", "第十编　附则\n", "(2)丙"]
)  # fmt: skip


@given(st.lists(PARTS | st.text(max_size=40), max_size=30).map("".join), st.sampled_from(["auto", "law", "document"]))
@settings(max_examples=150, deadline=None)
def test_no_character_is_lost_and_the_order_is_kept(text, scheme):
    pieces = split(text, scheme=scheme)
    assert joined(text, pieces) == text
    assert all(piece.start < piece.end for piece in pieces)
    assert all(one.end == other.start for one, other in pairwise(pieces))


@given(st.lists(PARTS | st.text(max_size=40), max_size=30).map("".join))
@settings(max_examples=100, deadline=None)
def test_a_passage_of_a_document_is_never_longer_than_can_be_read_at_once(text):
    pieces = split(text, scheme="document")
    assert all(piece.end - piece.start <= MOST for piece in pieces if piece.kind not in ("heading", "article"))


def test_a_law_is_cut_at_its_articles_with_chapter_and_section():
    articles = [p for p in split(LAW) if p.kind == "article"]
    assert [a.label for a in articles] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert articles[0].path == ("第一章 总 则",)
    assert articles[2].path == ("第二章 权 利", "第一节 一般规定")
    assert articles[4].path == ("第二章 权 利", "第二节 特别规定")


def test_a_line_that_speaks_of_an_article_does_not_begin_one():
    second = next(p for p in split(LAW) if p.label == "第二条")
    assert "第三条第二款规定的情形除外" in LAW[second.start : second.end]


def test_items_stay_inside_their_article():
    third = next(p for p in split(LAW) if p.label == "第三条")
    assert "（二）第二项权利。" in LAW[third.start : third.end]


def test_a_law_without_articles_is_kept_in_sections():
    text = "关于某事的决定\n一、第一个决定。\n二、第二个决定。\n"
    pieces = split(text, scheme="law")
    assert joined(text, pieces) == text
    assert not [p for p in pieces if p.kind == "article"]


def test_a_notice_is_cut_at_its_numbers_when_it_is_long():
    text = "关于补贴的通知\n" + "".join(
        f"{n}、{title}\n（一）第一点。{'内容。' * 200}\n（二）第二点。{'内容。' * 200}\n"
        for n, title in (("一", "对象"), ("二", "标准"))
    )
    labels = [p.label for p in split(text)]
    assert "一、（一）" in labels
    assert "二、（二）" in labels
    assert any(p.path == ("一、对象",) for p in split(text))


def test_markdown_headings_become_the_path():
    text = "# 指南\n\n说明。\n\n## 一、先选址\n\n看清楚用途。\n"
    pieces = split(text)
    assert joined(text, pieces) == text
    last = pieces[-1]
    assert last.path == ("指南", "一、先选址")
    assert "看清楚用途" in text[last.start : last.end]


def test_one_huge_line_is_cut_at_sentences():
    text = "这是一句没有结构的话。" * 3000
    pieces = split(text)
    assert joined(text, pieces) == text
    assert len(pieces) > 10
    assert all(text[p.start : p.end].endswith("。") for p in pieces)


def test_one_huge_line_without_punctuation_is_cut_at_length():
    text = "字" * 100_000
    pieces = split(text)
    assert joined(text, pieces) == text
    assert max(p.end - p.start for p in pieces) <= MOST


def test_a_text_that_lost_its_line_breaks_is_cut_where_lines_began():
    body = "各单位要认真落实有关要求，确保各项措施到位。" * 20
    text = f"关于某事的通知 各有关单位： 一、加强领导。{body} 二、明确责任。{body} 三、抓好落实。{body}"
    pieces = split(text)
    assert joined(text, pieces) == text
    assert {"一、", "二、", "三、"} <= {p.label for p in pieces}


def test_nothing_comes_of_nothing():
    assert split("") == ()


def test_a_table_of_contents_does_not_hide_the_law():
    labels = [p.label for p in split(LAW) if p.kind == "heading"]
    assert labels.count("第一章") == 2
    assert re.match("第", labels[0])
