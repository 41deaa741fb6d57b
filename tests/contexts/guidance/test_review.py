"""What people call wrong is looked into by a person, put right at once, and answered."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import connections
from tests.factories.packs import FILES, changed, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import quality, remedies, review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import Correction, Feedback, ReviewCase, ReviewedQuestion
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db
LI, WANG = Actor("person", "li.na"), Actor("person", "wang.min")
LAW = {"law": "中华人民共和国居民身份证法", "article": "第二十条"}
PASSWORD = "a-long-enough-one-7"


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    quality.fresh()
    yield
    quality.fresh()


@contextmanager
def _refused(code: str):
    with pytest.raises(Fault) as raised:
        yield
    assert raised.value.code == code


def _reported(text: str = "身份证丢了怎么补领，要多少钱", **more) -> ReviewCase:
    reply = guidance.ask(text, actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=False, actor=ANONYMOUS, **{"words": "不对", "reason": "outdated", **more})
    return ReviewCase.objects.get(receipt=reply.receipt)


def _taken(case: ReviewCase, by: Actor = LI) -> ReviewCase:
    review.claim(case.pk, version=case.version, actor=by)
    case.refresh_from_db()
    return case


def test_what_is_called_wrong_opens_one_case_however_often_it_is_said():
    case = _reported()
    give_feedback(case.receipt, helpful=False, words="还是不对，电话13800138000", reason="incomplete", actor=ANONYMOUS)
    give_feedback(case.receipt, helpful=False, words="还是不对，电话13800138000", reason="incomplete", actor=ANONYMOUS)
    assert ReviewCase.objects.count() == 1
    assert Feedback.objects.filter(receipt=case.receipt).count() == 2
    assert not Feedback.objects.filter(words__contains="13800138000").exists()


def test_one_answer_is_not_filled_with_words():
    case = _reported()
    for number in range(29):
        give_feedback(case.receipt, helpful=False, words=f"不对 {number}", actor=ANONYMOUS)
    with _refused("feedback-too-many"):
        give_feedback(case.receipt, helpful=False, words="还是不对", actor=ANONYMOUS)
    give_feedback(case.receipt, helpful=False, words="不对 7", actor=ANONYMOUS)  # said before
    assert Feedback.objects.count() == 30


def test_a_thumb_up_opens_nothing():
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=True, words="", actor=ANONYMOUS)
    assert not ReviewCase.objects.exists()


def test_a_reason_is_one_of_the_list():
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    with _refused("reason-unknown"):
        give_feedback(reply.receipt, helpful=False, words="", reason="bad", actor=ANONYMOUS)


def test_of_two_who_take_a_case_the_second_is_told():
    case = _reported()
    review.claim(case.pk, version=case.version, actor=LI)
    with _refused("case-changed-meanwhile"):
        review.claim(case.pk, version=case.version, actor=WANG)
    case.refresh_from_db()
    assert case.claimed_by == "li.na"


def test_only_who_has_a_case_works_on_it():
    case = _taken(_reported())
    with _refused("case-not-yours"):
        remedies.add_synonym(case.pk, expression="小卡片", terms=["身份证"], actor=WANG)
    with _refused("case-not-yours"):
        review.close(case.pk, version=case.version, answer="没有错", actor=WANG)


def test_a_corrected_field_is_in_the_next_reply_with_its_source_and_the_old_revision_stays():
    case = _taken(_reported())
    made = remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
    )
    assert made.state == "applied"
    reply = guidance.ask("身份证丢了补领要多少钱", actor=ANONYMOUS)
    fee = next(fact for fact in reply.needs[0].facts if fact.group == "fee")
    assert "25" in fee.value
    assert any(reply.sources[n - 1].locator == "第二十条" for n in fee.sources)
    assert [r.number for r in catalog.revisions("T-1")] == [2, 1]
    assert catalog.item_revision("T-1", 1).fees[0].amount == 40


def test_a_correction_of_a_field_that_changed_meanwhile_is_refused(tmp_path):
    case = _taken(_reported())
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 30")), actor=SYSTEM)
    with _refused("item-changed-meanwhile"):
        remedies.request_correction(
            case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
        )
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("path", "old", "new"), [("fees/=工本费/amount", 40, typed) for typed in ("四十", "-1", "nan", "1e999")]
)
def test_a_value_that_an_item_cannot_have_is_refused(path, old, new):
    case = _taken(_reported())
    with pytest.raises(Fault) as refused:
        remedies.request_correction(case.pk, item="T-1", path=path, old=old, new=new, source=LAW, actor=LI, apply=True)
    assert refused.value.code in ("correction-value", "correction-refused")
    assert catalog.item("T-1").revision == 1


def test_a_correction_outlives_a_pack_that_still_has_the_old_value(tmp_path):
    case = _taken(_reported())
    remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
    )
    other = {"items/temporary.yaml": FILES["items/temporary.yaml"].replace("临时身份证申领", "临时身份证办理")}
    packs.load(write_pack(tmp_path, **other), actor=SYSTEM)
    assert catalog.item("T-1").fees[0].amount == 25
    assert Correction.objects.get().state == "applied"


def test_a_pack_that_has_the_correction_or_knows_better_replaces_it(tmp_path):
    case = _taken(_reported())
    remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
    )
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 25")), actor=SYSTEM)
    assert Correction.objects.get().state == "in_pack"
    again = _taken(_reported("办临时身份证"))
    remedies.request_correction(
        again.pk, item="T-1", path="limits/promised/days", old=15, new="10", source=LAW, actor=LI, apply=True
    )
    newer = changed("items/card.yaml", "promised: {days: 15", "promised: {days: 7")
    packs.load(write_pack(tmp_path, **newer), actor=SYSTEM)
    assert catalog.item("T-1").limits.promised.days == 7
    assert Correction.objects.latest("pk").state == "superseded"


def test_who_may_not_change_the_catalogue_files_the_correction_for_who_may():
    case = _taken(_reported())
    made = remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=False
    )
    assert catalog.item("T-1").fees[0].amount == 40
    remedies.apply_correction(made.pk, actor=WANG)
    remedies.apply_correction(made.pk, actor=WANG)
    assert catalog.item("T-1").fees[0].amount == 25
    assert catalog.item("T-1").revision == 2
    made.refresh_from_db()
    assert (made.made_by, made.applied_by) == ("li.na", "wang.min")


@pytest.mark.parametrize(("department", "answered"), [("card-office", 403), ("police", 302), (None, 302)])
def test_an_editor_of_one_department_changes_its_own_matters_only(client, department, answered):
    made = remedies.request_correction(
        _taken(_reported()).pk,
        item="T-1",
        path="fees/=工本费/amount",
        old=40,
        new="25",
        source=LAW,
        actor=LI,
        apply=False,
    )
    role = {"roles": ["catalogue-editor"], "department": department}
    client.force_login(people.add_account(name="wang.min", password=PASSWORD, actor=SYSTEM, **role))
    assert client.post(f"/staff/guidance/corrections/{made.pk}/apply/").status_code == answered
    assert catalog.item("T-1").fees[0].amount == (40 if answered == 403 else 25)


def test_a_taught_expression_is_understood_at_once_and_outlives_the_next_pack(tmp_path):
    case = _taken(_reported("把我的蓝本本办好"))
    before = review.ask_again(case, actor=LI).offered_codes()[:1]
    other, term = ("T-1", "身份证丢失补领") if before == ("T-2",) else ("T-2", "临时身份证申领")
    remedies.add_synonym(case.pk, expression="蓝本本", terms=[term], actor=LI)
    assert review.ask_again(case, actor=LI).offered_codes()[:1] == (other,)
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 30")), actor=SYSTEM)
    assert [meaning for meaning, _ in search.prepare("把我的蓝本本办好").expansions] == [term]
    assert guidance.ask("把我的蓝本本办好", actor=ANONYMOUS).offered_codes()[:1] == (other,)


def test_a_withdrawn_expression_means_nothing_again():
    case = _taken(_reported("小卡片不见了"))
    made = remedies.add_synonym(case.pk, expression="小卡片", terms=["身份证"], actor=LI)
    with _refused("synonym-known"):
        remedies.add_synonym(case.pk, expression="小卡片", terms=["护照"], actor=LI)
    remedies.withdraw_synonym(made.pk, actor=WANG)
    remedies.withdraw_synonym(made.pk, actor=WANG)
    assert not search.prepare("小卡片不见了").expansions


def test_a_filed_question_is_asked_in_every_run_from_then_on(tmp_path):
    case = _taken(_reported())
    remedies.file_question(case.pk, question="我的证掉了，联系13800138000", codes=["T-1"], language="zh-Hans", actor=LI)
    filed = ReviewedQuestion.objects.get()
    assert "13800138000" not in filed.content["text"]
    assert filed.content["gold"] == [["T-1"]]
    assert filed.key in {row["id"] for row in quality.rows_of(packs.current())}
    with _refused("item-unknown"):
        remedies.file_question(case.pk, question="别的", codes=["T-404"], language="zh-Hans", actor=LI)


def test_a_case_in_which_nothing_was_wrong_needs_an_answer_and_the_person_can_read_it(client):
    case = _taken(_reported())
    with _refused("answer-missing"):
        review.close(case.pk, version=case.version, answer=" ", actor=LI)
    review.close(case.pk, version=case.version, answer="费用以物价部门公布的为准，没有变。", actor=LI)
    page = client.get(f"/feedback/{case.receipt}/").content.decode()
    assert "费用以物价部门公布的为准，没有变。" in page
    assert "li.na" not in page
    case.refresh_from_db()
    assert case.after["state"] == "answered"
    assert Feedback.objects.get(receipt=case.receipt).handled_by == "li.na"


def test_a_case_can_be_closed_while_answering_is_switched_off():
    case = _taken(_reported())
    ledger.switch_algorithm("guidance.answer", on=False, actor=LI, reason="试用")
    review.close(case.pk, version=case.version, answer="对的。", actor=LI)
    case.refresh_from_db()
    assert (case.state, case.after) == ("done", None)


def test_a_closed_case_is_opened_again_when_more_is_said():
    case = _taken(_reported())
    review.close(case.pk, version=case.version, answer="对的。", actor=LI)
    give_feedback(case.receipt, helpful=False, words="我还是觉得不对", actor=ANONYMOUS)
    case.refresh_from_db()
    assert (case.state, case.claimed_by, case.outcome) == ("open", "", "")


def _at_once(*works) -> list[BaseException]:
    """Each in a thread with a connection of its own, all beginning at the same moment; what they raised."""
    start, raised = threading.Barrier(len(works)), []

    def run(work) -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_case_at_the_same_moment_exactly_one_has_it():
    case = _reported()

    def take(name: str) -> None:
        review.claim(case.pk, version=case.version, actor=Actor("person", name))

    raised = _at_once(*(lambda name=f"p{n}": take(name) for n in range(4)))
    case.refresh_from_db()
    assert [fault.code for fault in raised] == ["case-changed-meanwhile"] * 3
    assert case.claimed_by in {"p0", "p1", "p2", "p3"}


@pytest.mark.django_db(transaction=True)
def test_the_same_said_many_times_at_the_same_moment_is_kept_once():
    receipt = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS).receipt

    def say() -> None:
        give_feedback(receipt, helpful=False, words="不对", reason="other", actor=ANONYMOUS)

    assert not _at_once(*[say] * 6)
    assert Feedback.objects.filter(receipt=receipt).count() == 1


@pytest.mark.django_db(transaction=True)
def test_expressions_taught_by_several_people_at_the_same_moment_all_stay():
    cases = [_taken(_reported(words=f"不对{n}")) for n in range(6)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression=f"那张卡片{number}", terms=["身份证"], actor=LI)

    assert not _at_once(*(lambda n=n: teach(n) for n in range(6)))
    meant = [dict(search.prepare(f"那张卡片{n}").expansions) for n in range(6)]
    assert all("身份证" in each for each in meant)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_teach_the_same_expression_at_the_same_moment_one_is_told_that_it_is_known():
    cases = [_taken(_reported(words=f"不对{n}")) for n in range(4)]

    def teach(number: int) -> None:
        remedies.add_synonym(cases[number].pk, expression="那张卡片", terms=["身份证"], actor=LI)

    raised = _at_once(*(lambda n=n: teach(n) for n in range(4)))
    assert [fault.code for fault in raised] == ["synonym-known"] * 3


# pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def reviewer(client):
    people.add_account(name="li.na", password=PASSWORD, roles=["answer-reviewer"], actor=SYSTEM)
    client.force_login(_account("li.na"))
    return client


def _account(name: str):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def test_pages_of_review_are_for_reviewers_only(client):
    people.add_account(name="official", password=PASSWORD, roles=["official"], actor=SYSTEM)
    for path in ("", "review/", "unanswered/", "quality/", "rate/"):
        assert client.get(f"/staff/guidance/{path}").status_code == 302
    client.force_login(_account("official"))
    for path in ("", "review/", "unanswered/", "quality/", "rate/"):
        assert client.get(f"/staff/guidance/{path}").status_code == 403


def test_an_auditor_reads_and_does_not_review(client):
    people.add_account(name="auditor", password=PASSWORD, roles=["auditor"], actor=SYSTEM)
    client.force_login(_account("auditor"))
    assert client.get("/staff/guidance/").status_code == 200
    assert client.get("/staff/guidance/review/").status_code == 403


def test_a_reviewer_goes_from_the_queue_to_a_closed_case(reviewer):
    case = _reported("小卡片不见了")
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
    case = _taken(_reported())
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
    from zhengtong.contexts.guidance.queries.review import queue

    _reported()
    with django_assert_num_queries(4):
        queue("open", account="li.na", page=1)
    _reported("办临时身份证")
    _reported("身份证补领要几天")
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
    case = _taken(_reported())
    filed = remedies.file_question(case.pk, question="身份证丢了", codes=["T-1"], language="zh-Hans", actor=LI)
    assert reviewer.post(f"/staff/guidance/anything/{filed.pk}/withdraw/").status_code == 404
    assert reviewer.post("/handover/anything/").status_code == 404
    assert not ReviewedQuestion.objects.get(pk=filed.pk).withdrawn
