"""What is offered with an answer, and what English readers are told."""

from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.ranking import shipped_model
from zhengtong.contexts.guidance.domain.reply import SourceList
from zhengtong.contexts.guidance.domain.twins import twin_of
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.knowledge.service import law_in_english

REGISTER = Candidate("a", "用人单位社会保险登记和职工参保", 11.8)
STAFF = Candidate("b", "职工参保增减员申报", 11.1)
OTHER = Candidate("c", "公章刻制和备案", 11.0)


def test_what_is_close_and_alike_is_the_twin():
    assert twin_of([REGISTER, OTHER, STAFF]) == STAFF
    assert twin_of([REGISTER, OTHER]) is None
    assert twin_of([REGISTER, Candidate("b", STAFF.title, 3.0)]) is None
    assert twin_of([]) is None


def test_what_differs_in_a_word_is_a_twin_however_far_behind():
    first = Candidate("a", "个体工商户设立登记", 12.0)
    far = Candidate("d", "个体工商户注销登记", 4.0)
    assert twin_of([first, Candidate("b", "公章刻制", 11.0), Candidate("c", "食品经营许可", 6.0), far]) == far


def test_english_has_a_floor_of_its_own():
    model = shipped_model()
    assert model.least_for("How do I register a car?") < model.least_for("车怎么上牌")


def test_one_of_a_kind_is_not_many():
    assert say("working-days", "en", days=1) == "1 working day"
    assert say("working-days", "en", days=21) == "21 working days"


def test_laws_are_named_in_english_with_the_chinese_by_which_they_are_found():
    named = law_in_english("中华人民共和国民法典", "第一千零四十七条")
    assert named == ("Civil Code (中华人民共和国民法典)", "Article 1047 (第一千零四十七条)")
    rules = "Regulations on the Administration of Housing Provident Funds (住房公积金管理条例)"
    assert law_in_english("住房公积金管理条例", "第二条") == (rules, "Article 2 (第二条)")


def test_a_law_cited_twice_keeps_its_number_in_english():
    sources = SourceList(law_in=law_in_english)
    numbers = [sources.number(kind="law", title="中华人民共和国民法典", locator="第一条") for _ in range(2)]
    assert numbers == [1, 1]
    assert sources.rows()[0].title == "Civil Code (中华人民共和国民法典)"
