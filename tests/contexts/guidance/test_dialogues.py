"""How people go on: follow-ups, corrections, returns, one of several needs, answers in words, what is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain.answers import answer_in_words
from zhengtong.contexts.guidance.domain.dialogue import Remembered, Resolved, resolve
from zhengtong.contexts.guidance.domain.facts_said import expressions, facts_said
from zhengtong.contexts.guidance.domain.following import NOTHING, Spoken, order
from zhengtong.contexts.guidance.domain.memory import Memory, merged, picked, values, without
from zhengtong.contexts.guidance.domain.needs import needs_of
from zhengtong.contexts.guidance.domain.reply import AnswerOption, Known, Question
from zhengtong.contexts.guidance.domain.understanding import understand, understand_answers

CARD = Remembered(
    "身份证丢了怎么补",
    "C",
    "居民身份证补领",
    (("C", "居民身份证补领"), ("R", "居民身份证换领")),
    "身份证丢了怎么补",
    turn=1,
)
SCHOOL = Remembered(
    "孩子上小学报名", "S", "义务教育入学报名", (("S", "义务教育入学报名"),), "孩子上小学怎么报名", turn=2
)
PASSPORT = Remembered("护照快到期", "P", "普通护照换发", (("P", "普通护照换发"),), "护照快到期了", turn=3)
ONE = (CARD,)
THREE = (CARD, SCHOOL, PASSPORT)
TWO_AT_ONCE = (
    Remembered("结婚登记", "M", "结婚登记", (("M", "结婚登记"),), "想领结婚证", turn=1),
    Remembered("户口迁移", "H", "户口迁移审批", (("H", "户口迁移审批"),), "还要迁户口", turn=1),
)


def _resolved(text: str, before: tuple[Remembered, ...]) -> tuple[Resolved, ...]:
    return resolve(text, needs_of(text)[0], before)


@pytest.mark.parametrize(
    "text",
    ["那要多少钱", "要带什么", "去哪里办", "多久能拿到", "网上能办吗", "几天", "打什么电话", "收费吗", "要什么材料",
     "身份证要多少钱",
     "How much does it cost?", "Can I do that online?", "where do I go"],
)  # fmt: skip
def test_a_question_about_a_facet_is_about_the_matter_spoken_of(text: str) -> None:
    (found,) = _resolved(text, ONE)
    assert (found.kind, found.item) == ("same_item", "C")
    assert found.need.facets


@pytest.mark.parametrize(
    "text",
    ["如果是到期了呢", "我爸的呢", "那换成护照呢", "不是丢,是快到期了", "我是外地户口", "外地的呢", "要是孩子的话",
     "我爱人是军人",
     "what if it is expired", "how about my son?"],
)  # fmt: skip
def test_a_turn_that_leans_on_the_last_one_is_looked_up_with_it(text: str) -> None:
    (found,) = _resolved(text, ONE)
    assert found.kind == "variation"
    assert found.along.endswith("居民身份证补领")
    assert found.spoken.title == "居民身份证补领"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("办到哪一步了在哪查", "variation"),
        ("交上去了怎么查到哪步", "variation"),
        ("批下来没有,怎么看", "variation"),
        ("丢了的那本要注销吗,多少钱", "variation"),
    ],
)
def test_asking_for_something_else_to_be_done_is_no_mere_question_about_it(text: str, kind: str) -> None:
    assert _resolved(text, (SCHOOL,))[0].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "换个问题,公司注册要什么材料",
        "对了,法律援助怎么申请",
        "By the way, another question: how do I register a company?",
    ],
)
def test_a_change_of_topic_that_is_said_leaves_the_last_one(text: str) -> None:
    assert [each.kind for each in _resolved(text, ONE)] == ["new"]


def test_a_matter_of_its_own_may_or_may_not_go_on_and_is_weighed() -> None:
    (found,) = _resolved("公司开张要办营业执照", ONE)
    assert found.kind == "perhaps"
    assert found.need.query.endswith("公司开张要办营业执照")
    assert not found.because


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("刚才说的身份证要带什么", "C"),
        ("回到第一个问题,要多少钱", "C"),
        ("回到第一个，在哪里办", "C"),
        ("说回第二件，要带什么", "S"),
        ("back to the first question, how much is it?", "C"),
        ("前面问的小学报名几月开始", "S"),
        ("上小学那个要什么材料", "S"),
        ("还是说回护照,多久能拿到", "P"),
        ("回到刚才那个问题,要什么材料", "S"),
        ("那要多少钱", "P"),
    ],
)
def test_people_return_to_what_was_spoken_of_earlier(text: str, item: str) -> None:
    (found,) = _resolved(text, THREE)
    assert (found.kind, found.item) == ("same_item", item)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("第二件要带什么", ["H"]),
        ("第一个去哪里办", ["M"]),
        ("后面那个多少钱", ["H"]),
        ("结婚那个要什么材料", ["M"]),
        ("the second one, how long does it take?", ["H"]),
        ("那结婚登记呢", ["M"]),
        ("都要带什么", ["M", "H"]),
        ("多少钱", ["M", "H"]),
    ],
)
def test_after_several_needs_one_of_them_or_all_are_meant(text: str, items: list[str]) -> None:
    assert [each.item for each in _resolved(text, TWO_AT_ONCE)] == items


@pytest.mark.parametrize("text", ["第二个", "选第二个", "2", "the second one", "要第二个吧", "second"])
def test_the_second_one_is_the_second_offered(text: str) -> None:
    (found,) = _resolved(text, ONE)
    assert (found.kind, found.item) == ("other_choice", "R")


def test_a_place_that_was_not_offered_is_no_choice() -> None:
    assert _resolved("第五个", ONE)[0].kind != "other_choice"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不对,我要的是换领", "换领"),
        ("我说错了,是护照", "护照"),
        ("不是丢,是快到期了", "快到期了"),
        ("no, I meant the passport", "passport"),
        ("搞错了,应该是居住证", "居住证"),
    ],
)
def test_a_correction_leaves_what_was_taken_back_behind(text: str, meant: str) -> None:
    (found,) = _resolved(text, ONE)
    assert found.kind == "variation"
    assert found.spoken.corrects
    assert meant in found.need.query


def test_a_correction_of_the_situation_is_none_of_the_matter() -> None:
    (found,) = _resolved("不对,我是外地户口", ONE)
    assert not found.spoken.corrects
    assert found.spoken.circumstance
    assert values(facts_said("不对,我是外地户口")) == {"household": "elsewhere"}


def test_what_was_never_settled_is_looked_up_again() -> None:
    open_turn = Remembered("补证", "C", "居民身份证补领", CARD.offered, "补证", state="clarification", turn=1)
    (found,) = _resolved("多少钱", (open_turn,))
    assert (found.kind, found.need.query) == ("new", "补证")


def test_the_new_words_decide_among_the_family_and_what_was_seen_comes_later() -> None:
    titles = {"A": "港澳医师资格认定", "B": "台湾医师资格认定", "X": "台湾居民定居证"}
    own, both = {"A": 0.0, "B": 0.4, "X": 0.6}, {"A": 1.0, "B": 0.6, "X": 0.0}
    ordered = order(own, both, titles, words=["台湾的呢"], spoken=Spoken("港澳医师资格认定", "A", bare=True))
    assert next(code for code, _ in ordered) == "B"


def test_a_circumstance_that_no_sibling_names_leaves_the_item() -> None:
    titles = {"A": "低保申请", "B": "低保注销"}
    scores = {"A": 1.0, "B": 0.8}
    spoken = Spoken("低保申请", "A", circumstance=True)
    assert order(scores, scores, titles, words=["我是外地户口"], spoken=spoken)[0][0] == "A"


def test_without_anything_before_every_turn_is_new() -> None:
    assert [each.kind for each in _resolved("那呢", ())] == ["new"]
    assert NOTHING.title == ""


RENT = Question(
    "C.home", "房子是租的还是买的?", "材料不同", (AnswerOption("rent", "租的"), AnswerOption("own", "自己买的"))
)
YES_NO = Question("lost", "身份证丢了吗?", "", (AnswerOption("yes", "是,丢了"), AnswerOption("no", "没有,还在")))
WORDS = {"rent": ("租房", "出租屋", "renting"), "own": ("自有", "我名下的")}


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("租的", RENT, "rent"), ("是租的", RENT, "rent"), ("我在外面租房", RENT, "rent"), ("自己买的", RENT, "own"),
        ("我名下的", RENT, "own"), ("第一个", RENT, "rent"), ("第二个吧", RENT, "own"), ("2", RENT, "own"),
        ("B", RENT, "own"),
        ("后面那个", RENT, "own"), ("the first one", RENT, "rent"), ("I am renting", RENT, "rent"),
        ("不知道", RENT, ""), ("我不太清楚", RENT, ""), ("not sure", RENT, ""), ("I don't know", RENT, ""),
        ("跳过", RENT, ""),
        ("是", YES_NO, "yes"), ("是的", YES_NO, "yes"), ("嗯", YES_NO, "yes"), ("没有", YES_NO, "no"),
        ("不是", YES_NO, "no"),
        ("yes", YES_NO, "yes"), ("no", YES_NO, "no"),
        ("是", RENT, None), ("租的要带什么", RENT, None), ("多少钱", RENT, None), ("换个问题,护照怎么办", RENT, None),
        ("我想问一下结婚登记在哪里办理需要什么材料", YES_NO, None),
    ],
)  # fmt: skip
def test_an_answer_in_words_is_an_answer(text: str, asked: Question, value: str | None) -> None:
    assert answer_in_words(text, asked, WORDS) == value


def test_an_answer_goes_through_the_matter_once_more_and_is_known() -> None:
    memory = Memory(turns=ONE, asked=RENT, number=1)
    understood = understand("租的", memory=memory)
    assert understood.answers is not None
    assert values(understood.said) == {"C.home": "rent"}
    assert [(each.kind, each.item) for each in understood.resolved] == [("same_item", "C")]


def test_picked_answers_keep_the_facets_that_were_asked() -> None:
    asked = Remembered("身份证", "C", "居民身份证补领", facets=("fee",), turn=1)
    understood = understand_answers("租的", Memory(turns=(asked,), number=1), "zh-Hans")
    assert understood.resolved[0].need.facets == ("fee",)


def test_picked_answers_carry_the_label_that_was_seen() -> None:
    (known,) = picked({"C.home": "rent"}, Memory(asked=RENT, number=2))
    assert (known.label, known.turn) == ("租的", 3)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("我是外地户口,想办居住证", {"household": "elsewhere"}),
        ("户口在老家", {"household": "elsewhere"}),
        ("我是本地人", {"household": "local"}),
        ("帮我妈办退休", {"for-whom": "parent"}),
        ("不是我,是我妈", {"for-whom": "parent"}),
        ("给刚出生的宝宝上户口", {"for-whom": "child", "age-group": "minor"}),
        ("我们公司要变更地址", {"audience": "company"}),
        ("我是个体户,想注销", {"audience": "self-employed"}),
        ("It is for my wife", {"for-whom": "spouse"}),
        ("our company wants to hire a foreigner", {"audience": "company"}),
        ("办身份证", {}),
    ],
)
def test_what_is_said_in_passing_about_the_person_is_noticed(text: str, facts: dict[str, str]) -> None:
    assert values(facts_said(text)) == facts


def test_every_general_fact_can_be_said_in_both_languages() -> None:
    assert all(each.label.zh and each.label.en for each in expressions())


KEYS = st.sampled_from(["region", "audience", "household", "C.home"])
KNOWN = st.lists(st.builds(Known, KEYS, st.sampled_from(["a", "b", ""]), turn=st.integers(0, 5)), max_size=8)


@settings(max_examples=60, deadline=None)
@given(KNOWN, KNOWN)
def test_remembering_the_same_twice_changes_nothing_and_the_later_word_holds(
    old: list[Known], new: list[Known]
) -> None:
    once = merged(old, new)
    assert merged(once, new) == once
    assert values(once) == {**values(old), **values(new)}
    assert len({known.key for known in once}) == len(once)


@settings(max_examples=40, deadline=None)
@given(KNOWN, KEYS)
def test_what_is_taken_back_is_forgotten(known: list[Known], key: str) -> None:
    assert key not in values(without(merged((), known), [key]))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="身份证要多少钱那呢第二个回到刚才不是,。我妈abc one", min_size=1, max_size=30))
def test_any_turn_is_resolved_into_at_least_one_need(text: str) -> None:
    if text.strip(" ,。"):
        assert resolve(text, needs_of(text)[0], THREE)
