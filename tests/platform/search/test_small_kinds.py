"""Hits without their text: those of small kinds come from memory, and are the same as the database finds."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from zhengtong.platform.search import resident, small_kinds
from zhengtong.platform.search import service as search

TITLES = ("稳岗返还", "创业补贴", "人才落户", "房租减免", "稳岗培训补贴", "高龄津贴")
PARTS = ("按月发给", "一次付清，不再另行通知", "由单位统一申请", "凭证明到大厅领取现金")
DAY = date(2026, 6, 1)
PLACES = (None, "110000", "120000")
DAYS = ((None, None), (date(2027, 1, 1), None), (None, date(2026, 1, 1)), (date(2026, 1, 1), date(2027, 1, 1)))


@pytest.fixture
def filled(emptied, embedder, monkeypatch):
    monkeypatch.setattr(resident, "_REST_SECONDS", 0.0)
    search.upsert(
        [
            search.Entry(kind, f"{n}#{part}", f"{kind}:{n}", title, f"{title}{kind}{PARTS[part]}", region=PLACES[n % 3],
                         valid_from=DAYS[part][0], valid_to=DAYS[part][1], attributes={"passage": n})
            for kind in ("policy", "document") for n, title in enumerate(TITLES) for part in range(4)
        ]
    )  # fmt: skip
    search.fill_vectors()
    yield
    resident.forget()


def scores(query: search.Query, **how) -> dict[tuple, tuple]:
    """Score of both sorts of what is found; which of two equal entries comes first is left open."""
    return {
        (hit.kind, hit.group if query.group else hit.key): (
            pytest.approx(hit.lexical_score or 0, rel=1e-3), pytest.approx(hit.similarity, abs=1e-3),
            hit.attributes["passage"],
        )
        for hit in search.search(query, **how).hits
    }  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"region": "110105"}, {"on": DAY}, {"region": "120000", "on": DAY}])
@pytest.mark.parametrize("how", [{"group": False}, {"group": True}, {"combine": "roles"}, {"fuse": "scores"}])
@pytest.mark.parametrize("text", ["稳岗返还", "补贴发多少", "落户"])
def test_memory_finds_what_the_database_finds(filled, text, how, more):
    query = search.Query(text, ("policy", "document"), limit=100, **how, **more)
    assert scores(query, texts=False) == scores(query)
    with CaptureQueriesContext(connection) as queries:
        assert search.search(query, texts=False).hits
    assert not [each for each in queries if "search_entry" in each["sql"]]


def test_a_large_kind_is_left_to_the_database(filled, monkeypatch):
    monkeypatch.setattr(small_kinds, "MOST_ENTRIES", 20)
    search.upsert([search.Entry("policy", "new", "policy:new", "稳岗加发", attributes={"passage": 9})])
    query = search.Query("稳岗返还", ("policy", "document"), group=False)
    assert scores(query, texts=False) == scores(query)
    with CaptureQueriesContext(connection) as queries:
        search.search(query, texts=False)
    assert [each for each in queries if "search_entry" in each["sql"]]


def test_what_is_added_and_what_is_undone_counts_at_once(filled):
    query = search.Query("护照加急", ("policy",), group=False, limit=3)

    def found() -> bool:
        return "new" in {hit.key for hit in search.search(query, texts=False).hits}

    assert not found()
    with transaction.atomic():
        search.upsert([search.Entry("policy", "new", "policy:new", "护照加急")])
        assert found()
        transaction.set_rollback(True)
    assert not found()
    search.upsert([search.Entry("policy", "new", "policy:new", "护照加急")])
    assert found()
