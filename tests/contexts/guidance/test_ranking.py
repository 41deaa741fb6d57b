"""Items are ranked by named, additive features of one question and one item."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain import ranking, ranking_adapter
from zhengtong.contexts.guidance.domain.ranking import Candidate, Item, Model, Understood
from zhengtong.contexts.guidance.domain.ranking_actions import actions_asked, actions_offered

TITLES = ("居民身份证补领", "居民身份证换领", "户口迁移", "食品经营许可证注销", "残疾人证办理进度查询", "出生公证")
unit = st.floats(0, 1, allow_nan=False)


def candidate(code, title, *, similarities=None, lexical=0.0, **known):
    return Candidate(Item(code, title, **known), similarities or {}, lexical)


candidates = st.lists(
    st.builds(
        candidate,
        code=st.text("abcdef0123456789", min_size=4, max_size=8),
        title=st.sampled_from(TITLES),
        region=st.sampled_from([None, "440000", "440100", "990100"]),
        audience=st.sampled_from([(), ("person",), ("company",)]),
        similarities=st.dictionaries(st.sampled_from(["title", "body", "alias"]), unit),
        lexical=st.floats(0, 60, allow_nan=False),
    ),
    max_size=12,
    unique_by=lambda c: c.item.code,
)
questions = st.builds(
    Understood,
    st.sampled_from(["身份证丢了怎么补", "饭店不开了", "户口怎么迁", "renew my id card", ""]),
    st.sampled_from([(), (("居民身份证", "补领"),), (("食品经营许可",), ("注销",))]),
    st.sampled_from([None, "440100"]),
    st.sampled_from([None, "person"]),
)


def _codes(ranked):
    return [r.code for r in ranked]


def test_the_item_nearer_in_meaning_comes_first():
    near = candidate("a", "户口迁移", similarities={"title": 0.86, "body": 0.86})
    far = candidate("b", "户口迁移", similarities={"title": 0.78, "body": 0.80})
    assert _codes(ranking.rank(Understood("我要把户口弄到城里"), [far, near])) == ["a", "b"]


@pytest.mark.parametrize(
    ("question", "wanted", "twin"),
    [
        ("身份证丢了", "居民身份证补领", "居民身份证换领"),
        ("身份证过期了", "居民身份证换领", "居民身份证补领"),
        ("饭店不干了许可证怎么弄", "食品经营许可证注销", "食品经营许可证核发"),
        ("残疾证办到哪一步了", "残疾人证办理进度查询", "残疾人证换领"),
        ("my id card was stolen", "居民身份证补领", "居民身份证换领"),
    ],
)
def test_among_near_twins_the_one_that_does_what_is_asked_comes_first(question, wanted, twin):
    near = {"title": 0.84, "body": 0.84}
    ranked = ranking.rank(
        Understood(question),
        [candidate("twin", twin, similarities=near), candidate("wanted", wanted, similarities=near)],
    )
    assert ranked[0].code == "wanted"


def test_an_item_of_another_city_comes_after_the_same_item_here():
    here, there = (candidate(c, "户口迁移", region=c, similarities={"title": 0.8}) for c in ("440100", "330100"))
    assert _codes(ranking.rank(Understood("迁户口", region="440100"), [there, here])) == ["440100", "330100"]


def test_an_item_of_the_province_is_not_elsewhere_for_its_city():
    province = candidate("p", "户口迁移", region="440000")
    assert ranking.features(Understood("迁户口", region="440106"), province)["elsewhere"] == 0


def test_an_alias_speaks_for_an_item_as_its_title_does():
    plain = candidate("plain", "户口迁移", similarities={"title": 0.80, "body": 0.80})
    known = candidate("known", "户口迁移", similarities={"title": 0.80, "body": 0.80, "alias": 0.90})
    assert ranking.rank(Understood("上户口"), [plain, known])[0].code == "known"


def test_an_official_term_behind_an_everyday_expression_counts_when_it_stands_in_the_title():
    question = Understood("落脚证", terms=(("居住证", "流动人口"),))
    with_term, without = candidate("a", "居住证签发"), candidate("b", "通行证签发")
    assert ranking.rank(question, [without, with_term])[0].code == "a"


@settings(max_examples=60, deadline=None)
@given(questions, candidates, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(question, found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert ranking.rank(question, found) == ranking.rank(question, shuffled)


@settings(max_examples=60, deadline=None)
@given(questions, candidates)
def test_a_further_candidate_never_changes_the_order_of_the_others(question, found):
    alone = ranking.rank(question, found)
    with_another = ranking.rank(
        question, [*found, candidate("zz-irrelevant", "博物馆展览", similarities={"title": 0.7})]
    )
    assert [r for r in with_another if r.code != "zz-irrelevant"] == alone


@settings(max_examples=60, deadline=None)
@given(questions, candidates)
def test_the_explanation_adds_up_to_the_score(question, found):
    for ranked in ranking.rank(question, found):
        assert math.isclose(ranked.score, sum(c.amount for c in ranked.contributions), abs_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(questions, candidates)
def test_confidence_is_a_probability(question, found):
    assert 0 <= ranking.confidence(question, ranking.rank(question, found)) <= 1


def test_without_candidates_there_is_no_confidence():
    assert ranking.confidence(Understood("身份证"), []) == 0.0


def test_the_nearer_the_best_item_the_greater_the_confidence():
    question = Understood("户口怎么迁")
    others = [candidate(str(n), "博物馆展览", similarities={"title": 0.72, "body": 0.72}) for n in range(9)]

    def sure(similarity):
        best = candidate("x", "户口迁移", similarities={"title": similarity, "body": similarity})
        return ranking.confidence(question, ranking.rank(question, [best, *others]))

    assert sure(0.74) < sure(0.80) < sure(0.88)


def test_a_catalogue_of_one_item_can_be_ranked():
    ranked = ranking.rank(Understood("迁户口"), [candidate("only", "户口迁移", similarities={"title": 0.85})])
    assert ranking.confidence(Understood("迁户口"), ranked) > 0


def test_a_model_can_be_given():
    only_words = Model({"words": 1.0}, {"bias": 0.0}, 0.0)
    a, b = candidate("a", "户口迁移", similarities={"title": 0.9}), candidate("b", "户口迁移", lexical=9.0)
    assert ranking.rank(Understood("x"), [a, b], only_words)[0].code == "b"


def test_every_shipped_weight_belongs_to_a_feature():
    model = ranking.shipped_model()
    known = ranking.features(Understood("x"), candidate("a", "b"))
    assert set(model.weights) <= set(known)
    ranked = ranking.rank(Understood("x"), [candidate("a", "b")])
    assert set(model.confidence) - {"bias"} == set(ranking.signals(ranked))


def test_verbs_are_recognised_in_questions_and_titles():
    assert "replace" in actions_asked("驾照唔见咗")
    assert "cancel" in actions_asked("how to close my company")
    assert actions_offered("护照补发") == {"replace"}
    assert actions_asked("户口") == frozenset()


def test_the_adapter_draws_an_expression_towards_its_official_term():
    random = np.random.default_rng(7)
    terms = random.normal(size=(300, 16)).astype(np.float32)
    turn = np.linalg.qr(random.normal(size=(16, 16)))[0]
    expressions = (terms @ turn + 0.05 * random.normal(size=terms.shape)).astype(np.float32)
    adapter = ranking_adapter.learn("made-up", expressions, terms)

    def cosine(a, b):
        return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))

    before = np.mean([cosine(e, t) for e, t in zip(expressions, terms, strict=True)])
    after = np.mean([cosine(adapter.adapt(e), t) for e, t in zip(expressions, terms, strict=True)])
    assert after > before + 0.3


def test_an_adapted_vector_has_length_one():
    adapter = ranking_adapter.shipped("multilingual-e5-small-q4")
    assert adapter is not None
    vector = np.full(384, 1 / math.sqrt(384), dtype=np.float32)
    assert np.linalg.norm(adapter.adapt(vector)) == pytest.approx(1, abs=1e-5)


def test_vectors_of_another_model_are_left_alone():
    assert ranking_adapter.shipped("another-model") is None
