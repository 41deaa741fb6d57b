"""Where in the city somebody is: noticed in a message, shown, changeable, and what it does to a guide."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.packs import FILES, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.domain import ranking
from zhengtong.contexts.guidance.domain.leaning import Leaning, leaning_of
from zhengtong.contexts.guidance.domain.ranking import Candidate, Item, Understood
from zhengtong.contexts.guidance.domain.region_said import LocalPlace, region_said
from zhengtong.contexts.guidance.domain.reply import Known
from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.guidance.queries.known_options import options_of
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.text import Bilingual
from zhengtong.platform.packs import service as packs

RIVER, HILL, NEW = "990202", "990203", "990204"
PLACES = (
    LocalPlace(RIVER, Bilingual("滨河区", "Riverbank District")),
    LocalPlace("990202001", Bilingual("河口街道", "Rivermouth Subdistrict")),
    LocalPlace(HILL, Bilingual("东山区", "Easthill District")),
    LocalPlace(NEW, Bilingual("高新区", "High-Tech District"), ("开发区",)),
    LocalPlace(HILL, Bilingual("车管所", "Vehicle Office"), hall=True),
)


def _region(text: str, language: str = "zh-Hans") -> str:
    said = region_said(text, PLACES, language=language, local_names=("测试",))
    return said[0].value if said else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我住滨河区，身份证怎么办", RIVER),
        ("我住滨河", RIVER),
        ("测试市滨河区的居住证", RIVER),
        ("我在开发区上班", NEW),
        ("在高新开公司", NEW),
        ("滨河区河口街道这边怎么交医保", "990202001"),
        ("车管所几点下班", HILL),
        ("我从滨河区搬到东山区了", HILL),
        ("以前在滨河区，现在住东山区", HILL),
        ("i live in eastHILL, where do I go?", HILL),
        ("near the vehicle office", HILL),
    ],
)
def test_a_district_town_or_hall_of_the_city_is_noticed(text, code):
    assert _region(text, "en" if text.isascii() else "zh-Hans") == code


@pytest.mark.parametrize(
    "text",
    [
        "高新技术企业认定怎么申请",
        "在高新技术企业上班怎么交公积金",
        "杭州市滨河区的居住证",
        "我不住滨河区",
        "滨河区和东山区有什么不同",
        "滨河大道停车",
        "my shop is on Riverbank Road",
        "身份证丢了",
        "",
    ],
)
def test_what_only_sounds_like_it_or_is_denied_is_not_taken_for_where_somebody_is(text):
    assert _region(text, "en" if text.isascii() and text else "zh-Hans") == ""


def test_the_words_it_was_read_from_and_the_name_in_the_persons_language_are_kept():
    (known,) = region_said("I live in Easthill", PLACES, language="en", turn=3)
    assert (known.label, known.said, known.turn) == ("Easthill District", "Easthill", 3)


@pytest.mark.parametrize(
    ("known", "leaning"),
    [
        ([], Leaning()),
        ([Known("region", RIVER)], Leaning(RIVER)),
        ([Known("region", "")], Leaning()),
        ([Known("region", "somewhere")], Leaning()),
        ([Known("audience", "company")], Leaning(None, "company")),
        ([Known("business-form", "sole-trader")], Leaning(None, "self-employed")),
        ([Known("business-form", "sole-trader", turn=3), Known("audience", "company", turn=1)],
         Leaning(None, "self-employed")),
        ([Known("household", "local")], Leaning()),
    ],
)  # fmt: skip
def test_what_is_known_of_a_person_leans_without_ruling_out(known, leaning):
    assert leaning_of(known) == leaning


def _first(region: str | None, audience: str | None, *candidates: Candidate) -> list[str]:
    return [r.code for r in ranking.rank(Understood("办证", (), region, audience), candidates)]


def test_the_item_of_ones_own_district_comes_before_that_of_the_city_and_another_districts_last():
    near = {"title": 0.8, "body": 0.8}
    ones = [Candidate(Item(code, "办证", region=code), near) for code in (HILL, "990200", RIVER)]
    assert _first(RIVER, None, *ones) == [RIVER, "990200", HILL]
    assert _first("990202001", None, *ones)[0] == RIVER


def test_districts_whose_codes_differ_after_a_zero_are_not_one_another():
    here, there = (Candidate(Item(c, "办证", region=c), {"title": 0.8}) for c in ("440110", "440112"))
    assert ranking.features(Understood("办证", region="440110"), there)["elsewhere"] == 1
    assert ranking.features(Understood("办证", region="440110"), here)["elsewhere"] == 0


def test_an_item_for_others_comes_later_but_is_not_left_out():
    own = Candidate(Item("own", "办证", audience=("company",)), {"title": 0.8})
    others = Candidate(Item("a-others", "办证", audience=("person",)), {"title": 0.8})
    assert _first(None, "company", others, own) == ["own", "a-others"]
    much_nearer = Candidate(Item("others", "办证", audience=("person",)), {"title": 0.9})
    assert _first(None, "company", own, much_nearer) == ["others", "own"]


DISTRICTS = """\
divisions:
  - {code: "990202", name: {zh: 滨河区, en: Riverbank District}}
  - {code: "990203", name: {zh: 东山区, en: Easthill District}}
"""
HALLS = """\
- key: centre
  name: {zh: 市民中心, en: Centre}
  address: {zh: 中心路 1 号, en: 1 Centre Road}
  region: "990202"
- key: hill
  name: {zh: 东山政务服务中心, en: Easthill Centre}
  address: {zh: 山路 2 号, en: 2 Hill Road}
  region: "990203"
"""
TWO_PLACES = FILES["items/card.yaml"].replace('{hall: centre, windows: "3"}', "{hall: centre}\n  - {hall: hill}")


@pytest.fixture
def _city(tmp_path, db):
    packs.ensure_core()
    changes = {
        "pack.yaml": FILES["pack.yaml"] + DISTRICTS, "halls.yaml": HALLS, "items/card.yaml": TWO_PLACES
    }  # fmt: skip
    packs.load(write_pack(tmp_path, **changes), actor=SYSTEM)
    home.forget_home()
    yield
    home.forget_home()


def _ask(text: str, **more) -> guidance.Reply:
    return guidance.ask(text, actor=ANONYMOUS, **more)


def _of(reply: guidance.Reply) -> str:
    return next((known.value for known in reply.known if known.key == "region"), "")


def _halls(reply: guidance.Reply) -> list[str]:
    return [fact.label for fact in reply.needs[0].facts if fact.group == "place"]


@pytest.mark.usefixtures("_city")
def test_the_hall_of_ones_own_district_comes_first_and_stays_first_in_later_turns():
    first = _ask("我住东山区，身份证丢失怎么补领")
    assert _of(first) == HILL
    assert _halls(first) == ["东山政务服务中心", "市民中心"]
    later = _ask("那要多少钱", conversation=first.conversation)
    assert (_of(later), _halls(later)[0]) == (HILL, "东山政务服务中心")
    assert _halls(_ask("身份证丢失怎么补领")) == ["市民中心", "东山政务服务中心"]


@pytest.mark.usefixtures("_city")
def test_where_somebody_is_can_be_corrected_chosen_anew_and_taken_back():
    first = _ask("我住东山区，身份证丢失怎么补领")
    assert options_of(first)["region"] == (("990202", "滨河区"), ("990203", "东山区"))
    moved = _ask("我搬到滨河区了", conversation=first.conversation)
    assert (_of(moved), moved.needs[0].chosen) == (RIVER, "T-1")
    chosen = _ask("", conversation=first.conversation, answers={"region": HILL})
    assert [known.label for known in chosen.known] == ["东山区"]
    assert _halls(chosen)[0] == "东山政务服务中心"
    gone = _ask("", conversation=first.conversation, forget=["region"])
    assert (_of(gone), _halls(gone)[0]) == ("", "市民中心")


@pytest.mark.usefixtures("_city")
def test_a_made_up_division_is_no_fault():
    first = _ask("身份证丢失怎么补领")
    reply = _ask("", conversation=first.conversation, answers={"region": "nowhere"})
    assert _halls(reply) == ["市民中心", "东山政务服务中心"]


@pytest.mark.usefixtures("_city", "kept_long")
def test_noticing_where_somebody_is_needs_no_query():
    def queries(text: str) -> int:
        _ask(text, record=False)
        with CaptureQueriesContext(connection) as made:
            _ask(text, record=False)
        return len(made)

    assert queries("我住东山区，身份证丢失怎么补领") == queries("身份证丢失怎么补领")


@pytest.mark.usefixtures("_city")
def test_halls_know_their_district():
    assert {hall.key: hall.region for hall in catalog.halls()} == {"centre": RIVER, "hill": HILL}
