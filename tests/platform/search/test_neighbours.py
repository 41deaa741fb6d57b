"""What speaks for each object: the same from the copy in memory as from the database, and never from an old copy."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from zhengtong.kernel import kept
from zhengtong.platform.search import resident
from zhengtong.platform.search import service as search

TITLES = ("户口迁移", "护照换发", "护照补发", "公积金提取", "公积金贷款", "社保卡补办", "居民身份证补领", "生育津贴")


@pytest.fixture(autouse=True)
def no_copies():
    resident.forget()
    yield
    resident.forget()


@pytest.fixture
def at_once(monkeypatch):
    """A changed index is read anew at the next question, not after a rest."""
    monkeypatch.setattr(resident, "_REST_SECONDS", 0.0)


@pytest.fixture
def filled(emptied, embedder):
    search.upsert(
        [search.Entry("item", f"{n}#title", str(n), title, role="title") for n, title in enumerate(TITLES)]
        + [search.Entry("item", f"{n}#body", str(n), title, f"办理{title}要带身份证", "body")
           for n, title in enumerate(TITLES)]
    )  # fmt: skip
    search.fill_vectors()
    return embedder


def ask(embedder, text: str, **more) -> tuple[search.Neighbour, ...]:
    return search.neighbours(search.Query(text, ("item",), vector=embedder.queries([text])[0], **more))


def from_the_database(embedder, text: str) -> tuple[search.Neighbour, ...]:
    resident.forget()
    resident._read_at["item"] = float("inf")  # not yet time to make a copy
    found = ask(embedder, text)
    resident.forget()
    assert not resident._copies
    return found


@pytest.mark.parametrize("text", ["护照", "公积金提取", "身份证丢了", "生育", "迁移户口", "zzz", "。。。"])
def test_memory_and_database_say_the_same(filled, text):
    slow, fast = from_the_database(filled, text), ask(filled, text)
    assert resident._copies
    assert {each.entry.group for each in fast} == {each.entry.group for each in slow}
    by_group = {each.entry.group: each for each in slow}
    for each in fast:
        other = by_group[each.entry.group]
        assert each.near == pytest.approx(other.near, abs=2e-3)
        if each.lexical_score and other.lexical_score:
            assert each.lexical_score == pytest.approx(other.lexical_score, rel=1e-3)
        assert each.entry.attributes == other.entry.attributes


def test_the_best_is_first_and_the_limit_holds(filled):
    found = ask(filled, "公积金提取", limit=3)
    assert (found[0].entry.title, len(found)) == ("公积金提取", 3)


def test_a_question_costs_no_more_than_the_look_at_the_state_of_the_index(filled):
    ask(filled, "护照")
    kept.doubt_everything()
    with CaptureQueriesContext(connection) as queries:
        ask(filled, "护照")
    assert len([query for query in queries if "search_change" in query["sql"]]) == 1
    assert not [query for query in queries if "search_entry" in query["sql"]]


def test_what_is_added_or_taken_away_counts_at_once(filled):
    ask(filled, "护照")
    search.upsert([search.Entry("item", "new#title", "new", "护照加急", role="title")])
    assert "new" in {each.entry.group for each in ask(filled, "护照加急")}
    search.delete(kind="item", groups=["new"])
    assert "new" not in {each.entry.group for each in ask(filled, "护照加急")}


def test_a_new_copy_is_made_of_what_changed(filled, at_once):
    ask(filled, "护照")
    before = resident._copies["item"]
    search.upsert([search.Entry("item", "new#title", "new", "护照加急", role="title")])
    ask(filled, "护照加急")
    assert resident._copies["item"].state != before.state
    assert "new" in resident._copies["item"].objects


def test_what_is_undone_was_never_in_a_copy(filled, at_once):
    ask(filled, "护照")
    with transaction.atomic():
        search.upsert([search.Entry("item", "new#title", "new", "护照加急", role="title")])
        assert "new" in {each.entry.group for each in ask(filled, "护照加急")}
        transaction.set_rollback(True)
    assert "new" not in resident._copies["item"].objects
    assert "new" not in {each.entry.group for each in ask(filled, "护照加急")}


def test_folding_the_statistics_leaves_the_copy_good(filled):
    ask(filled, "护照")
    before = resident._copies["item"]
    search.fold()
    ask(filled, "户口")
    assert resident._copies["item"] is before


def test_filters_and_too_many_entries_go_to_the_database(filled, monkeypatch):
    assert ask(filled, "护照", region="990100")
    assert not resident._copies
    monkeypatch.setattr(resident, "MOST_ENTRIES", 3)
    assert ask(filled, "护照")[0].near
    assert not resident._copies


def test_without_an_embedder_words_alone_decide(filled):
    found = search.neighbours(search.Query("护照", ("item",)))
    assert {each.entry.title for each in found} == {"护照换发", "护照补发"}
    assert all(not each.near for each in found)


def test_what_is_compared_afterwards_is_the_same_from_memory_as_from_the_database(filled):
    vector = filled.queries(["护照"])[0]
    groups = ["0", "1", "none"]
    stored = search.similarities("item", groups, vector)
    ask(filled, "护照")
    held = search.similarities("item", groups, vector)
    assert held.keys() == stored.keys() == {"0", "1"}
    for group, roles in held.items():
        assert roles == pytest.approx(stored[group], abs=2e-3)
