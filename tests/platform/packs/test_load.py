"""A pack loads whole or not at all, waits for another load, and can be written out again."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories.at_once import at_once, codes
from tests.factories.packs import FILES, changed, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.catalog.models import Item, ItemRevision
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs
from zhengtong.platform.packs.models import PackVersion
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db


def test_a_loaded_pack_is_what_everybody_sees(tmp_path):
    version = packs.load(write_pack(tmp_path), actor=SYSTEM)
    city = packs.city()
    assert city is not None and (city.name.zh, city.code, city.sample) == ("测试市", "990200", True)
    assert version == packs.current() and packs.current("core") is not None
    item = catalog.item("T-1")
    assert item is not None and item.department.name.zh == "测试市公安局" and item.kind.name.zh == "行政确认"
    assert item.materials[0].sources[0].key == "law:中华人民共和国居民身份证法#第七条"
    assert item.fees[0].sources == (item.source,)
    assert date(2026, 10, 3) in packs.days_off().holidays and date(2026, 10, 10) in packs.days_off().workdays
    assert people.department("card-office").parent == "police"
    (bundle,) = catalog.one_things()
    assert [member.code for member in bundle.members] == ["T-1", "T-2"]


def test_the_same_content_again_changes_nothing(tmp_path):
    first = packs.load(write_pack(tmp_path / "a"), actor=SYSTEM)
    again = packs.load(write_pack(tmp_path / "b"), actor=SYSTEM)
    assert again == first and ItemRevision.objects.filter(item_id="T-1").count() == 1


def test_a_change_is_a_new_revision_and_the_old_one_stays(tmp_path):
    packs.load(write_pack(tmp_path / "a"), actor=SYSTEM)
    packs.load(write_pack(tmp_path / "b", **changed("items/card.yaml", "amount: 40", "amount: 20")), actor=SYSTEM)
    assert str(catalog.item("T-1").fees[0].amount) == "20" and catalog.item("T-1").revision == 2
    assert str(catalog.item_revision("T-1", 1).fees[0].amount) == "40"
    assert catalog.item("T-2").revision == 1


def test_what_a_pack_no_longer_has_is_withdrawn_and_stays_readable(tmp_path):
    packs.load(write_pack(tmp_path / "a"), actor=SYSTEM)
    card = FILES["items/card.yaml"].replace("related: [T-2]\n", "")
    without = {"items/temporary.yaml": None, "one-things/lost.yaml": None, "items/card.yaml": card}
    packs.load(write_pack(tmp_path / "b", **without), actor=SYSTEM)
    assert [line.code for line in catalog.list_items().items] == ["T-1"]
    assert catalog.item("T-2") is not None and not catalog.item("T-2").in_force
    assert catalog.one_things() == ()
    packs.load(write_pack(tmp_path / "c"), actor=SYSTEM)
    assert catalog.item("T-2").in_force and catalog.item("T-2").revision == 1


def test_an_item_is_found_under_the_new_name_of_its_department(tmp_path):
    packs.load(write_pack(tmp_path / "a"), actor=SYSTEM)
    renamed = changed("departments.yaml", "测试市证件处", "测试市出入境大队")
    packs.load(write_pack(tmp_path / "b", **renamed), actor=SYSTEM)
    hits = search.search(search.Query("出入境大队", kinds=("item",), mode="lexical")).hits
    assert [hit.group for hit in hits] == ["T-2"] and catalog.item("T-2").revision == 1


def test_a_pack_with_errors_is_refused_with_all_of_them_and_changes_nothing(tmp_path):
    packs.load(write_pack(tmp_path / "a"), actor=SYSTEM)
    before = packs.current()
    broken = write_pack(tmp_path / "b", **changed("items/card.yaml", "department: police", "department: nobody"))
    with pytest.raises(packs.PackRefused) as refused:
        packs.load(broken, actor=SYSTEM)
    assert [finding.code for finding in refused.value.report.errors] == ["broken-reference"]
    assert packs.current() == before


def test_export_gives_back_the_same_files(tmp_path):
    version = packs.load(write_pack(tmp_path / "pack"), actor=SYSTEM)
    assert packs.export(tmp_path / "out") == len(FILES)
    report = packs.check(tmp_path / "out")
    assert report.ok and report.digest == version.digest
    with pytest.raises(Fault, match="not an empty folder"):
        packs.export(tmp_path / "out")


def test_a_loaded_version_and_a_revision_cannot_be_changed(tmp_path):
    version = packs.load(write_pack(tmp_path), actor=SYSTEM)
    for change in (
        lambda: PackVersion.objects.filter(pk=version.pk).update(digest="x"),
        lambda: ItemRevision.objects.filter(item_id="T-1").update(digest="x"),
        lambda: ItemRevision.objects.filter(item_id="T-1").delete(),
    ):
        Item.objects.filter(pk="T-1").update(current=None)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_the_core_is_loaded_once():
    first = packs.ensure_core()
    assert packs.ensure_core() == first and PackVersion.objects.filter(layer="core").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_packs_loaded_at_once_wait_for_one_another(tmp_path):
    packs.ensure_core()
    folders = [
        write_pack(tmp_path / "a"),
        write_pack(tmp_path / "b", **changed("items/card.yaml", "amount: 40", "amount: 20")),
    ]
    assert not codes(at_once(*(partial(packs.load, folder, actor=SYSTEM) for folder in folders)))
    amounts = {str(catalog.item_revision("T-1", number).fees[0].amount) for number in (1, 2)}
    assert amounts == {"20", "40"}
    assert packs.current().digest in {packs.check(folder).digest for folder in folders}
    connection.close()
