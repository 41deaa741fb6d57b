"""The pages of review: who may see them, and the way from the queue to a closed case."""

from __future__ import annotations

import pytest
from tests.factories.officials import LI, PASSWORD
from tests.factories.reviews import reported, taken

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import remedies
from zhengtong.contexts.guidance.models import Correction, ReviewedQuestion
from zhengtong.contexts.guidance.queries.review import queue
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    client.force_login(_official("li.na", "answer-reviewer"))
    return client


def _official(name: str, role: str):
    return people.add_account(name=name, password=PASSWORD, roles=[role], actor=SYSTEM)


def test_pages_of_review_are_for_reviewers_only(client):
    for path in ("", "review/", "unanswered/", "quality/", "rate/"):
        assert client.get(f"/staff/guidance/{path}").status_code == 302
    client.force_login(_official("zhao.yun", "official"))
    for path in ("", "review/", "unanswered/", "quality/", "rate/"):
        assert client.get(f"/staff/guidance/{path}").status_code == 403


def test_an_auditor_reads_and_does_not_review(client):
    client.force_login(_official("zhou.qi", "auditor"))
    assert client.get("/staff/guidance/").status_code == 200
    assert client.get("/staff/guidance/review/").status_code == 403


def test_a_reviewer_goes_from_the_queue_to_a_closed_case(reviewer):
    case = reported("小卡片不见了")
    assert f"/staff/guidance/review/{case.pk}/" in reviewer.get("/staff/guidance/review/").content.decode()
    at = f"/staff/guidance/review/{case.pk}/"
    assert reviewer.post(f"{at}take/", {"version": case.version}).status_code == 302
    posted = reviewer.post(f"{at}synonym/", {"expression": "小卡片不见了", "terms": "身份证丢失补领"}, follow=True)
    page = posted.content.decode()
    assert 'id="effect"' in page and "→ 身份证丢失补领" in page
    assert reviewer.post(f"{at}question/", {"question": "小卡片不见了", "codes": "T-1"}).status_code == 302
    case.refresh_from_db()
    assert reviewer.post(f"{at}close/", {"version": case.version, "answer": ""}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("done", "fixed")
    assert reviewer.get(at).status_code == 200


def test_a_correction_by_page_says_when_the_field_is_not_there_or_the_source_is_missing(reviewer):
    case = taken(reported())
    at = f"/staff/guidance/review/{case.pk}/correct/"
    good = {"item": "T-1", "field": "fees/=工本费/amount", "new": "25", "source_kind": "law", "source": "居民身份证法"}
    assert reviewer.post(at, {**good, "field": "code"}).status_code == 404
    refused = reviewer.post(at, {**good, "source": ""})
    assert refused.status_code == 400
    assert 'value="T-1"' in refused.content.decode()
    assert reviewer.post(at, good).status_code == 302
    assert catalog.item("T-1").fees[0].amount == 40  # a reviewer files, an editor applies
    assert Correction.objects.get().state == "requested"
    assert reviewer.post(f"/staff/guidance/corrections/{Correction.objects.get().pk}/apply/").status_code == 403


def test_the_queue_takes_as_many_queries_for_three_cases_as_for_one(reviewer, django_assert_num_queries):
    reported()
    with django_assert_num_queries(4):
        queue("open", account="li.na", page=1)
    reported("办临时身份证")
    reported("身份证补领要几天")
    with django_assert_num_queries(4):
        found = queue("open", account="li.na", page=1)
    assert len(list(found.page)) == 3


def test_feedback_on_the_page_needs_a_reason_or_words_and_leads_to_what_becomes_of_it(client):
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    assert client.post("/feedback/", {"receipt": reply.receipt}).status_code == 400
    sent = client.post("/feedback/", {"receipt": reply.receipt, "reason": "incomplete"})
    assert sent["Location"] == f"/feedback/{reply.receipt}/"
    assert client.get(sent["Location"]).status_code == 200
    assert client.get("/feedback/NONE-NONE/").status_code == 404


def test_what_nobody_can_do_is_not_there(reviewer):
    case = taken(reported())
    filed = remedies.file_question(case.pk, question="身份证丢了", codes=["T-1"], language="zh-Hans", actor=LI)
    assert reviewer.post(f"/staff/guidance/anything/{filed.pk}/withdraw/").status_code == 404
    assert reviewer.post("/handover/anything/").status_code == 404
    assert not ReviewedQuestion.objects.get(pk=filed.pk).withdrawn
