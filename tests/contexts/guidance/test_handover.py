"""Somebody asks for a person; an official answers into the same conversation, and nothing of it is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work, retention
from zhengtong.contexts.guidance.actions.hand_over import hand_over, judge, read_contact, withdraw, write_to_person
from zhengtong.contexts.guidance.domain.handover import Visitor
from zhengtong.contexts.guidance.models import Feedback, Handover, PersonTurn, ReviewCase, Turn
from zhengtong.contexts.guidance.queries import conversations, handovers, home
from zhengtong.contexts.guidance.queries.states import Filter, counts
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
LI, WANG = Actor("person", "li.na"), Actor("person", "wang.min")
PASSWORD = "a-long-enough-one-7"
LOST = "身份证丢了怎么补领"
DESKS = """\
- desk: hotline
- desk: police
  hours:
    - {days: [mon, tue, wed, thu, fri, sat, sun], open: "00:00", close: "24:00"}
  on_holidays: as-weekday
  answer_within: 30
  keep_contact_days: 10
"""


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"desks.yaml": DESKS}), actor=SYSTEM)
    home.forget_home()


@contextmanager
def _refused(code: str):
    with pytest.raises(Fault) as raised:
        yield raised
    assert raised.value.code == code


def _asked(text: str = LOST, **more) -> Handover:
    reply = guidance.ask(text, actor=ANONYMOUS)
    return hand_over(reply.conversation, actor=ANONYMOUS, **more)


def _taken(by: Actor = LI, **more) -> Handover:
    row = _asked(**more)
    desk_work.claim(row.pk, version=row.version, actor=by)
    row.refresh_from_db()
    return row


def _official(client, name: str = "li.na", role: str = "desk-official", department: str | None = "police"):
    account = people.add_account(name=name, password=PASSWORD, roles=[role], department=department, actor=SYSTEM)
    client.force_login(account)
    return client


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("desk: police", "desk: polise", "broken-reference"),
        ('close: "24:00"', 'close: "00:00"', "backward-span"),
        ("answer_within: 30", "answer_within: soon", "wrong-type"),
    ],
)
def test_a_desk_that_cannot_be_is_found_before_it_is_loaded(tmp_path, old, new, code):
    folder = write_pack(tmp_path / "other", **{"desks.yaml": DESKS.replace(old, new)})
    found = [finding for finding in packs.check(folder).findings if finding.file == "desks.yaml"]
    assert [finding.severity for finding in found] == ["error"]
    assert found[0].code == code


def test_it_goes_to_the_desk_of_the_department_that_handles_the_matter():
    row = _asked()
    assert (row.desk, row.matter, row.question) == ("police", "T-1", LOST)


def test_a_department_without_a_desk_leaves_it_to_the_one_above():
    reply = guidance.ask("临时身份证申领", actor=ANONYMOUS, item="T-2")
    assert hand_over(reply.conversation, actor=ANONYMOUS).desk == "police"


def test_what_names_no_matter_goes_to_the_hotline():
    assert hand_over(None, actor=ANONYMOUS, words="有点复杂，说不清").desk == "hotline"


def test_asking_twice_makes_one_request_and_keeps_what_is_said_the_second_time():
    row = _asked()
    again = hand_over(str(row.conversation_id), actor=ANONYMOUS, words="我在外地")
    assert again.pk == row.pk
    assert list(row.turns.values_list("kind", "text")) == [("person", "我在外地")]
    hand_over(str(row.conversation_id), actor=ANONYMOUS, words="我在外地")
    assert row.turns.count() == 1


@pytest.mark.parametrize("words", ["转人工", "我要找人工", "人工客服", "轉人工", "Can I talk to a human?"])
def test_it_is_understood_in_words(words):
    assert guidance.ask(words, actor=ANONYMOUS).state == "handed_over"


@pytest.mark.parametrize("words", ["人工流产手术需要结婚证吗", "人工智能企业有补贴吗", "人工费怎么算"])
def test_what_only_sounds_like_it_is_not(words):
    assert guidance.ask(words, actor=ANONYMOUS).state != "handed_over"


def test_asked_in_words_on_the_conversation_page_it_is_done_at_once(client):
    client.post("/chat/", {"q": LOST})
    client.post("/chat/", {"q": "转人工"})
    assert list(Handover.objects.values_list("desk", "reason", "question")) == [("police", "words", LOST)]


def test_every_request_is_counted_among_the_states_of_replies():
    _asked()
    today = timezone.localdate()
    assert counts(Filter(today, today)).totals["handed_over"] == 1


def test_what_is_remembered_is_the_same_with_people_in_between():
    reply = guidance.ask(LOST, actor=ANONYMOUS)
    row = hand_over(reply.conversation, actor=ANONYMOUS, words="我在外地")
    desk_work.claim(row.pk, version=row.version, actor=LI)
    desk_work.answer(row.pk, version=row.version + 1, text="可以异地补领。", actor=LI)
    after = guidance.ask("那要多久", actor=ANONYMOUS, conversation=reply.conversation)
    assert after.needs[0].chosen == "T-1"
    assert conversations.memory(reply.conversation).number == 3


def test_the_answer_comes_into_the_conversation_with_facts_sources_and_receipt():
    row = _taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以异地补领。", picks=["1:0:0", "7:7:7", "x"], actor=LI)
    assert [f["sources"] != [] for f in turn.facts] == [True]
    assert ledger.receipt(turn.receipt) is not None
    row.refresh_from_db()
    assert (row.state, row.waited) == ("answered", 0)


def test_of_two_officials_one_gets_it_and_the_other_is_told_by_whom():
    row = _asked()
    desk_work.claim(row.pk, version=row.version, actor=LI)
    with _refused("handover-taken") as raised:
        desk_work.claim(row.pk, version=row.version, actor=WANG)
    assert "li.na" in str(raised.value)


def test_an_answer_is_sent_once_however_often_the_button_is_pressed():
    row = _taken()
    desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    with _refused("handover-done"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    assert PersonTurn.objects.filter(kind="answer").count() == 1


def test_only_who_has_it_may_answer_or_read_the_number():
    row = _taken(contact=read_contact("李华", "13800001234", consent=True))
    with _refused("handover-taken"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=WANG)
    with _refused("handover-not-yours"):
        desk_work.read_contact(row.pk, actor=WANG)
    assert desk_work.read_contact(row.pk, actor=LI).way == "13800001234"


def test_what_was_withdrawn_is_not_answered_and_the_number_is_gone():
    row = _taken(contact=read_contact("李华", "13800001234", consent=True))
    withdraw(str(row.conversation_id), actor=ANONYMOUS)
    with _refused("handover-withdrawn"):
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    row.refresh_from_db()
    assert row.contact == ""


def test_passed_on_it_waits_at_the_other_desk_with_its_age():
    row = _taken()
    desk_work.pass_on(row.pk, version=row.version, desk="hotline", note="不归我们管", actor=LI)
    asked = row.asked
    row.refresh_from_db()
    assert (row.desk, row.state, row.claimed_by, row.asked) == ("hotline", "open", "", asked)
    assert row.turns.get(kind="passed").internal == "不归我们管"


def test_asked_back_it_waits_for_the_person_and_their_words_reach_the_official():
    row = _taken()
    desk_work.ask_back(row.pk, version=row.version, text="您的户口在哪里？", actor=LI)
    row.refresh_from_db()
    assert row.waits_for_person
    write_to_person(str(row.conversation_id), words="在外省，电话 13800001234", actor=ANONYMOUS)
    row.refresh_from_db()
    assert not row.waits_for_person
    assert row.turns.get(kind="person").text == "在外省，电话 138****1234"


def test_nobody_is_buried_under_messages_before_the_first_is_answered():
    row = _taken()
    key = str(row.conversation_id)
    for number in range(30):
        write_to_person(key, words=f"还有一件事 {number}", actor=ANONYMOUS)
    with _refused("words-too-many"):
        write_to_person(key, words="再说一句", actor=ANONYMOUS)
    write_to_person(key, words="我不想活了", actor=ANONYMOUS)
    desk_work.ask_back(row.pk, version=row.version, text="您慢慢说。", actor=LI)
    write_to_person(key, words="好的", actor=ANONYMOUS)


def test_closed_without_an_answer_the_person_reads_why():
    row = _taken()
    desk_work.close(row.pk, version=row.version, why="请直接到窗口办。", actor=LI)
    found = handovers.mine(str(row.conversation_id), now=timezone.localtime())
    assert (found.row.outcome, found.row.why_closed) == ("no_answer", "请直接到窗口办。")


def test_an_answer_that_did_not_help_goes_back_into_the_queue():
    row = _taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    for _ in range(2):
        judge(str(row.conversation_id), answer=turn.pk, helpful=False, words="要带什么？", actor=ANONYMOUS)
    row.refresh_from_db()
    assert (row.state, row.claimed_by) == ("open", "")
    assert Feedback.objects.filter(receipt=turn.receipt, helpful=False).count() == 1
    assert row.turns.filter(kind="person").count() == 1


def test_an_answer_that_helped_closes_it():
    row = _taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    judge(str(row.conversation_id), answer=turn.pk, helpful=True, actor=ANONYMOUS)
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("closed", "answered")


def test_another_conversation_cannot_judge_it():
    row = _taken()
    turn = desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    with _refused("answer-unknown"):
        judge(guidance.ask(LOST, actor=ANONYMOUS).conversation, answer=turn.pk, helpful=True, actor=ANONYMOUS)


def test_without_consent_nothing_is_kept():
    with _refused("consent-missing"):
        read_contact("李华", "13800001234", consent=False)
    with _refused("contact-unreadable"):
        read_contact("", "微信号", consent=True)


def test_names_and_numbers_are_stored_locked_and_deleted_in_time():
    row = _taken(contact=read_contact("李华", "13800001234", consent=True))
    assert "13800001234" not in row.contact
    desk_work.close(row.pk, version=row.version, why="办好了。", actor=LI)
    now = timezone.now()
    assert retention.forget_contacts(now=now + timedelta(days=9), actor=SYSTEM) == 0
    assert retention.forget_contacts(now=now + timedelta(days=11), actor=SYSTEM) == 1
    assert retention.forget_contacts(now=now + timedelta(days=11), actor=SYSTEM) == 0


def test_who_asked_is_kept_only_as_long_as_it_is_counted():
    waits, done = _asked(visitor=Visitor(session="one")), _taken(visitor=Visitor(session="two"))
    desk_work.close(done.pk, version=done.version, why="办好了。", actor=LI)
    retention.forget_contacts(now=timezone.now() + timedelta(hours=23), actor=SYSTEM)
    assert Handover.objects.exclude(visitor="").count() == 2
    retention.forget_contacts(now=timezone.now() + timedelta(hours=25), actor=SYSTEM)
    assert list(Handover.objects.exclude(visitor="")) == [waits]


def test_what_was_typed_survives_a_refusal(client):
    client.post("/chat/", {"q": LOST})
    page = client.post("/handover/", {"words": "我在外地", "name": "李华", "contact": "微信"})
    assert page.status_code == 400
    text = page.content.decode()
    assert "我在外地" in text
    assert "李华" in text
    assert Handover.objects.count() == 0


def test_an_official_sees_only_the_requests_of_the_own_department(client):
    police, other = _asked(), hand_over(None, actor=ANONYMOUS, words="说不清")
    _official(client)
    page = client.get("/staff/desk/").content.decode()
    assert LOST in page
    assert "说不清" not in page
    assert client.get(f"/staff/desk/{police.pk}/").status_code == 200
    assert client.get(f"/staff/desk/{other.pk}/").status_code == 404
    assert client.post(f"/staff/desk/{other.pk}/take/", {"version": 1}).status_code == 404


def test_the_hotline_sees_every_desk(client):
    rows = [_asked(), hand_over(None, actor=ANONYMOUS, words="说不清")]
    _official(client, role="hotline-agent", department=None)
    assert [client.get(f"/staff/desk/{row.pk}/").status_code for row in rows] == [200, 200]


def test_the_hotline_role_in_one_department_sees_that_desk_only(client):
    row, other = _asked(), _asked("我想投诉一下食堂")
    official = _official(client, role="hotline-agent")
    assert official.get(f"/staff/desk/{row.pk}/").status_code == 200
    assert official.get(f"/staff/desk/{other.pk}/").status_code == 404


def test_who_has_no_desk_sees_nobody(client):
    row = _asked()
    _official(client, role="catalogue-editor", department=None)
    assert client.get("/staff/desk/").status_code == 403
    assert client.get(f"/staff/desk/{row.pk}/").status_code == 403


def test_the_name_and_number_are_on_no_page_until_they_are_asked_for(client):
    row = _asked(contact=read_contact("李华强", "13800001234", consent=True))
    _official(client)
    client.post(f"/staff/desk/{row.pk}/take/", {"version": row.version})
    for page in ("/staff/desk/", f"/staff/desk/{row.pk}/"):
        text = client.get(page).content.decode()
        assert "13800001234" not in text
        assert "李华强" not in text
    assert "13800001234" in client.post(f"/staff/desk/{row.pk}/contact/").content.decode()


def test_the_queue_says_what_is_overdue_in_words(client):
    row = _asked()
    Handover.objects.filter(pk=row.pk).update(asked=timezone.now() - timedelta(minutes=45))
    _official(client)
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
    row = _taken()
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


def test_what_was_measured_is_what_later_people_are_told():
    for _ in range(5):
        row = _taken()
        desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI, now=row.asked + timedelta(minutes=12))
    found = handovers.mine(str(_asked().conversation_id), now=timezone.localtime())
    assert (found.expected.estimate.median, found.expected.estimate.of) == (12, 5)


def test_the_queue_costs_the_same_with_one_and_with_three(client):
    _official(client)

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(path)
        return len(seen)

    first = _asked(words="我在外地")
    one = cost("/staff/desk/"), cost(f"/staff/desk/{first.pk}/")
    for _ in range(2):
        _asked()
    for text in ("可以。", "还要照片。"):
        hand_over(str(first.conversation_id), actor=ANONYMOUS, words=text)
    three = cost("/staff/desk/"), cost(f"/staff/desk/{first.pk}/")
    assert three == one


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


@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_at_once_one_is_right():
    row = _asked()
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def take(n: int) -> None:
        try:
            start.wait()
            desk_work.claim(row.pk, version=row.version, actor=Actor("person", f"official.{n}"))
            outcomes.append("mine")
        except Fault as fault:
            outcomes.append(fault.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["handover-taken"] * 7 + ["mine"]


@pytest.mark.django_db(transaction=True)
def test_of_eight_presses_at_once_one_request_is_made():
    reply = guidance.ask(LOST, actor=ANONYMOUS)
    made: list[int] = []
    start = threading.Barrier(8)

    def press() -> None:
        try:
            start.wait()
            made.append(hand_over(reply.conversation, actor=ANONYMOUS, reason="words").pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


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


KILLED = """
import os, sys
import django
django.setup()
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.models import PersonTurn
from zhengtong.kernel.actors import Actor
kept = desk_work._became
def killed(*arguments, **values):
    kept(*arguments, **values)
    os._exit(9)  # everything is written and nothing committed
desk_work._became = killed
desk_work.answer(int(sys.argv[1]), version=int(sys.argv[2]), text="x", actor=Actor("person", "li.na"))
"""


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_answers_leaves_the_request_as_it_was():
    row = _taken()
    place = connection.settings_dict
    password = f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    url = f"postgresql://{quote(place['USER'], safe='')}{password}@/{place['NAME']}?host={quote(place['HOST'], safe='')}&port={place['PORT']}"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(row.pk), str(row.version)],
        check=False, env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(settings.BASE_DIR.parent)},
    )  # fmt: skip
    assert done.returncode == 9
    row.refresh_from_db()
    assert row.state == "claimed"
    assert PersonTurn.objects.count() == 0
    desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    assert PersonTurn.objects.count() == 1


def test_a_turn_of_the_conversation_says_that_a_person_was_asked_for():
    row = _asked()
    turns = Turn.objects.filter(conversation=row.conversation).order_by("number")
    assert list(turns.values_list("state", flat=True)) == ["answered", "handed_over"]
