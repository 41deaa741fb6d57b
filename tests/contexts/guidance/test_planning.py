"""One plan for several matters: nothing lost, nothing twice, nothing before what it needs, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.catalog.service import (
    Channels,
    DepartmentName,
    Hall,
    Limit,
    Limits,
    Material,
    Member,
    OneThing,
    Option,
    Outcome,
    Phrases,
    Place,
    Prerequisite,
    ServiceItem,
    Situation,
    Term,
)
from zhengtong.contexts.guidance.domain.plain import to_json
from zhengtong.contexts.guidance.domain.plan_materials import paper_name
from zhengtong.contexts.guidance.domain.planning import plan_of
from zhengtong.contexts.guidance.domain.reply import Known, SourceList
from zhengtong.kernel.sources import Source
from zhengtong.kernel.text import Bilingual
from zhengtong.kernel.working_days import Calendar

START = date(2026, 9, 21)
CENTRE = Hall("centre", Bilingual("市民中心", "Centre"), Bilingual("中心路 1 号", "1 Centre Road"))


def text(zh: str) -> Bilingual:
    return Bilingual(zh, zh)


def item(code: str, *, days: int | None = 1, hall: Hall | None = None, **more) -> ServiceItem:
    return ServiceItem(
        code=code,
        title=text(f"事项{code}"),
        department=DepartmentName("office", text("某局"), "0990-1"),
        kind=Term("licence", text("行政许可")),
        audience=(),
        region="990100",
        source=Source("item", f"事项{code}", key=f"item:{code}"),
        revision=1,
        since=datetime(2026, 1, 1, tzinfo=UTC),
        limits=Limits(promised=Limit(days, "working", ())) if days is not None else Limits(),
        channels=Channels(online=hall is None, window=hall is not None),
        places=(Place((), hall),) if hall else (),
        **more,
    )


def paper(
    name: str, key: str = "", need: str = "required", form: str = "original", copies: int = 1, **more
) -> Material:
    return Material(key or name, text(name), need, (), form=form, copies=copies, **more)


def after(code: str, when=None) -> Prerequisite:
    return Prerequisite(code, text(f"先办{code}"), (), when)


def plan(*items: ServiceItem, known=(), language="zh-Hans", **more):
    return plan_of(
        items, known=known, language=language, sources=SourceList(), start=START, calendar=Calendar(), **more
    )  # fmt: skip


def codes(found) -> list[str]:
    return [step.code for step in found.steps]


def test_what_depends_on_another_comes_after_it_and_says_why():
    found = plan(item("food", after=(after("licence"),)), item("licence"), item("seal"))
    assert codes(found).index("licence") < codes(found).index("food")
    step = next(s for s in found.steps if s.code == "food")
    assert (step.after, step.because, step.starts) == (("licence",), "先办licence", 1)


def test_what_depends_on_nothing_keeps_the_order_asked():
    assert codes(plan(item("c"), item("a"), item("b"))) == ["c", "a", "b"]


@st.composite
def matters(draw) -> list[ServiceItem]:
    names = [f"m{n}" for n in range(draw(st.integers(1, 6)))]
    made = []
    for name in draw(st.permutations(names)):
        others = [n for n in names if n != name]
        waits = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        asked = draw(st.lists(st.tuples(st.sampled_from(["身份证", "户口簿", "照片", "申请表"]),
                                        st.sampled_from(["original", "copy", "original-and-copy", "electronic"]),
                                        st.integers(1, 3),
                                        st.sampled_from(["required", "conditional", "already-held"])),
                              max_size=3, unique_by=lambda m: m[0]))  # fmt: skip
        made.append(
            item(
                name,
                days=draw(st.none() | st.integers(0, 9)),
                hall=draw(st.none() | st.just(CENTRE)),
                after=tuple(after(n) for n in waits),
                materials=tuple(paper(n, form=f, copies=c, need=need) for n, f, c, need in asked),
            )
        )
    return made


@settings(max_examples=150)
@given(matters())
def test_every_matter_is_a_step_once_and_comes_after_all_that_it_waits_for(items):
    found = plan(*items)
    assert sorted(codes(found)) == sorted(i.code for i in items)
    order = {code: number for number, code in enumerate(codes(found))}
    for step in found.steps:
        assert all(order[other] < order[step.code] for other in step.after)
    for each in items:
        given_up = {rule.item for rule in each.after} - set(next(s for s in found.steps if s.code == each.code).after)
        assert not given_up or each.code in found.circle


@settings(max_examples=150)
@given(matters())
def test_merging_loses_no_paper_and_the_larger_need_wins(items):
    found = plan(*items)
    for each in items:
        for material in each.materials:
            (listed,) = [m for m in found.materials if each.code in m.codes and m.name == material.name.zh]
            order = ("required", "conditional", "already-held")
            assert order.index(listed.need) <= order.index(material.need)
            if material.need == "already-held" and listed.need != "already-held":
                continue
            assert (listed.copies or 0) >= material.copies
            wants = {"original", "copy"} if material.form == "original-and-copy" else {material.form}
            has = {"original", "copy"} if listed.form == "original-and-copy" else {listed.form}
            assert material.form == "electronic" or wants <= has


@settings(max_examples=100)
@given(matters())
def test_the_same_question_gives_the_same_plan(items):
    assert to_json(plan(*items)) == to_json(plan(*items))


def test_a_matter_that_is_certainly_needed_is_added_and_marked():
    licence = item("licence")
    food = item(
        "food",
        situations=(
            Situation("shop", text("有执照吗"), text(""), (Option("yes", text("有")), Option("no", text("没有")))),
        ),
        after=(after("licence", {"field": "shop", "op": "eq", "value": "no"}),),
    )
    others = {"licence": licence}
    said = plan(food, known=[Known("food.shop", "no")], others=others)
    assert [(s.code, s.needed) for s in said.steps] == [("licence", "first"), ("food", "asked")]
    assert codes(plan(food, known=[Known("food.shop", "yes")], others=others)) == ["food"]
    open_ = plan(food, others=others)
    assert codes(open_) == ["food"] and [p.code for p in open_.perhaps] == ["licence"]


def test_what_only_comes_first_for_those_who_need_both_is_asked_about_and_never_forced():
    passport, card = item("passport", after=(after("card"),)), item("card")
    found = plan(passport, others={"card": card})
    assert codes(found) == ["passport"]
    question = next(q for q in found.questions if q.key == "card.have")
    assert [key for key, _ in question.options] == ["yes", "no"] and question.codes == ("passport",)
    assert codes(plan(passport, known=[Known("card.have", "no")], others={"card": card})) == ["card", "passport"]
    had = plan(passport, known=[Known("card.have", "yes")], others={"card": card})
    assert codes(had) == ["passport"] and not had.questions and not had.perhaps


def test_a_matter_that_is_done_already_is_left_out_though_it_was_asked_for():
    found = plan(item("food", after=(after("licence"),)), item("licence"), known=[Known("licence.have", "yes")])
    assert codes(found) == ["food"] and found.steps[0].after == ()


def test_a_chain_of_what_is_needed_first_is_followed():
    others = {"b": item("b", after=(after("c"),)), "c": item("c")}
    known = [Known("b.have", "no"), Known("c.have", "no")]
    assert codes(plan(item("a", after=(after("b"),)), known=known, others=others)) == ["c", "b", "a"]


def test_matters_that_wait_for_each_other_are_named_and_planned_all_the_same():
    found = plan(item("a", after=(after("b"),)), item("b", after=(after("a"),)), item("c", after=(after("b"),)))
    assert set(found.circle) == {"a", "b"}
    assert sorted(codes(found)) == ["a", "b", "c"]
    assert codes(found).index("b") < codes(found).index("c")


def test_a_limit_that_is_not_stated_is_never_counted_as_known():
    found = plan(item("a", days=5), item("b", days=None, after=(after("a"),)), item("c", days=3, after=(after("b"),)))
    assert (found.working_days, found.at_least, found.unstated) == (None, 8, ("b",))
    by_code = {s.code: s for s in found.steps}
    assert by_code["b"].takes is None and by_code["b"].due == ""
    assert by_code["c"].open_ended and not by_code["a"].open_ended


def test_a_plan_counts_working_days_and_names_the_steps_that_decide():
    found = plan(item("a", days=5), item("b", days=10), item("c", days=3, after=(after("a"),)))
    assert found.working_days == 10 and found.ends == "2026-10-05"
    assert [s.code for s in found.steps if s.critical] == ["b"]
    assert {s.code: s.slack for s in found.steps} == {"a": 2, "b": 0, "c": 2}


def test_the_promised_limit_counts_only_where_it_holds_for_the_person():
    limits = Limits(
        statutory=Limit(20, "working", ()),
        promised=Limit(5, "working", (), {"field": "simple", "op": "eq", "value": "yes"}),
    )
    options = (Option("yes", text("是")), Option("no", text("否")))
    each = replace(item("a"), limits=limits, situations=(Situation("simple", text("简单吗"), text(""), options),))
    assert plan(each, known=[Known("a.simple", "no")]).working_days == 20
    assert plan(each, known=[Known("a.simple", "yes")]).working_days == 5


def test_the_same_paper_is_brought_once_and_copies_add_up():
    found = plan(
        item("a", materials=(paper("居民身份证", form="copy", copies=2), paper("居民身份证原件", key="x"))),
        item("b", materials=(paper("居民身份证", form="copy", copies=1),)),
    )
    (card,) = found.materials
    assert (card.form, card.copies, card.codes) == ("original-and-copy", 3, ("a", "b"))
    assert "第 1 步" in card.note and "第 2 步" in card.note
    assert paper_name("《居民身份证》（原件）") == paper_name("居民身份证")


def test_photographs_are_handed_in_and_cards_are_shown():
    found = plan(
        item("a", materials=(paper("近期照片", copies=1), paper("身份证"))),
        item("b", materials=(paper("近期照片", copies=2), paper("身份证"))),
    )
    assert [(m.name, m.copies) for m in found.materials] == [("近期照片", 3), ("身份证", 1)]


def test_forms_that_every_matter_has_of_its_own_are_two_papers():
    found = plan(item("a", materials=(paper("申请表"),)), item("b", materials=(paper("申请表"),)))
    assert [m.codes for m in found.materials] == [("a",), ("b",)]


def test_a_paper_that_one_office_holds_and_another_asks_for_is_brought_and_says_for_which():
    found = plan(item("a", materials=(paper("户口簿", need="already-held"),)), item("b", materials=(paper("户口簿"),)))
    (listed,) = found.materials
    assert listed.need == "required" and "第 1 步不用带" in listed.note


def test_a_paper_that_an_earlier_step_issues_is_not_asked_of_the_person():
    licence = item("licence", outcome=Outcome(text("营业执照"), ()))
    food = item("food", after=(after("licence"),), materials=(paper("营业执照"),))
    assert plan(food, licence).materials[0].made_by == "licence"
    assert plan(food).materials[0].made_by == ""


def test_a_situation_that_two_matters_share_is_asked_once_for_both():
    options = (Option("yes", text("有")), Option("no", text("没有")))
    shared = Situation("s", text("有孩子吗"), text(""), options, fact="child")
    needs = (paper("出生证", when={"field": "s", "op": "eq", "value": "yes"}),)
    found = plan(
        item("a", situations=(shared,), materials=needs),
        item("b", situations=(replace(shared, key="s"),), materials=needs),
    )
    assert [(q.key, q.codes) for q in found.questions] == [("child", ("a", "b"))]
    assert plan(item("a", situations=(shared,), materials=needs), known=[Known("child", "no")]).materials == ()


def test_trips_are_saved_at_one_hall_and_nobody_is_sent_where_it_can_be_done_online():
    found = plan(item("a", hall=CENTRE), item("b", hall=CENTRE), item("c"))
    assert [(t.place, t.codes) for t in found.trips] == [("市民中心", ("a", "b"))]
    assert found.saved == 1 and {s.code: s.way for s in found.steps} == {"a": "trip", "b": "trip", "c": "online"}


def test_whoever_prefers_the_window_is_sent_there():
    each = replace(item("a", hall=CENTRE), channels=Channels(online=True, window=True, visits=1))
    assert plan(each).trips == () and len(plan(each, in_person=True).trips) == 1
    online_only = replace(each, channels=Channels(online=True, window=False))
    assert plan(online_only, in_person=True).trips == ()


def test_a_one_thing_adds_its_own_order_and_leaves_out_members_that_are_not_for_the_person():
    options = (Option("yes", text("是")), Option("no", text("否")))
    allowance = item("b", situations=(Situation("insured", text("参保了吗"), text(""), options),))

    def member(code, waits=(), when=None):
        return Member(code, waits, text(""), when, None)

    bundle = OneThing(
        "birth", text("出生一件事"), text(""), Phrases(), Phrases(),
        (member("b", ("a",), {"field": "insured", "op": "eq", "value": "yes"}), member("a")), (),
    )  # fmt: skip
    found = plan(allowance, item("a"), one_thing=bundle)
    assert codes(found) == ["a", "b"] and found.title == "出生一件事" and found.one_thing == "birth"
    assert codes(plan(allowance, item("a"), one_thing=bundle, known=[Known("b.insured", "no")])) == ["a"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_fact_of_a_plan_has_a_source_that_is_listed(language):
    sources = SourceList()
    found = plan_of(
        [item("a", hall=CENTRE, materials=(paper("身份证"),)), item("b", after=(after("a"),))],
        language=language, sources=sources, start=START, calendar=Calendar(),
    )  # fmt: skip
    numbers = {row.number for row in sources.rows()}
    for part in (*found.steps, *found.materials, *found.trips):
        assert part.sources and set(part.sources) <= numbers


def test_nothing_makes_a_plan_of_nothing():
    found = plan()
    assert found.steps == () and found.at_least == 0 and found.working_days == 0
