"""One visitor cannot fill the queue of requests for a person; whoever is in distress is never turned away."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.at_once import at_once, codes
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions.hand_over import hand_over
from zhengtong.contexts.guidance.domain.handover import Visitor
from zhengtong.contexts.guidance.models import Handover
from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
DESKS = """\
- desk: hotline
  visitor_limits: {waiting: 2, day: 3, program_waiting: 3, program_day: 100}
- desk: police
  phone: "0571-1"
"""
WORDS = "说不清，想问一位工作人员"


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"desks.yaml": DESKS}), actor=SYSTEM)
    home.forget_home()


def _ask(client: Client, words: str = WORDS):
    client.post("/chat/", {"new": "1"})
    return client.post("/handover/", {"words": words})


def test_beyond_the_limit_the_page_keeps_what_was_typed_and_shows_the_telephone(client):
    for _ in range(2):
        assert _ask(client).status_code == 302
    response = _ask(client, "第三件，很复杂")
    page = response.content.decode()
    assert response.status_code == 429
    assert "第三件，很复杂" in page
    assert 'href="tel:12345"' in page
    assert "2 件请求在等人工答复" in page
    assert Handover.objects.count() == 2


def test_other_visitors_are_not_held_up(client):
    for _ in range(3):
        _ask(client)
    assert _ask(Client()).status_code == 302


def test_an_account_is_one_visitor_in_all_its_browsers(django_user_model):
    user = django_user_model.objects.create_user("chen", password="a-long-enough-one-7")
    for _ in range(3):
        browser = Client()
        browser.force_login(user)
        _ask(browser)
    assert list(Handover.objects.values_list("visitor", flat=True)) == ["person:chen"] * 2


def _without_cookies(address: str, words: str = WORDS, **more: str):
    """Somebody who forgets everything between two requests."""
    return Client().post("/handover/", {"words": words, **more}, REMOTE_ADDR=address)


def test_who_drops_the_cookies_each_time_is_recognised_by_the_address_and_loses_no_word():
    assert [_without_cookies("203.0.113.7").status_code for _ in range(3)] == [302, 302, 302]
    response = _without_cookies("203.0.113.7", "第四件，很复杂", name="李四", contact="13800000000", consent="1")
    page = response.content.decode()
    assert response.status_code == 429 and Handover.objects.count() == 3
    assert all(typed in page for typed in ("第四件，很复杂", "李四", "13800000000", 'href="tel:12345"'))
    assert "来自您所在网络地址的 3 件请求在等人工答复" in page
    assert _without_cookies("203.0.113.8").status_code == 302
    assert _without_cookies("203.0.113.7", "我不想活了").status_code == 302


def test_a_word_in_the_conversation_instead_of_the_form_counts_for_the_address_as_well():
    for _ in range(3):
        assert Client().post("/chat/", {"q": "转人工"}, REMOTE_ADDR="203.0.113.7").status_code != 429
    page = Client().post("/chat/", {"q": "转人工"}, REMOTE_ADDR="203.0.113.7")
    assert page.status_code == 429 and 'value="转人工"' in page.content.decode()
    stream = Client().post("/chat/stream/", {"q": "转人工"}, REMOTE_ADDR="203.0.113.7")
    assert "event: problem" in b"".join(stream).decode()


def test_whom_a_proxy_on_this_machine_asks_for_is_counted_and_this_machine_is_not():
    said = [_without_cookies("127.0.0.1").status_code for _ in range(4)]
    assert said == [302] * 4
    for _ in range(3):
        Client().post("/handover/", {"words": WORDS}, headers={"x-forwarded-for": "10.9.9.9, 203.0.113.7"})
    claimed = {"x-forwarded-for": "198.51.100.1, 203.0.113.7"}
    assert Client().post("/handover/", {"words": WORDS}, headers=claimed).status_code == 429


def test_somebody_with_a_network_of_ipv6_addresses_is_one_address():
    said = [_without_cookies(f"2001:db8:1:2::{n:x}").status_code for n in range(1, 5)]
    assert said == [302, 302, 302, 429]
    assert _without_cookies("2001:db8:1:3::1").status_code == 302


def test_people_who_signed_in_are_not_counted_for_their_office(django_user_model):
    for n in range(4):
        browser = Client()
        browser.force_login(django_user_model.objects.create_user(f"clerk{n}", password="a-long-enough-one-7"))
        assert browser.post("/handover/", {"words": WORDS}, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_the_address_of_a_browser_is_not_kept_readable():
    _without_cookies("203.0.113.7")
    row = Handover.objects.get()
    assert "203.0.113" not in row.visitor + row.visitor_address
    assert (row.visitor[:8], row.visitor_address[:8]) == ("session:", "address:")


def test_what_is_withdrawn_makes_room_until_the_day_is_spent(client):
    for _ in range(3):
        assert _ask(client).status_code == 302
        client.post("/handover/withdraw/")
    assert _ask(client).status_code == 429


def test_words_for_a_request_that_waits_are_not_limited():
    visitor = Visitor(session="x")
    first = hand_over(None, actor=ANONYMOUS, words=WORDS, visitor=visitor)
    hand_over(None, actor=ANONYMOUS, words=WORDS, visitor=visitor)
    again = hand_over(str(first.conversation_id), actor=ANONYMOUS, words="还有一句", visitor=visitor)
    assert again.pk == first.pk
    assert first.turns.count() == 2


@pytest.mark.parametrize("words", ["我不想活了", "老公打我，我很害怕"])
def test_distress_is_never_limited(client, words):
    for _ in range(2):
        _ask(client)
    assert _ask(client, words).status_code == 302
    said = guidance.ask(words, actor=ANONYMOUS)
    client.post("/handover/", {"c": said.conversation, "reason": "distress"})
    assert Handover.objects.count() == 4


def test_a_form_that_only_claims_distress_is_limited_like_any_other(client):
    for _ in range(2):
        _ask(client)
    client.post("/chat/", {"new": "1"})
    assert client.post("/handover/", {"words": WORDS, "reason": "distress"}).status_code == 429


def test_asked_in_words_in_the_conversation_it_is_said_there(client):
    for _ in range(2):
        _ask(client)
    client.post("/chat/", {"new": "1"})
    page = client.post("/chat/", {"q": "转人工"})
    assert page.status_code == 429
    assert 'value="转人工"' in page.content.decode()


def test_a_program_has_limits_of_its_own(client):
    key = people.issue_key(name="小程序", scopes=["rest"], per_minute=100, per_day=1000, actor=SYSTEM)
    said = [
        client.post(
            "/api/v1/handover", {"words": f"第{n}件"}, content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        for n in range(4)
    ]  # fmt: skip
    assert [response.status_code for response in said] == [200, 200, 200, 429]
    assert said[-1].json()["code"] == "handovers-too-many"
    assert "12345" in str(said[-1].json())


def test_an_address_is_not_kept_readable(client):
    client.post("/api/v1/handover", {"words": WORDS}, content_type="application/json")
    row = Handover.objects.get()
    assert row.visitor_address.startswith("address:") and "127.0.0.1" not in row.visitor_address
    assert row.visitor == ""


def test_a_city_without_desks_takes_requests_at_its_hotline_with_its_number(tmp_path, client):
    packs.load(write_pack(tmp_path / "none", **{"desks.yaml": "[]\n"}), actor=SYSTEM)
    home.forget_home()
    page = client.get("/handover/").content.decode()
    assert 'href="tel:12345"' in page and "DatabaseDefault" not in page
    said = client.post("/api/v1/handover", {"words": WORDS}, content_type="application/json")
    assert said.status_code == 200 and said.json()["phone"] == "12345"


def test_a_limit_of_a_desk_that_is_not_the_hotline_is_an_error_of_the_pack(tmp_path):
    wrong = "- desk: police\n  visitor_limits: {waiting: 2}\n"
    report = packs.check(write_pack(tmp_path / "wrong", **{"desks.yaml": wrong}))
    assert [finding.code for finding in report.errors] == ["limits-elsewhere"]


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_the_same_moment_no_more_are_taken_than_may_wait():
    def ask() -> None:
        hand_over(None, actor=ANONYMOUS, words=WORDS, visitor=Visitor(session="x"), reason="words")

    assert codes(at_once(*[ask] * 6)) == ["handovers-too-many"] * 4
    assert Handover.objects.count() == 2
