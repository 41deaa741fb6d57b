from datetime import date

import pytest
from tests.contexts.knowledge.conftest import ACTOR

from zhengtong.contexts.knowledge import service

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.mark.parametrize("name", ["某甲法", "《某甲法》", "中华人民共和国某甲法", "某甲法（2018修正）", " 某甲 法 "])
@pytest.mark.parametrize("article", ["第二条之一", "第2条之1", "2条之一"])
def test_an_article_is_found_by_any_name_of_the_law_and_any_writing_of_its_number(laws, name, article):
    assert service.find_article(name, article).text == "加班不得超过三小时。"


def test_what_does_not_exist_is_not_found(laws):
    assert service.find_article("没有法", "第一条") is None
    assert service.find_article("某甲法", "第九条") is None
    assert service.find_article("某甲法", "") is None
    assert service.law("") is None


def test_the_text_of_the_day_is_given(laws):
    assert "签订" in service.find_article("某乙法", "1", on=date(2026, 12, 31)).text
    assert "共同" in service.find_article("某乙法", "1", on=date(2027, 1, 1)).text
    assert service.law("某乙法", on=date(2026, 12, 31)).current.label == "2019修正"
    assert service.law("某乙法", on=date(2027, 1, 1)).current.label == "2026"
    assert service.law("某乙法", on=date(1970, 1, 1)).current is None


def test_a_repealed_law_can_be_read_and_says_that_it_is_repealed(laws):
    article = service.find_article("某丙法", "第一条", on=DAY)
    assert (article.standing, article.in_force) == ("repealed", False)
    assert service.law("某丙法", on=DAY).repealed_on == date(2021, 1, 1)


def test_neighbours_lead_through_the_law(laws):
    first, second, third = service.articles("某甲法")
    assert service.neighbours(first) == (None, second)
    assert service.neighbours(second) == (first, third)
    assert service.neighbours(third) == (second, None)


def test_an_article_is_its_own_source(laws):
    source = service.find_article("某甲法", "1").source
    assert source.key == "law:中华人民共和国某甲法#第一条"
    assert (source.kind, source.title, source.locator) == ("law", "某甲法", "第一条")


def test_a_citation_is_checked_for_existence_force_and_wording(laws):
    text = (
        "《某甲法》第二条第一款第（二）项：“休息日的，支付百分之二百”。《某甲法》第二条第二款“支付百分之五百”。"
        "《某甲法》第二条第九款。《某丙法》第一条。《没有法》第一条。《某甲法》第九十九条。"
    )
    right, wrong, paragraph, repealed, unknown, missing = service.verify_citations(text, on=DAY)
    assert (right.exists, right.in_force, right.quote_matches) == (True, True, True)
    assert (wrong.exists, wrong.quote_matches) == (True, False)
    assert paragraph.exists is False
    assert (repealed.exists, repealed.in_force, repealed.standing) == (True, False, "repealed")
    assert (unknown.exists, unknown.law) == (False, None)
    assert (missing.exists, missing.law) == (False, "中华人民共和国某甲法")


def test_passages_answer_with_marked_sentences_and_only_law_in_force(laws):
    (first, *_rest) = service.answer_passages("加班工资 法定休假日 支付多少", kinds=("law",), on=DAY)
    assert (first.title, first.label) == ("某甲法", "第二条")
    assert "法定休假日支付百分之三百。" in {first.text[span.start : span.end] for span in first.highlights}
    assert first.source.key == "law:中华人民共和国某甲法#第二条"
    assert not [p for p in service.answer_passages("为保护环境，制定本法", on=DAY) if "某丙法" in p.title]


@pytest.mark.parametrize(
    "question",
    ["", "   ", "😀😀", "<script>alert(1)</script>", "'; DROP TABLE knowledge_passage; --", "加班" * 50_000, "\x00"],
)
def test_odd_questions_are_answered_or_not_but_never_break(laws, question):
    assert isinstance(service.answer_passages(question), tuple)
    assert isinstance(service.verify_citations(question), tuple)


def test_an_evaluation_finds_articles_and_cites_none_out_of_force(laws, tmp_path):
    file = tmp_path / "scenarios.jsonl"
    file.write_text(
        '{"scenario": "法定休假日加班，加班工资怎么支付？", "law": "中华人民共和国某甲法", "article": "第二条"}\n'
        '{"scenario": "两个人结婚不是自愿的", "law": "某丁法典", "article": "第1条"}\n',
        encoding="utf-8",
    )
    seen = []
    figures = service.evaluate_laws(
        service.read_scenarios(file), on=DAY, progress=lambda done, total: seen.append((done, total))
    )
    assert figures.n == 2
    assert figures.recall_at_5 >= 0.5
    assert figures.not_in_force_cited == 0
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert set(figures.as_data()) == {"n", "recall_at_1", "recall_at_3", "recall_at_5", "mrr", "not_in_force_cited"}


@pytest.mark.parametrize("line", ["{", "[]", '{"scenario": "x"}', '{"scenario": "", "law": "a", "article": "b"}', ""])
def test_scenarios_of_another_form_are_refused(tmp_path, line):
    from zhengtong.kernel.errors import Fault

    file = tmp_path / "scenarios.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(Fault):
        service.read_scenarios(file)


def test_withdrawn_documents_are_neither_found_nor_shown(laws):
    assert service.withdraw_documents(keys=["中华人民共和国某甲法"], actor=ACTOR) == 1
    assert service.find_article("某甲法", "2") is None
    assert not [a for a in service.search_articles("加班") if a.law_short == "某甲法"]
