"""What an item is built from is known without a question to the database, and never an old one after a change."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.packs import write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.catalog.actions.store import withdraw_items
from zhengtong.contexts.catalog.actions.words import replace_words
from zhengtong.contexts.catalog.models import Item
from zhengtong.contexts.catalog.queries import standing
from zhengtong.contexts.catalog.queries.items import built
from zhengtong.kernel import kept
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs


@pytest.fixture
def codes(tmp_path, transactional_db) -> list[str]:
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    return list(Item.objects.order_by("code").values_list("code", flat=True))


def test_reading_items_again_asks_the_database_nothing(codes):
    first = catalog.items(codes)
    with CaptureQueriesContext(connection) as queries:
        again = catalog.items(codes)
    assert again == first
    assert not [query for query in queries if "revision" in query["sql"]]


@pytest.mark.parametrize("count", [1, 3])
def test_items_not_read_before_are_read_at_once_and_as_their_rows_say(codes, count):
    catalog.items(codes[3:4])  # the names around them and what stands are known
    with CaptureQueriesContext(connection) as queries:
        read = catalog.items(codes[:count])
    assert len([query for query in queries if "revision" in query["sql"]]) == 1
    assert read == built(Item.objects.filter(pk__in=codes[:count]).select_related("current", "department"))


def test_a_name_that_this_process_changes_is_in_its_items_at_once(codes):
    before = catalog.items(codes[:1])[codes[0]].kind
    entry = {"key": before.key, "name": {"zh": "另一种", "en": "another kind"}}
    replace_words(groups={"kind": [entry]}, origin="test")
    assert catalog.items(codes[:1])[codes[0]].kind.name.zh == "另一种"


def test_what_this_process_withdraws_is_gone_at_once(codes):
    assert catalog.items(codes[:1], in_force_only=True)
    withdraw_items(codes=codes[:1])
    assert not catalog.items(codes[:1], in_force_only=True)
    assert not catalog.items(codes[:1])[codes[0]].in_force


def test_what_another_process_changes_is_seen_at_the_next_look(codes):
    assert catalog.items(codes[:1])[codes[0]].in_force
    Item.objects.filter(pk=codes[0]).update(in_force=False)
    kept.doubt_everything()
    assert not catalog.items(codes[:1])[codes[0]].in_force


def test_a_catalogue_too_large_to_keep_is_read_item_by_item(codes, monkeypatch):
    monkeypatch.setattr(standing, "_MOST_KEPT", 1)
    standing._every.forget()
    assert set(catalog.items(codes)) == set(codes)
    standing._every.forget()
