"""The civic lexicon: everyday words for official matters."""

import re
import unicodedata
from pathlib import Path

import pytest

from zhengtong.contexts.guidance.domain import ranking_lexicon
from zhengtong.contexts.guidance.domain.ranking_lexicon import CivicLexicon, Expression, query_text
from zhengtong.platform.search.segmentation import simplify

FILES = sorted(ranking_lexicon.FOLDER.glob("*.csv"))
ENTRIES = [(file.name, entry) for file in FILES for entry in ranking_lexicon.read(file)]


def _lexicon(*rows: tuple[str, str]) -> CivicLexicon:
    return CivicLexicon(Expression(e, tuple(t.split("|")), "everyday", 1.0, "test") for e, t in rows)


def test_there_are_enough_expressions_of_every_kind_over_many_domains():
    kinds = [entry.kind for _, entry in ENTRIES]
    assert len(ENTRIES) >= 2500
    assert kinds.count("cantonese") >= 200
    assert kinds.count("english") >= 800
    assert kinds.count("misheard") >= 80
    assert len(FILES) >= 25


def test_no_expression_stands_twice():
    seen: dict[str, str] = {}
    twice = [(name, e.expression) for name, e in ENTRIES if seen.setdefault(e.expression, name) is not name]
    assert twice == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_row_is_well_formed(file: Path):
    for entry in ranking_lexicon.read(file):
        assert entry.expression == simplify(entry.expression).strip(), entry
        assert entry.expression == unicodedata.normalize("NFKC", entry.expression), entry
        assert 2 <= len(entry.expression) <= 40, entry
        assert entry.kind in ranking_lexicon.KINDS, entry
        assert 0 < entry.weight <= 1, entry
        assert entry.domain == file.stem, entry
        assert entry.terms and entry.expression not in entry.terms, entry
        assert len(set(entry.terms)) == len(entry.terms) <= 5, entry
        assert all(1 <= len(term) <= 20 and term.strip() == term for term in entry.terms), entry
        if entry.kind == "english":
            assert re.search("[a-z]", entry.expression), entry


def test_the_lexicon_names_no_city():
    named = re.compile("广州|广东|深圳|上海|北京|粤(?!港澳|z)|江澜")
    assert [e.expression for _, e in ENTRIES if named.search(" ".join(e.terms))] == []


def test_the_longest_expression_wins():
    lexicon = _lexicon(("身份证", "居民身份证"), ("身份证丢了", "补领"))
    assert [e.expression for e in lexicon.find("我身份证丢了怎么办")] == ["身份证丢了"]


def test_an_expression_at_the_very_end_is_found_and_a_cut_one_is_not():
    lexicon = _lexicon(("扯证", "结婚登记"), ("扯证要钱", "结婚登记"))
    assert [e.expression for e in lexicon.find("去扯证")] == ["扯证"]
    assert lexicon.find("去扯") == ()


def test_english_matches_whole_words_with_endings():
    lexicon = _lexicon(("visa", "签证"), ("get married", "结婚登记"))
    assert lexicon.find("my visas")[0].terms == ("签证",)
    assert lexicon.find("televisa") == ()
    assert lexicon.find("visage") == ()
    assert lexicon.find("we want to get married here")[0].expression == "get married"


def test_official_terms_are_added_after_the_question_and_not_repeated():
    found = _lexicon(("驾照", "机动车驾驶证|换证")).find("驾照和驾照")
    assert query_text("驾照", found) == "驾照 机动车驾驶证 换证"
    assert query_text("机动车驾驶证", found) == "机动车驾驶证 换证"


def test_of_two_terms_one_within_the_other_the_one_that_says_more_is_added():
    found = _lexicon(("民告官", "诉讼|行政诉讼"), ("驾照", "机动车驾驶证|驾驶证")).find("驾照的事民告官")
    assert query_text("驾照的事民告官", found) == "驾照的事民告官 机动车驾驶证 行政诉讼"


def test_a_question_without_known_expressions_stays_as_it_is():
    assert query_text("天上有几颗星", ()) == "天上有几颗星"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("唔见咗个车牌", "机动车驾驶证"),
        ("老婆要坐月子的钱", "生育保险"),
        ("how do i renew my passport", "普通护照"),
        ("公几金怎么取", "住房公积金"),
        ("执笠要搞啲咩", "注销登记"),
    ],
)
def test_dialect_english_and_misheard_words_are_understood(question, term):
    found = ranking_lexicon.shipped().find(simplify(question))
    assert any(term in t for e in found for t in e.terms)


def test_an_absent_folder_gives_an_empty_lexicon(tmp_path):
    assert len(ranking_lexicon.shipped(tmp_path)) == 0
