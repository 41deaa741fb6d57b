"""What can be found, by whom, when, and what the statistics say."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhengtong.platform.search import service as search
from zhengtong.platform.search import tuning
from zhengtong.platform.search.segmentation import simplify, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_embedder")]


def entry(key: str, title: str, **more) -> search.Entry:
    return search.Entry("item", key, more.pop("group", key), title, **{"role": "title", **more})


def found(text: str, **more) -> list[str]:
    kinds = more.pop("kinds", ("item",))
    return [hit.key for hit in search.search(search.Query(text, kinds, **more)).hits]


def statistics() -> tuple[dict, dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, sum(entries) FROM search_frequency GROUP BY term HAVING sum(entries) <> 0")
        frequencies = dict(cursor.fetchall())
        cursor.execute(
            "SELECT kind, role, sum(entries), round(sum(length)::numeric, 2) FROM search_size GROUP BY 1, 2"
            " HAVING sum(entries) <> 0"
        )
        return frequencies, {row[:2]: row[2:] for row in cursor.fetchall()}


def statistics_counted_anew() -> tuple[dict, dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, count(*) FROM search_entry, unnest(terms) AS term GROUP BY term")
        frequencies = dict(cursor.fetchall())
        cursor.execute(
            "SELECT kind, role, count(*), round(sum(length)::numeric, 2) FROM search_entry GROUP BY kind, role"
        )
        return frequencies, {row[:2]: row[2:] for row in cursor.fetchall()}


TITLES = st.text(alphabet="居民身份证补领户口登记公积金提取ab1 ，", max_size=12)
ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(["a", "b", "c", "d"]),
        TITLES,
        text=TITLES,
        group=st.sampled_from(["x", "y"]),
        role=st.sampled_from(["title", "body"]),
        audience=st.lists(st.sampled_from(["resident", 'a "quoted\\ one', "公司"]), max_size=2).map(tuple),
    ),
    max_size=6,
)
# every example works inside the same test transaction, so it begins by emptying the index
PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PROPERTY
@given(ENTRIES, ENTRIES)
def test_writing_twice_is_writing_once_and_statistics_are_what_counting_anew_gives(first, second):
    search.delete(kind="item")
    search.upsert(first)
    search.upsert(second)
    assert search.upsert(second) == 0
    assert statistics() == statistics_counted_anew()
    search.fold()
    assert statistics() == statistics_counted_anew()
    expected = {e.key: e for e in [*first, *second]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, title, text, audience FROM search_entry")
        stored = {key: (title, text, tuple(audience)) for key, title, text, audience in cursor.fetchall()}
    assert stored == {key: (e.title, e.text, e.audience) for key, e in expected.items()}


@PROPERTY
@given(ENTRIES)
def test_deleted_entries_are_gone_from_results_and_statistics(entries):
    search.delete(kind="item")
    search.upsert(entries)
    search.delete(kind="item", groups={"x"})
    assert all(hit.group != "x" for hit in search.search(search.Query("居民身份证户口", ("item",))).hits)
    search.delete(kind="item", keys={"a", "b", "c", "d"})
    assert statistics() == ({}, {})


@PROPERTY
@given(st.lists(TITLES.filter(bool), min_size=1, max_size=8), TITLES)
def test_words_score_as_plain_bm25_says(titles, question):
    search.delete(kind="item")
    search.upsert([entry(str(n), title) for n, title in enumerate(titles)])
    search.rebuild()  # so that all weights rest on the final mean length
    documents = [Counter(terms(simplify(title))) for title in titles]
    mean = max(sum(d.total() for d in documents) / len(documents), 1.0)
    prepared = search.prepare(question)
    expected = {}
    for number, document in enumerate(documents):
        norm = tuning.K1 * (1 - tuning.B + tuning.B * document.total() / mean)
        score = 0.0
        for term, weight in prepared.weights:
            df = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            score += weight * idf * document[term] * (tuning.K1 + 1) / (document[term] + norm)
        if score:
            expected[str(number)] = score
    hits = search.search(search.Query(question, ("item",), limit=100)).hits
    assert {hit.key: hit.lexical_score for hit in hits} == pytest.approx(expected, rel=1e-3)
    assert [hit.lexical_rank for hit in hits] == sorted(hit.lexical_rank for hit in hits)


def test_an_entry_is_found_at_once_in_the_transaction_that_wrote_it_and_not_after_a_rollback():
    with transaction.atomic():
        search.upsert([entry("1", "居民身份证补领")])
        assert found("身份证") == ["1"]
        transaction.set_rollback(True)
    assert found("身份证") == []


def test_a_changed_text_is_found_by_its_new_words_only():
    search.upsert([entry("1", "居民身份证补领")])
    assert search.upsert([entry("1", "户口登记")]) == 1
    assert found("身份证") == []
    assert found("户口") == ["1"]


def test_kinds_do_not_mix():
    law = search.Entry("law", "1", "1", "居民身份证法")
    search.upsert([entry("1", "居民身份证补领"), law])
    assert [hit.kind for hit in search.search(search.Query("身份证", ("law",))).hits] == ["law"]
    assert len(search.search(search.Query("身份证", ("law", "item"))).hits) == 2
    assert found("身份证", kinds=("no'such%kind",)) == []
    assert found("身份证", kinds=()) == []


def test_a_region_sees_its_own_entries_those_above_it_and_those_without_region():
    regions = {"all": None, "province": "990000", "city": "990100", "town": "990102005", "other": "990200"}
    search.upsert([entry(key, "身份证补领", region=region) for key, region in regions.items()])
    assert set(found("身份证", region="990102")) == {"all", "province", "city"}
    assert set(found("身份证", region="990102005000")) == {"all", "province", "city", "town"}
    assert set(found("身份证", region="990000")) == {"all", "province"}
    assert len(found("身份证")) == 5


def test_an_audience_sees_its_own_entries_and_those_for_everybody():
    search.upsert([entry("all", "税务登记"), entry("firm", "税务登记", audience=("company",))])
    assert set(found("税务", audience="company")) == {"all", "firm"}
    assert found("税务", audience="resident") == ["all"]


def test_only_what_is_in_force_on_the_day_is_found():
    search.upsert([entry("now", "补贴办法", valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1))])
    days = {date(2024, 12, 31): [], date(2025, 1, 1): ["now"], date(2025, 12, 31): ["now"], date(2026, 1, 1): []}
    assert {day: found("补贴", on=day) for day in days} == days
    assert found("补贴") == ["now"]


def test_a_group_is_found_once_by_its_best_entry():
    search.upsert(
        [
            entry("1#title", "居民身份证补领", group="1", attributes={"page": 3}),
            entry("1#alias", "身份证丢了怎么补", group="1", role="alias"),
            entry("2#title", "户口迁移", group="2"),
        ]
    )
    hits = search.search(search.Query("身份证丢了", ("item",))).hits
    assert [(hit.group, hit.key) for hit in hits] == [("1", "1#alias")]
    assert set(found("身份证丢了", group=False)) == {"1#title", "1#alias"}
    assert search.search(search.Query("居民身份证补领", ("item",))).hits[0].attributes == {"page": 3}


def test_terms_in_most_entries_still_find_when_there_is_nothing_rarer(monkeypatch):
    monkeypatch.setattr(tuning, "FREQUENT_FLOOR", 1)
    monkeypatch.setattr(tuning, "CANDIDATE_BUDGET", 0)
    search.upsert([entry(str(n), f"登记{n}") for n in range(30)])
    assert len(found("登记", limit=100)) == 30


def test_roles_that_add_up_put_a_document_before_one_that_only_has_a_passage():
    search.upsert(
        [
            entry("1#all", "稳岗补贴 社保缓缴 税费减免", group="1", role="document"),
            entry("1#1", "稳岗补贴", group="1", role="body"),
            entry("2#all", "税费减免 其他", group="2", role="document"),
            entry("2#1", "稳岗补贴", group="2", role="body"),
        ]
    )
    hits = search.search(search.Query("稳岗补贴", ("item",), combine="roles")).hits
    assert [hit.group for hit in hits] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😀🎉👍🏽", "。，！？", "\0\0", "\ud800", "'; DROP TABLE search_entry; --", "%s %(x)s {0}",
     "<b>' OR 1=1", "a" * 100_000, "身份证" * 40_000, "\\", "$$;SELECT pg_sleep(9)$$", "𠮷野家", "१२३", "🈶身份🈚"],
)  # fmt: skip
def test_any_input_gets_an_answer(text):
    search.upsert([entry("1", "居民身份证补领")])
    result = search.search(search.Query(text, ("item",)))
    assert {hit.key for hit in result.hits} <= {"1"}
    assert search.suggest(text, ("item",)) is not None


@pytest.mark.parametrize("text", ["nul\0byte", "half \ud800 pair", "a" * 60_000, "", "'\"\\{},", "𠮷" * 300])
def test_any_text_can_be_stored(text):
    search.upsert([entry("1", text, text=text, attributes={"x": text})])
    assert search.upsert([entry("1", text, text=text, attributes={"x": text})]) == 0


def test_one_search_is_one_statement(django_assert_num_queries):
    search.upsert([entry("1", "居民身份证补领")])
    found("身份证")  # words and synonyms are read once
    with django_assert_num_queries(1):
        assert found("补领身份证") == ["1"]


def test_rebuilding_changes_no_answer():
    search.upsert([entry(str(n), "居民身份证补领" * (n + 1), text="户口" * n) for n in range(12)])
    search.upsert([entry("long", "公积金提取" * 200)])
    assert search.rebuild() == 13
    before = found("身份证户口")
    assert search.rebuild() == 13
    assert found("身份证户口") == before
    assert search.rebuild(drift=0.5) == 0


def test_of_two_entries_with_one_key_the_later_counts():
    assert search.upsert([entry("1", "户口登记"), entry("1", "公积金提取")]) == 1
    assert found("公积金") == ["1"]
    assert found("户口") == []


def test_every_field_counts_as_a_change():
    first = entry("1", "户口登记")
    search.upsert([first])
    for change in ({"region": "990100"}, {"audience": ("company",)}, {"attributes": {"a": 1}}, {"group": "other"},
                   {"valid_to": date(2030, 1, 1)}, {"vector_priority": 1}, {"role": "alias"}):  # fmt: skip
        assert search.upsert([dataclasses.replace(first, **change)]) == 1
