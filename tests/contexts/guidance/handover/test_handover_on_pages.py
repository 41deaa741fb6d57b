"""The pages and the interface of requests for a person: who sees what, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.handovers import LOST, asked, official, taken
from tests.factories.officials import LI, PASSWORD

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.actions.hand_over import hand_over, read_contact
from zhengtong.contexts.guidance.models import Handover, ReviewCase
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM

pytestmark = pytest.mark.django_db


def test_asked_in_words_on_the_conversation_page_it_is_done_at_once(client):
    client.post("/chat/", {"q": LOST})
    client.post("/chat/", {"q": "转人工"})
    assert list(Handover.objects.values_list("desk", "reason", "question")) == [("police", "words", LOST)]


def test_what_was_typed_survives_a_refusal(client):
    client.post("/chat/", {"q": LOST})
    page = client.post("/handover/", {"words": "我在外地", "name": "李华", "contact": "微信"})
    assert page.status_code == 400
    text = page.content.decode()
    assert "我在外地" in text
    assert "李华" in text
    assert Handover.objects.count() == 0


def test_two_presses_on_a_form_opened_before_any_conversation_make_one_request():
    """Nothing is known of the browser yet: what makes them one is the form."""
    key = re.search(r'name="c" value="([^"]+)"', Client().get("/handover/").content.decode())[1]
    for _ in range(2):
        assert Client().post("/handover/", {"c": key, "words": "想问一位工作人员"}).status_code == 302
    assert Handover.objects.count() == 1
    other = re.search(r'name="c" value="([^"]+)"', Client().get("/handover/").content.decode())[1]
    assert other != key


def test_an_answer_typed_while_another_official_was_faster_is_still_there(client):
    row = taken()
    official(client, name="wang")
    late = {"version": row.version, "text": "我写了很久的一段答复", "note": "", "why": ""}
    page = client.post(f"/staff/desk/{row.pk}/answer/", late)
    assert page.status_code == 409
    assert "我写了很久的一段答复</textarea>" in page.content.decode()


def test_an_official_sees_only_the_requests_of_the_own_department(client):
    police, other = asked(), hand_over(None, actor=ANONYMOUS, words="说不清")
    official(client)
    page = client.get("/staff/desk/").content.decode()
    assert LOST in page
    assert "说不清" not in page
    assert client.get(f"/staff/desk/{police.pk}/").status_code == 200
    assert client.get(f"/staff/desk/{other.pk}/").status_code == 404
    assert client.post(f"/staff/desk/{other.pk}/take/", {"version": 1}).status_code == 404


def test_the_hotline_sees_every_desk(client):
    rows = [asked(), hand_over(None, actor=ANONYMOUS, words="说不清")]
    official(client, role="hotline-agent", department=None)
    assert [client.get(f"/staff/desk/{row.pk}/").status_code for row in rows] == [200, 200]


def test_the_hotline_role_in_one_department_sees_that_desk_only(client):
    row, other = asked(), asked("我想投诉一下食堂")
    official(client, role="hotline-agent")
    assert client.get(f"/staff/desk/{row.pk}/").status_code == 200
    assert client.get(f"/staff/desk/{other.pk}/").status_code == 404


def test_the_overview_says_how_many_wait_at_ones_own_desks(client):
    asked()
    hand_over(None, actor=ANONYMOUS, words="说不清")
    official(client)
    assert "1 件在等" in client.get("/staff/").content.decode()
    official(client, name="zhao", role="hotline-agent", department=None)
    assert "2 件在等" in client.get("/staff/").content.decode()


def test_who_has_no_desk_sees_nobody(client):
    row = asked()
    official(client, role="catalogue-editor", department=None)
    assert client.get("/staff/desk/").status_code == 403
    assert client.get(f"/staff/desk/{row.pk}/").status_code == 403


def test_the_name_and_number_are_on_no_page_until_they_are_asked_for(client):
    row = asked(contact=read_contact("李华强", "13800001234", consent=True))
    official(client)
    client.post(f"/staff/desk/{row.pk}/take/", {"version": row.version})
    for page in ("/staff/desk/", f"/staff/desk/{row.pk}/"):
        text = client.get(page).content.decode()
        assert "13800001234" not in text
        assert "李华强" not in text
    assert "13800001234" in client.post(f"/staff/desk/{row.pk}/contact/").content.decode()


def test_the_queue_says_what_is_overdue_in_words(client):
    row = asked()
    Handover.objects.filter(pk=row.pk).update(asked=timezone.now() - timedelta(minutes=45))
    official(client)
    assert "超时" in client.get("/staff/desk/").content.decode()


def test_the_person_is_told_who_looks_at_it_and_reads_the_answer(client):
    client.post("/chat/", {"q": LOST})
    client.post("/handover/", {})
    row = Handover.objects.get()
    assert "前面没有人" in client.get("/chat/").content.decode()
    desk_work.claim(row.pk, version=1, actor=LI)
    assert "起在看" in client.get("/chat/").content.decode()
    desk_work.answer(row.pk, version=2, text="可以异地补领。", actor=LI)
    text = client.get("/chat/").content.decode()
    assert "由测试市公安局的工作人员答复" in text
    assert "li.na" not in text
    state = client.get("/handover/state/").json()
    assert "可以异地补领" in state["turns"][0]["html"]


def test_nothing_is_sent_while_nothing_has_changed(client):
    client.post("/chat/", {"q": LOST})
    client.post("/handover/", {})
    block = client.get("/handover/state/").json()["block"]
    mark = block.split('data-mark="')[1].split('"')[0]
    assert client.get("/handover/state/", {"mark": mark}).status_code == 204


def test_an_official_files_what_was_answered_for_review(client):
    row = taken()
    desk_work.answer(row.pk, version=row.version, text="可以异地补领。", actor=LI)
    account = people.add_account(
        name="li.na", password=PASSWORD, roles=["hotline-agent", "answer-reviewer"], actor=SYSTEM
    )
    client.force_login(account)
    page = client.post(f"/staff/desk/{row.pk}/learn/", {"as": "question"})
    case = ReviewCase.objects.get()
    assert (case.origin, case.claimed_by) == ("handover", "li.na")
    shown = client.get(page["Location"].partition("#")[0]).content.decode()
    assert "T-1" in shown


def test_rest_asks_shows_and_withdraws(client):
    reply = guidance.ask(LOST, actor=ANONYMOUS)
    asked = {"conversation": reply.conversation, "words": "我在外地"}
    made = client.post("/api/v1/handover", asked, content_type="application/json").json()
    assert (made["state"], made["desk"], made["ahead"], made["open_now"]) == ("open", "police", 0, True)
    assert made["median_minutes"] is None
    assert client.get(f"/api/v1/handover/{reply.conversation}").json()["turns"][0]["text"] == "我在外地"
    gone = client.delete(f"/api/v1/handover/{reply.conversation}").json()
    assert (gone["state"], gone["outcome"]) == ("closed", "withdrawn")
    assert client.get("/api/v1/handover/nothing").status_code == 404


@pytest.mark.usefixtures("kept_long")
def test_the_queue_costs_the_same_with_one_and_with_three(client):
    official(client)

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(path)
        return len(seen)

    first = asked(words="我在外地")
    one = cost("/staff/desk/"), cost(f"/staff/desk/{first.pk}/")
    for _ in range(2):
        asked()
    for text in ("可以。", "还要照片。"):
        hand_over(str(first.conversation_id), actor=ANONYMOUS, words=text)
    three = cost("/staff/desk/"), cost(f"/staff/desk/{first.pk}/")
    assert three == one


@pytest.mark.usefixtures("kept_long")
def test_the_conversation_costs_the_same_with_one_and_with_three_answers(client):
    client.post("/chat/", {"q": LOST})
    key = client.session["conversation"]

    def answered() -> int:
        row = hand_over(key, actor=ANONYMOUS)
        desk_work.claim(row.pk, version=row.version, actor=LI)
        desk_work.answer(row.pk, version=row.version + 1, text="可以。", actor=LI)
        Handover.objects.filter(pk=row.pk).update(state="closed", outcome="answered", closed=timezone.now())
        with CaptureQueriesContext(connection) as seen:
            client.get("/chat/")
        return len(seen)

    answered()
    one = answered()
    answered()
    assert answered() == one


def test_an_account_sees_on_a_second_device_what_became_of_a_request_in_another_conversation(django_user_model):
    user, other = (django_user_model.objects.create_user(name, password=PASSWORD) for name in ("chen", "zhao"))
    phone, computer, stranger = Client(), Client(), Client()
    for browser, whose in ((phone, user), (computer, user), (stranger, other)):
        browser.force_login(whose)
    phone.post("/chat/", {"q": LOST})
    phone.post("/handover/", {"words": "我在外地"})
    computer.post("/chat/", {"q": "办临时身份证"})
    assert "您的另一段对话正在等人工" in computer.get("/chat/").content.decode()
    row = Handover.objects.get()
    desk_work.claim(row.pk, version=row.version, actor=LI)
    desk_work.answer(row.pk, version=row.version + 1, text="可以异地补领。", actor=LI)
    page = computer.get("/chat/").content.decode()
    assert "您的另一段对话里有工作人员答复了" in page
    assert "可以异地补领" not in page
    way = f"/chat/?c={row.conversation_id}"
    assert way in page
    there = computer.get(way, follow=True).content.decode()
    assert "可以异地补领" in there and "我在外地" in there
    assert "另一段对话" not in stranger.get("/chat/").content.decode()
    assert "可以异地补领" not in stranger.get(way, follow=True).content.decode()
