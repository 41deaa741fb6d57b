"""Stored replies looked up anew: what has no source, no support, or does not hold is counted."""

import copy
import json

import pytest
from django.utils import timezone
from tests.contexts.knowledge.conftest import ACTOR, write_laws

from zhengtong.contexts.guidance.domain.supported import Evidence, fact_supported, sentence_supported
from zhengtong.contexts.guidance.queries.stored_facts import StoredReply, count_facts, replies_in
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.errors import Fault

ITEM = {
    "fees": [{"amount": 20, "unit": {"zh": "证"}}],
    "limits": {"promised": {"days": 5, "unit": "working"}},
    "channels": {"online": True, "courier": False, "visits": 1},
    "materials": [{"name": {"zh": "居民户口簿", "en": "household register"}}],
    "phones": {"consult": "0990-5550113"},
    "places": [{"hall": "h", "windows": "公用事业窗口 B12"}],
}


@pytest.mark.parametrize(
    ("value", "supported"),
    [
        ("居民户口簿", True), ("护照", False), ("20 元 / 证", True), ("40 元 / 证", False), ("不收费", False),
        ("5 个工作日", True), ("7 个工作日", False), ("当场办结", False), ("可以", True),
        ("1 次", True), ("2 次", False),
        ("0990-5550113", True), ("0990-5550114", False), ("household register", True), ("", False),
        ("公用事业窗口 B12 号窗口", True), ("公用事业窗口 B13 号窗口", False),
    ],
)  # fmt: skip
def test_a_value_is_supported_only_by_what_is_stored(value, supported):
    assert fact_supported({"value": value}, Evidence(ITEM)) is supported


def test_what_is_said_to_be_missing_may_name_only_a_stored_number():
    assert fact_supported({"value": "没有写明，可以打 0990-5550113 问", "tag": "missing"}, Evidence(ITEM))
    assert not fact_supported({"value": "没有写明，可以打 0990-5559999 问", "tag": "missing"}, Evidence(ITEM))


def test_a_sentence_needs_its_numbers_and_most_of_its_words_in_what_it_cites():
    texts = ["请带居民户口簿", "费用 20 元"]
    assert sentence_supported("请带居民户口簿，费用20元。", texts)
    assert not sentence_supported("请带居民户口簿，费用30元。", texts)
    assert not sentence_supported("您可以在火星上领取飞船驾驶执照。", texts)


def reply():
    sources = [{"number": 1, "kind": "law", "title": "某甲法", "locator": "第二条之一"}]
    passage = {"title": "某甲法", "locator": "第二条之一", "text": "加班不得超过三小时。", "source": 1}
    wording = {"sentences": [{"text": "加班不得超过三小时。", "sources": [1]}]}
    fact = {"group": "note", "label": "注意", "value": "加班不得超过三小时。", "sources": [1]}
    need = {"chosen": None, "facts": [fact], "passages": [passage], "wording": wording}
    return {"question": "加班", "needs": [need], "sources": sources}


def counted(data):
    return count_facts([StoredReply(data, timezone.now())]).as_data()


def faults(figures):
    return {name: n for name, n in figures.items() if name.split("_")[-1] in ("source", "unsupported", "wrong") and n}


@pytest.fixture
def held(db, tmp_path):
    knowledge.import_laws(actor=ACTOR, file=write_laws(tmp_path / "laws.db"))


def test_a_sound_reply_has_no_fault(held):
    figures = counted(reply())
    assert faults(figures) == {}
    assert (figures["replies"], figures["facts"], figures["citations"], figures["passages"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda r: r["needs"][0]["facts"][0].update(sources=[]), "facts_without_source"),
        (lambda r: r["needs"][0]["facts"][0].update(sources=[9]), "facts_without_source"),
        (lambda r: r["needs"][0]["facts"][0].update(value="加班不得超过九小时。"), "facts_unsupported"),
        (lambda r: r["needs"][0]["passages"][0].update(text="加班没有限制。"), "passages_unsupported"),
        (
            lambda r: r["needs"][0]["wording"]["sentences"][0].update(text="不得超过8小时。"),
            "sentences_unsupported",
        ),
        (lambda r: r["needs"][0]["wording"]["sentences"][0].update(sources=[]), "sentences_unsupported"),
    ],
)
def test_every_fault_is_counted(held, change, fault):
    data = copy.deepcopy(reply())
    change(data)
    assert faults(counted(data)) == {fault: 1}


@pytest.mark.parametrize(
    ("title", "locator", "wrong", "not_held"),
    [
        ("某甲法", "第九十九条", 1, 0),
        ("某丙法", "第一条", 1, 0),
        ("某戊法", "第三百九十条", 1, 0),
        ("不存在法", "第一条", 1, 0),
        ("某市居住证条例", "第一条", 0, 1),
    ],
)
def test_citations_that_do_not_exist_or_hold_are_wrong_and_regulations_are_not_held(
    held, title, locator, wrong, not_held
):
    data = {"question": "", "needs": [], "sources": [{"number": 1, "kind": "law", "title": title, "locator": locator}]}
    figures = counted(data)
    assert (figures["citations_wrong"], figures["citations_not_held"]) == (wrong, not_held)


@pytest.mark.django_db
def test_where_no_laws_are_held_nothing_is_said_of_a_citation_but_that():
    figures = counted(reply())
    assert (figures["citations_wrong"], figures["citations_not_held"]) == (0, 1)


def test_replies_are_read_from_a_file_and_other_lines_refused(tmp_path):
    file = tmp_path / "replies.jsonl"
    file.write_text(json.dumps(reply(), ensure_ascii=False) + "\n\n", "utf-8")
    assert len(list(replies_in(file, timezone.now()))) == 1
    file.write_text("{}\n", "utf-8")
    with pytest.raises(Fault):
        list(replies_in(file, timezone.now()))


@pytest.mark.parametrize("value", ["公用事业 B12 号窗口", "window B12 (public utilities)"])
def test_windows_named_in_two_languages_are_supported_in_both(value):
    windows = {"zh": "公用事业 B12", "en": "B12 (public utilities)"}
    assert fact_supported({"value": value}, Evidence({**ITEM, "places": [{"hall": "h", "windows": windows}]}))
    assert not fact_supported({"value": value.replace("12", "13")}, Evidence(ITEM))


def test_a_file_that_holds_no_replies_is_refused_without_being_read_to_its_end(tmp_path):
    file = tmp_path / "disk.img"
    with file.open("wb") as written:
        written.truncate(10_000_000_000)  # a hole: it takes no space
    with pytest.raises(Fault) as refused:
        list(replies_in(file, timezone.now()))
    assert refused.value.where is not None
