"""What was wrong is put right at once: fields of a matter, expressions, questions of the quality runs."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.factories.officials import LI, PASSWORD, WANG, refused
from tests.factories.packs import FILES, changed, write_pack
from tests.factories.reviews import LAW, reported, taken

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import quality, remedies, review
from zhengtong.contexts.guidance.models import Correction, ReviewedQuestion
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db


def test_a_corrected_field_is_in_the_next_reply_with_its_source_and_the_old_revision_stays():
    case = taken(reported())
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
    case = taken(reported())
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 30")), actor=SYSTEM)
    with refused("item-changed-meanwhile"):
        remedies.request_correction(
            case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
        )
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("path", "old", "new"), [("fees/=工本费/amount", 40, typed) for typed in ("四十", "-1", "nan", "1e999")]
)
def test_a_value_that_an_item_cannot_have_is_refused(path, old, new):
    case = taken(reported())
    with pytest.raises(Fault) as refused:
        remedies.request_correction(case.pk, item="T-1", path=path, old=old, new=new, source=LAW, actor=LI, apply=True)
    assert refused.value.code in ("correction-value", "correction-refused")
    assert catalog.item("T-1").revision == 1


def test_a_correction_outlives_a_pack_that_still_has_the_old_value(tmp_path):
    case = taken(reported())
    remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
    )
    other = {"items/temporary.yaml": FILES["items/temporary.yaml"].replace("临时身份证申领", "临时身份证办理")}
    packs.load(write_pack(tmp_path, **other), actor=SYSTEM)
    assert catalog.item("T-1").fees[0].amount == 25
    assert Correction.objects.get().state == "applied"


def test_a_pack_that_has_the_correction_or_knows_better_replaces_it(tmp_path):
    case = taken(reported())
    remedies.request_correction(
        case.pk, item="T-1", path="fees/=工本费/amount", old=40, new="25", source=LAW, actor=LI, apply=True
    )
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 25")), actor=SYSTEM)
    assert Correction.objects.get().state == "in_pack"
    again = taken(reported("办临时身份证"))
    remedies.request_correction(
        again.pk, item="T-1", path="limits/promised/days", old=15, new="10", source=LAW, actor=LI, apply=True
    )
    newer = changed("items/card.yaml", "promised: {days: 15", "promised: {days: 7")
    packs.load(write_pack(tmp_path, **newer), actor=SYSTEM)
    assert catalog.item("T-1").limits.promised.days == 7
    assert Correction.objects.latest("pk").state == "superseded"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT private::jsonb->'detail'->>'state' FROM ledger_entry"
            " WHERE header::jsonb->>'verb' = 'guidance.correction-met' ORDER BY recorded_at"
        )
        assert [state for (state,) in cursor.fetchall()] == ["in_pack", "superseded"]


def test_who_may_not_change_the_catalogue_files_the_correction_for_who_may():
    case = taken(reported())
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
        taken(reported()).pk,
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
    case = taken(reported("把我的蓝本本办好"))
    before = review.ask_again(case, actor=LI).offered_codes()[:1]
    other, term = ("T-1", "身份证丢失补领") if before == ("T-2",) else ("T-2", "临时身份证申领")
    remedies.add_synonym(case.pk, expression="蓝本本", terms=[term], actor=LI)
    assert review.ask_again(case, actor=LI).offered_codes()[:1] == (other,)
    packs.load(write_pack(tmp_path, **changed("items/card.yaml", "amount: 40", "amount: 30")), actor=SYSTEM)
    assert [meaning for meaning, _ in search.prepare("把我的蓝本本办好").expansions] == [term]
    assert guidance.ask("把我的蓝本本办好", actor=ANONYMOUS).offered_codes()[:1] == (other,)


def test_a_withdrawn_expression_means_nothing_again():
    case = taken(reported("小卡片不见了"))
    made = remedies.add_synonym(case.pk, expression="小卡片", terms=["身份证"], actor=LI)
    with refused("synonym-known"):
        remedies.add_synonym(case.pk, expression="小卡片", terms=["护照"], actor=LI)
    remedies.withdraw_synonym(made.pk, actor=WANG)
    remedies.withdraw_synonym(made.pk, actor=WANG)
    assert not search.prepare("小卡片不见了").expansions


def test_a_filed_question_is_asked_in_every_run_from_then_on(tmp_path):
    case = taken(reported())
    remedies.file_question(case.pk, question="我的证掉了，联系13800138000", codes=["T-1"], language="zh-Hans", actor=LI)
    filed = ReviewedQuestion.objects.get()
    assert "13800138000" not in filed.content["text"]
    assert filed.content["gold"] == [["T-1"]]
    assert filed.key in {row["id"] for row in quality.rows_of(packs.current())}
    with refused("item-unknown"):
        remedies.file_question(case.pk, question="别的", codes=["T-404"], language="zh-Hans", actor=LI)
