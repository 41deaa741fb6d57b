"""What a person says about the situation decides what is on the list, and the list says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from zhengtong.contexts.catalog.service import (
    DepartmentName,
    Fee,
    Limit,
    Limits,
    Material,
    Option,
    Outcome,
    Phrases,
    ServiceItem,
    Situation,
    Statement,
    Term,
)
from zhengtong.contexts.guidance.domain.apart import apart
from zhengtong.contexts.guidance.domain.compose import facts_of
from zhengtong.contexts.guidance.domain.navigation import navigate
from zhengtong.contexts.guidance.domain.picked_up import labelled_in_full, pick_up
from zhengtong.contexts.guidance.domain.reply import Fact, Known, SourceList
from zhengtong.kernel.sources import Source
from zhengtong.kernel.text import Bilingual

SOURCE = Source(kind="item", title="换证", key="item:X")


def is_(field: str, value: str) -> dict[str, str]:
    return {"field": field, "op": "eq", "value": value}


def option(key: str, zh: str, en: str, *words: str) -> Option:
    chinese, english = [w for w in words if not w.isascii()], [w for w in words if w.isascii()]
    return Option(key, Bilingual(zh, en), None, Phrases(tuple(chinese), tuple(english)))


MARRIED = Situation(
    "married", Bilingual("已经结婚了吗？", "Are you married?"), Bilingual("", ""),
    (option("yes", "是", "Yes", "结婚", "已婚", "married"), option("no", "不是", "No", "未婚", "没结婚")),
    fact="marital-status",
)  # fmt: skip
REASON = Situation(
    "reason", Bilingual("为什么换？", "Why?"), Bilingual("原因决定材料", "It decides the papers"),
    (option("expired", "到期", "Expired"), option("lost", "遗失或被盗", "Lost or stolen", "丢了", "掉了"), option("damaged", "损毁", "Damaged")),  # noqa: E501
)  # fmt: skip
ITEM = ServiceItem(
    code="X-1", title=Bilingual("换证", "Renew"), department=DepartmentName("d", Bilingual("公安局", "Police")),
    kind=Term("k", Bilingual("k", "k")), audience=(), region="990100", source=SOURCE, revision=1,
    since=datetime(2026, 1, 1, tzinfo=UTC), situations=(MARRIED, REASON),
    materials=(
        Material("old", Bilingual("旧证", "Old card"), "conditional", (SOURCE,), is_("reason", "expired")),
        Material("statement", Bilingual("遗失声明", "Statement"), "conditional", (SOURCE,), is_("reason", "lost")),
        Material("photo", Bilingual("照片", "Photo"), "required", (SOURCE,)),
    ),
    fees=(
        Fee(Bilingual("补领费", "Fee for loss"), Decimal(40), Bilingual("", ""), (SOURCE,), is_("reason", "lost")),
        Fee(Bilingual("工本费", "Fee"), Decimal(20), Bilingual("", ""), (SOURCE,)),
    ),
    limits=Limits(promised=Limit(7, "working", (SOURCE,), {"field": "reason", "op": "ne", "value": "lost"})),
)  # fmt: skip


def facts(*known: Known, asked: tuple[str, ...] = ()) -> list[Fact]:
    place = navigate(ITEM, known, language="zh-Hans", today=date(2026, 11, 21))
    return list(facts_of(ITEM, language="zh-Hans", sources=SourceList(), asked=asked, navigation=place))


def named(value: str, *known: Known) -> Fact:
    return next(f for f in facts(*known) if f.value.startswith(value))


def test_before_anything_is_said_a_paper_of_some_cases_says_when_it_is_needed():
    assert named("旧证").tag == "conditional"
    assert named("旧证").note == "仅当“为什么换？”答“到期”"
    assert named("7 个工作日").note == "“为什么换？”答“遗失或被盗”的除外"


def test_a_paper_that_is_needed_says_because_of_what_was_said():
    needed = named("遗失声明", Known("X-1.reason", "lost"))
    assert (needed.group, needed.tag) == ("materials", "")
    assert needed.note == "因为您说：为什么换？遗失或被盗"


def test_what_is_not_needed_is_set_aside_with_the_reason():
    shown = facts(Known("X-1.reason", "lost"))
    assert [f.value for f in shown if f.group == "materials"] == ["遗失声明", "照片"]
    aside = {f.value: f for f in shown if f.group == "not_needed"}
    assert set(aside) == {"旧证", "7 个工作日"}
    assert aside["旧证"].note == "不需要，因为您说：为什么换？遗失或被盗"
    assert all(f.sources for f in aside.values())


def test_a_fee_that_does_not_apply_is_not_shown_as_a_fee():
    assert [f.value for f in facts(Known("X-1.reason", "expired")) if f.group == "fee"] == ["20 元"]


def test_who_does_not_know_still_reads_when_it_is_needed():
    assert named("旧证", Known("X-1.reason", "")).note == "仅当“为什么换？”答“到期”"


def test_a_facet_that_is_asked_for_and_does_not_apply_is_not_said_to_be_missing():
    assert not [f for f in facts(Known("X-1.reason", "lost"), asked=("time",)) if f.tag == "missing"]


# picked up from a message ---------------------------------------------------------------------------


def picked(text: str) -> dict[str, tuple[str, str]]:
    return {k.key: (k.value, k.said) for k in pick_up(text, ITEM, "zh-Hans")}


@pytest.mark.parametrize(
    ("text", "key", "value", "said"),
    [
        ("我的证丢了怎么换", "X-1.reason", "lost", "丢了"),
        ("不小心掉了", "X-1.reason", "lost", "掉了"),
        ("证件损毁了要换", "X-1.reason", "damaged", "损毁"),
        ("我已婚，想换证", "marital-status", "yes", "已婚"),
        ("我没结婚，想换证", "marital-status", "no", "没结婚"),
        ("我不是已婚", "marital-status", "no", "不是已婚"),
        ("I am married and it expired", "marital-status", "yes", "married"),
        ("I am not married", "marital-status", "no", "not married"),
    ],
)
def test_a_message_says_an_answer_in_passing(text: str, key: str, value: str, said: str):
    assert picked(text)[key] == (value, said)


@pytest.mark.parametrize(
    "text",
    [
        "怎么换证",
        "证还没真丢了，先问问",
        "证没丢了也能换吗",  # denied, and there are three answers
        "是不是结婚才能换",
        "丢了或者损毁怎么换",  # two answers
        "到期还是损毁都能换吗",
        "unmarriedly",
    ],
)
def test_what_is_not_said_plainly_is_not_picked_up(text: str):
    assert picked(text) == {}


def test_a_known_fact_is_shown_with_its_question():
    known = (Known("X-1.reason", "lost", "遗失或被盗"), Known("marital-status", ""), Known("region", "990100", "江澜"))
    labels = [k.label for k in labelled_in_full(known, [ITEM], "zh-Hans")]
    assert labels == ["为什么换？遗失或被盗", "已经结婚了吗？不知道", "江澜"]


# near-twins ------------------------------------------------------------------------------------------


def _twin(code: str, summary: str, outcome: str) -> ServiceItem:
    return ServiceItem(
        code=code, title=Bilingual(code, code), department=ITEM.department, kind=ITEM.kind, audience=(),
        region="990100", source=SOURCE, revision=1, since=ITEM.since, summary=Bilingual(summary, summary),
        outcome=Outcome(Bilingual(outcome, outcome), (SOURCE,)),
        conditions=(Statement(Bilingual("年满十六周岁。", ""), (SOURCE,)),),
    )  # fmt: skip


def test_matters_that_are_close_are_told_apart_by_what_differs_only():
    said = apart([_twin("A", "第一次办。拍照。", "证"), _twin("B", "到期换新。", "证")], "zh-Hans")
    assert said == {"A": "第一次办。", "B": "到期换新。"}


def test_matters_that_differ_in_nothing_say_nothing():
    assert apart([_twin("A", "换新。", "证"), _twin("B", "换新。", "证")], "zh-Hans") == {"A": "", "B": ""}
    assert apart([_twin("A", "换新。", "证")], "zh-Hans") == {}
