"""Plans by page, by calendar file, by REST and in replies: the same plan, few queries, strange addresses refused."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from tests.factories.packs import FILES, loaded_once, write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.domain.reply import SourceList
from zhengtong.contexts.guidance.queries import home, plans
from zhengtong.contexts.guidance.web.presenting import page_of
from zhengtong.contexts.guidance.web.schemas import PlanOut, PlanPageOut, ReplyOut
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db

MOVE = """\
code: T-3
title: {zh: 户口迁入登记, en: Move your registration here}
aliases: {zh: [迁户口]}
department: police
kind: confirmation
audience: [person]
region: "990200"
channels: {online: false, window: true, visits: 1}
materials:
  - {key: card, name: {zh: 身份证, en: Identity card}, need: required, form: original, copies: 1}
limits:
  promised: {days: 3, unit: working}
places:
  - {hall: centre, windows: "5"}
after:
  - {item: T-1, why: {zh: 要凭身份证办, en: The card is needed}}
"""
BUNDLE = """\
key: lost-everything
title: {zh: 证件全丢一件事, en: Everything lost}
questions: {zh: [证件全丢了要办哪些手续]}
items:
  - {item: T-3}
  - {item: T-1}
  - {item: T-2}
"""
NEXT_MONDAY = date.today() + timedelta(days=7 - date.today().weekday())
BOTH = f"items=T-3,T-1&start={NEXT_MONDAY}"


CARD = (
    FILES["items/card.yaml"]
    .replace("places:", "channels: {online: false, window: true, visits: 1}\nplaces:")
    .replace(
        "materials:", "materials:\n  - {key: card, name: {zh: 身份证, en: Identity card}, need: required, form: copy}"
    )
)
CITY = {"items/move.yaml": MOVE, "items/card.yaml": CARD, "one-things/lost.yaml": BUNDLE}


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with loaded_once(django_db_blocker, tmp_path_factory.mktemp("plans"), **CITY):
        yield


@pytest.fixture(autouse=True)
def _city(_loaded, db):
    ledger.forget_cached()
    home.forget_home()


def wish(*codes: str, **more) -> plans.Wish:
    return plans.Wish(NEXT_MONDAY, "zh-Hans", codes, **more)


def test_the_page_of_a_plan_says_order_papers_trips_and_days(client):
    page = client.get(f"/plan/?{BOTH}").content.decode()
    assert page.index("1. 身份证丢失补领") < page.index("2. 户口迁入登记")
    for text in ("要凭身份证办", "18 个工作日", "第 1 趟：市民中心", "第 2 趟：市民中心", "关键一步", "原件和复印件"):
        assert text in page, text
    assert page.count('value="p0"') == 1  # the card is listed once for both
    assert f"start={NEXT_MONDAY}" in page and "/plan/plan.ics?" in page


def test_the_page_is_in_english_for_english_readers(client):
    client.cookies["language"] = "en"
    page = client.get(f"/plan/?{BOTH}").content.decode()
    assert "In this order" in page and "The card is needed" in page and "Trip 1: Centre" in page
    assert not re.search(r"<h[123][^>]*>[^<]*[\u4e00-\u9fff]", page)


def test_answers_and_days_are_kept_in_the_address(client):
    page = client.get(f"/plan/?{BOTH}&a=T-1.minor:yes&way=window").content.decode()
    assert 'value="T-1.minor:yes"' in page and "监护人身份证" in page
    changed = client.get(f"/plan/?{BOTH}&a=T-1.minor:yes&a1=T-1.minor:no").content.decode()
    assert "监护人身份证" not in changed


def test_a_one_thing_is_shown_as_a_plan_that_can_begin_today(client):
    page = client.get("/one-things/lost-everything/").content.decode()
    assert "证件全丢一件事" in page and page.index("身份证丢失补领") < page.index("户口迁入登记")
    assert "one=lost-everything" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/plan/", 404), ("/plan/?items=none", 404), ("/plan/?one=none", 404), ("/one-things/%00/", 404),
        ("/plan/?items=T-1&start=zz", 400), ("/plan/?items=T-1&start=9999-12-31", 400),
        ("/plan/?items=T-1&start=0001-01-01", 400), ("/plan/plan.ics", 404), ("/plan/plan.ics?items=%00", 404),
        ("/plan/?items=T-1&a=%00:x&a=::&a=a:b:c", 200), ("/plan/?items=" + "T-1," * 500, 200),
        ("/plan/?items=T-1&a=" + "x" * 5000, 200), ("/plan/?items=T-1&a=T-1.have:yes", 200),
        ("/api/v1/plan", 404), ("/api/v1/plan?items=T-1&start=zz", 422), ("/api/v1/plan?items=T-1&way=fly", 422),
    ],
)  # fmt: skip
def test_strange_addresses_are_refused_in_words_and_never_break(client, address, status):
    response = client.get(address)
    assert response.status_code == status and b"Traceback" not in response.content


def test_the_calendar_file_has_trips_in_opening_hours_and_last_days_with_alarms(client):
    response = client.get(f"/plan/plan.ics?{BOTH}")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    events = list(calendar.walk("VEVENT"))
    trips = [e for e in events if isinstance(e["DTSTART"].dt, datetime)]
    due = [e for e in events if not isinstance(e["DTSTART"].dt, datetime)]
    assert len(trips) == 2 and len(due) == 2
    off = packs.days_off()
    for event in trips:
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        assert str(start.tzinfo) == "Asia/Shanghai" and start.date() == end.date()
        assert "09:00" <= f"{start:%H:%M}" < f"{end:%H:%M}" <= "17:00"
        assert start.weekday() < 5 and start.date() not in off.holidays
        assert "市民中心" in event["LOCATION"] and "身份证" in event["DESCRIPTION"]
    assert [str(e["SUMMARY"]) for e in due] == ["最迟今天出结果：身份证丢失补领", "最迟今天出结果：户口迁入登记"]
    assert trips[1]["DTSTART"].dt.date() >= due[0]["DTSTART"].dt
    for event in events:
        (alarm,) = event.walk("VALARM")
        assert alarm["ACTION"] == "DISPLAY" and alarm["TRIGGER"].dt
    assert {tz["TZID"] for tz in calendar.walk("VTIMEZONE")} == {"Asia/Shanghai"}
    assert all(len(line.encode()) <= 75 for line in response.content.decode().split("\r\n"))


def test_a_file_for_another_day_moves_the_same_entries(client):
    later = NEXT_MONDAY + timedelta(days=7)
    first, second = (
        {str(e["UID"]): e for e in Calendar.from_ical(client.get(f"/plan/plan.ics?items=T-3,T-1&start={day}").content)
         .walk("VEVENT")}
        for day in (NEXT_MONDAY, later)
    )  # fmt: skip
    assert first.keys() == second.keys() and len(first) == 4
    for uid, event in first.items():
        assert event["DTSTART"].dt < second[uid]["DTSTART"].dt
        assert event["SEQUENCE"] <= second[uid]["SEQUENCE"]
    other = Calendar.from_ical(client.get("/plan/plan.ics?items=T-3").content)
    assert not {str(e["UID"]) for e in other.walk("VEVENT")} & first.keys()


def test_the_calendar_file_speaks_the_language_of_the_person(client):
    client.cookies["language"] = "en"
    content = client.get(f"/plan/plan.ics?{BOTH}").content.decode()
    assert "Trip 1: Centre" in content.replace("\r\n ", "") and not re.search("[\u4e00-\u9fff]", content)


def test_rest_gives_the_same_plan(client):
    sources = SourceList()
    found = plans.planned(wish("T-3", "T-1"), sources)
    body = json.loads(client.get(f"/api/v1/plan?{BOTH}").content)
    assert body["plan"] == json.loads(guidance.to_json(found))
    assert [s["number"] for s in body["sources"]] == [row.number for row in sources.rows()]
    PlanPageOut.model_validate(body)
    english = json.loads(client.get(f"/api/v1/plan?{BOTH}&language=en&a=T-1.have:yes").content)
    assert [s["title"] for s in english["plan"]["steps"]] == ["Move your registration here"]


def test_the_forms_of_rest_are_those_of_the_plan():
    found = asdict(plans.planned(wish("T-3", "T-1"), SourceList()))
    schema = PlanOut.model_json_schema()
    for name, kind in (("steps", "PlanStepOut"), ("materials", "PlanMaterialOut"), ("trips", "TripOut")):
        assert found[name][0].keys() == schema["$defs"][kind]["properties"].keys()
    assert found.keys() == schema["properties"].keys()


def test_several_matters_of_a_message_have_a_plan():
    reply = guidance.ask("户口迁入登记怎么办？另外身份证丢失补领怎么办？", actor=ANONYMOUS)
    assert reply.plan is not None, reply.needs
    assert [s.code for s in reply.plan.steps] == ["T-1", "T-3"]
    assert {n for s in reply.plan.steps for n in s.sources} <= {s.number for s in reply.sources}
    ReplyOut.model_validate(json.loads(guidance.to_json(reply)))
    assert any(step.name == "planned" for step in reply.trace)


def test_a_message_about_a_whole_event_is_answered_with_all_its_matters_in_order():
    reply = guidance.ask("证件全丢了要办哪些手续", actor=ANONYMOUS)
    assert reply.plan is not None and reply.plan.one_thing == "lost-everything"
    assert [need.chosen for need in reply.needs] == [s.code for s in reply.plan.steps]
    assert "证件全丢一件事" in reply.message and all(need.facts for need in reply.needs)


def test_one_matter_alone_has_no_plan():
    assert guidance.ask("身份证丢失补领要多少钱", actor=ANONYMOUS).plan is None


def test_the_guide_shows_the_plan_above_the_matters(client):
    page = client.get("/guide/?q=" + quote("证件全丢了要办哪些手续")).content.decode()
    assert 'id="plan"' in page and page.index('id="plan"') < page.index('id="need-1"')
    assert "/plan/plan.ics?" in page and "one=lost-everything" in page


@pytest.mark.usefixtures("kept_long")
def test_in_a_conversation_several_matters_are_short_and_each_fact_keeps_its_source(client):
    client.post("/chat/", {"q": "身份证丢了，还想迁户口"})
    page = client.get("/chat/").content.decode()
    lines = re.findall(r'<span class="matter-facts">(.*?)</h3>|<span class="matter-facts">(.*?)<form', page, re.S)
    assert len(lines) == 2
    assert 'class="cite"' in lines[0][0] + lines[0][1]
    assert 'class="facts"' not in page


def test_what_is_asked_further_is_answered_without_saying_everything_again(client):
    client.post("/chat/", {"q": "身份证丢了怎么补领"})
    client.post("/chat/", {"q": "那要多少钱"})
    last = client.get("/chat/").content.decode().split('id="last"')[1]
    assert "40 元" in last and 'class="facts"' not in last


def test_a_matter_that_two_needs_come_to_is_shown_once():
    reply = guidance.ask("身份证丢了，还想迁户口", actor=ANONYMOUS)
    twice = replace(reply, needs=(*reply.needs, reply.needs[-1]))
    shown = page_of(twice)["needs"]
    assert [view.need.chosen for view in shown] == [need.chosen for need in reply.needs]
    assert [view.number for view in shown] == [1, 2]


def test_many_matters_cost_as_many_queries_as_one():
    def count(*codes: str) -> int:
        plans.planned(wish(*codes), SourceList())  # read once
        with CaptureQueriesContext(connection) as captured:
            plans.planned(wish(*codes), SourceList())
        return len(captured)

    assert count("T-1") <= count("T-1", "T-2", "T-3")
    assert count("T-1", "T-3") == count("T-1", "T-2", "T-3")


def test_matters_that_wait_for_each_other_are_found_at_their_line(tmp_path):
    card = FILES["items/card.yaml"] + "after:\n  - {item: T-3, why: {zh: 错, en: wrong}}\n"
    report = packs.check(write_pack(tmp_path / "circle", **{"items/card.yaml": card, "items/move.yaml": MOVE}))
    found = {(f.file, f.line) for f in report.errors if f.code == "circular-reference"}
    lines = {"items/card.yaml": card, "items/move.yaml": MOVE}
    expected = {(path, text[: text.index("{item: ")].count("\n") + 1) for path, text in lines.items()}
    assert found == expected


def _with_a_member_that_depends(tmp_path, answer: str = "no", op: str = "eq") -> None:
    bundle = BUNDLE.replace(
        "  - {item: T-2}", f'  - {{item: T-2, when: {{field: T-1.minor, op: {op}, value: "{answer}"}}}}'
    )
    packs.load(write_pack(tmp_path, **CITY | {"one-things/lost.yaml": bundle}), actor=SYSTEM)


def test_a_step_that_hangs_on_a_question_says_on_which_until_it_is_answered(client, tmp_path):
    _with_a_member_that_depends(tmp_path)
    page = client.get("/one-things/lost-everything/").content.decode()
    assert "临时身份证申领" in page
    assert "要不要办，看“未满十六周岁吗？”：答“否”的才要" in page
    needed = client.get("/plan/?one=lost-everything&a=T-1.minor:no").content.decode()
    assert "临时身份证申领" in needed and "要不要办" not in needed
    left_out = client.get("/plan/?one=lost-everything&a=T-1.minor:yes").content.decode()
    assert "要不要办" not in left_out
    assert not re.search(r"<h3[^>]*>[^<]*临时身份证申领", left_out)


def test_a_step_that_an_answer_excludes_says_so_the_other_way_round(client, tmp_path):
    _with_a_member_that_depends(tmp_path, "yes", "ne")
    assert "答“是”的不用" in client.get("/one-things/lost-everything/").content.decode()
    client.cookies["language"] = "en"
    page = client.get("/one-things/lost-everything/").content.decode()
    assert "Depends on “Under 16?”: not if “Yes”" in page
