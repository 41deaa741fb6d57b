"""A correction is about a thing, not about a position: in a later pack it is applied to that thing or to nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.contrib.auth import get_user_model
from tests.factories.officials import LI
from tests.factories.packs import changed, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import quality, remedies, review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import Correction, ReviewCase
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

LAW = {"law": "中华人民共和国居民身份证法", "article": "第二十条"}
FEE = "{name: {zh: 工本费, en: Fee}, amount: %s}"
FAST = "{name: {zh: 加急费, en: Fast}, amount: %s}"
ITEMS = Path(__file__).parents[3] / "packs" / "jianglan" / "items"


def _load(folder, *fees: str):
    files = changed("items/card.yaml", f"  - {FEE % 40}", "\n".join(f"  - {fee}" for fee in fees))
    packs.load(write_pack(folder, **files), actor=SYSTEM)
    quality.fresh()


@pytest.fixture
def case(tmp_path, db) -> ReviewCase:
    packs.ensure_core()
    _load(tmp_path, FEE % 40, FAST % 20)
    reply = guidance.ask("身份证丢了怎么补领", actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=False, reason="outdated", words="", actor=ANONYMOUS)
    row = ReviewCase.objects.get()
    review.claim(row.pk, version=row.version, actor=LI)
    return row


def _correct(case: ReviewCase, path: str, old: object, new: str, *, apply: bool = True) -> Correction:
    return remedies.request_correction(
        case.pk, item="T-1", path=path, old=old, new=new, source=LAW, actor=LI, apply=apply
    )  # fmt: skip


def _fees() -> dict[str, int]:
    return {fee.name.zh: int(fee.amount) for fee in catalog.item("T-1").fees}


def test_in_a_pack_with_another_order_it_finds_what_it_is_about(case, tmp_path):
    _correct(case, "fees/=加急费/amount", 20, "10")
    _load(tmp_path, FAST % 20, FEE % 20)  # where the corrected fee stood is another fee now, with the old amount
    assert _fees() == {"加急费": 10, "工本费": 20}


def test_what_is_gone_is_corrected_nowhere_and_shown_to_the_officials(case, tmp_path, client):
    made = _correct(case, "fees/=加急费/amount", 20, "10")
    _load(tmp_path, FEE % 20)
    made.refresh_from_db()
    assert (_fees(), made.state) == ({"工本费": 20}, "gone")
    people.add_account(name="wang", password="a-long-enough-one-7", roles=["answer-reviewer"], actor=SYSTEM)
    client.force_login(get_user_model().objects.get(username="wang"))
    page = client.get("/staff/guidance/review/").content.decode()
    assert "所更正的内容已不存在" in page
    assert "fees/=加急费/amount" in page


def test_once_it_is_back_it_is_corrected_again(case, tmp_path):
    made = _correct(case, "fees/=加急费/amount", 20, "10")
    _load(tmp_path, FEE % 40)
    _load(tmp_path, FEE % 40, FAST % 20)
    made.refresh_from_db()
    assert (_fees(), made.state) == ({"工本费": 40, "加急费": 10}, "applied")


def test_a_corrected_name_is_found_in_a_pack_with_the_old_name_and_in_one_with_the_new(case, tmp_path):
    made = _correct(case, "fees/=加急费/name/zh", "加急费", "加快办理费")
    _load(tmp_path, FAST % 30, FEE % 40)
    made.refresh_from_db()
    assert (_fees(), made.state) == ({"加快办理费": 30, "工本费": 40}, "applied")
    _load(tmp_path, FEE % 40, FAST.replace("加急费", "加快办理费") % 30)
    made.refresh_from_db()
    assert made.state == "in_pack"


def test_a_filed_correction_of_what_is_gone_meanwhile_is_refused_when_it_is_to_be_applied(case, tmp_path):
    made = _correct(case, "fees/=加急费/amount", 20, "10", apply=False)
    _load(tmp_path, FEE % 20)
    with pytest.raises(Fault) as refused:
        remedies.apply_correction(made.pk, actor=LI)
    assert refused.value.code == "field-gone"
    assert _fees() == {"工本费": 20}


def test_corrections_filed_by_position_before_point_to_the_same_things_after_the_update(case):
    made = _correct(case, "fees/=加急费/amount", 20, "10")
    waits = _correct(case, "fees/=工本费/amount", 40, "30", apply=False)
    lost = _correct(case, "fees/=工本费/name/zh", "工本费", "证件费", apply=False)
    for row, path in ((made, "fees/1/amount"), (waits, "fees/0/amount"), (lost, "fees/7/name/zh")):
        Correction.objects.filter(pk=row.pk).update(field=path)
    import_module("zhengtong.contexts.guidance.migrations.0006_places_of_corrections").name_places(apps, None)
    assert dict(Correction.objects.values_list("field", "state")) == {
        "fees/=加急费/amount": "applied",
        "fees/=工本费/amount": "requested",
        "fees/7/name/zh": "gone",
    }


def test_every_field_of_the_sample_city_has_a_place_of_its_own_and_no_other_field_changes_with_it():
    for file in sorted(ITEMS.glob("*.yaml"))[::8]:
        content = yaml.safe_load(file.read_text("utf-8"))
        fields = catalog.fields(content)
        assert len({field.path for field in fields}) == len(fields)
        assert max(len(field.path) for field in fields) <= 400
        assert not any(part.isdecimal() for field in fields for part in field.path.split("/"))
        for number, field in enumerate(fields):
            after = catalog.fields(catalog.with_value(content, field.path, field.value))
            assert after[number] == field
