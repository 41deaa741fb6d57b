"""Meaning: filled in the background, fused with words."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.at_once import at_once

from zhengtong.platform.search import service as search
from zhengtong.platform.search import tuning, upkeep
from zhengtong.platform.search.jobs import fill_in_background, tidy


def entry(key: str, title: str, **more) -> search.Entry:
    return search.Entry("item", key, more.pop("group", key), title, **{"role": "title", **more})


@pytest.mark.django_db
def test_vectors_fill_by_priority_resume_and_skip_what_wants_none(embedder):
    search.upsert([entry("late", "户口", vector_priority=9), entry("first", "护照", vector_priority=0),
                   entry("never", "补贴", vector_priority=search.NO_VECTOR)])  # fmt: skip
    assert search.vector_progress() == (0, 2)
    assert search.fill_vectors(limit=1) == 1
    assert embedder.embedded == ["护照"]
    steps: list[int] = []
    assert search.fill_vectors(progress=steps.append) == 1
    assert search.vector_progress(("item",)) == (2, 2)
    assert search.fill_vectors() == 0
    assert steps == [1]


@pytest.mark.django_db
def test_a_text_is_embedded_once_however_often_it_is_stored(embedder):
    search.upsert([entry("1", "护照换发"), entry("2", "护照换发")])
    search.fill_vectors()
    search.upsert([entry("3", "护照换发"), entry("1", "护照换发", region="990100")])
    search.fill_vectors()
    assert embedder.embedded == ["护照换发"]
    assert search.vector_progress() == (3, 3)


@pytest.mark.django_db
def test_a_changed_text_waits_for_a_new_vector(embedder):
    search.upsert([entry("1", "护照换发")])
    search.fill_vectors()
    search.upsert([entry("1", "户口迁移")])
    assert search.vector_progress() == (0, 1)


@pytest.mark.django_db
def test_a_deadline_that_has_passed_stops_the_work(embedder):
    search.upsert([entry("1", "护照换发")])
    assert search.fill_vectors(deadline=0.0) == 0


@pytest.mark.django_db
def test_best_by_words_get_their_vectors_when_asked_for(embedder):
    search.upsert([entry(str(n), f"护照{n}号", vector_priority=search.NO_VECTOR) for n in range(5)])
    hits = search.search(search.Query("护照3号", ("item",), embed_missing=2)).hits
    assert sum(hit.similarity is not None for hit in hits) == 2
    assert hits[0].key == "3"


TITLES = st.text(alphabet="居民身份证补领户口登记", min_size=1, max_size=8)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TITLES, st.sampled_from("xyz"), st.booleans()), min_size=1, max_size=10), TITLES)
def test_fusion_is_the_sum_of_reciprocal_ranks(embedder, rows, question):
    search.delete(kind="item")
    search.upsert(
        [entry(str(n), title, group=group, vector_priority=1 if vector else 99)
         for n, (title, group, vector) in enumerate(rows)]
    )  # fmt: skip
    search.fill_vectors()
    by_words, by_meaning = {}, {}
    for hit in search.search(search.Query(question, ("item",), group=False, limit=100)).hits:
        if hit.lexical_score:
            by_words[hit.group] = max(by_words.get(hit.group, 0), hit.lexical_score)
        if hit.similarity is not None:
            by_meaning[hit.group] = max(by_meaning.get(hit.group, -1), hit.similarity)
    expected = {}
    for scores in (by_words, by_meaning):
        for group, score in scores.items():
            rank = 1 + sum(other > score for other in scores.values())
            expected[group] = expected.get(group, 0) + 1 / (tuning.RRF_K + rank)
    hits = search.search(search.Query(question, ("item",))).hits
    assert {hit.group: hit.score for hit in hits} == pytest.approx(expected)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.django_db
def test_meaning_alone_respects_every_filter(embedder):
    search.upsert([entry("here", "护照", region="990100"), entry("there", "护照", region="980000"),
                   entry("firm", "护照", audience=("company",))])  # fmt: skip
    search.fill_vectors()
    query = search.Query("护照", ("item",), mode="vector", region="990101", audience="resident")
    assert [hit.key for hit in search.search(query).hits] == ["here"]


@pytest.mark.django_db
def test_a_vector_of_the_callers_own_is_taken_instead_of_the_text(embedder):
    search.upsert([entry("1", "护照"), entry("2", "户口")])
    search.fill_vectors()
    vector = embedder.queries(["户口"])[0]
    hits = search.search(search.Query("护照", ("item",), mode="vector", vector=vector)).hits
    assert hits[0].key == "2"
    assert search.similarities("item", {"1", "2"}, vector)["2"]["title"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.django_db
def test_one_hybrid_search_is_one_statement(embedder, django_assert_num_queries):
    search.upsert([entry("1", "护照"), entry("2", "户口")])
    search.fill_vectors()
    search.prepare("护照")
    with django_assert_num_queries(1):
        assert len(search.search(search.Query("补办护照", ("item",))).hits) == 2


@pytest.mark.usefixtures("emptied")
def test_a_large_kind_gets_a_vector_index_of_its_own_and_finds_the_same(embedder):
    search.upsert([entry(str(n), f"护照{n}号{chr(0x4E00 + n)}") for n in range(60)])
    search.fill_vectors()
    query = search.Query("护照7号", ("item",), mode="vector", limit=5)
    before = [hit.key for hit in search.search(query).hits]
    assert search.index_vectors(least=50) == ["item"]
    try:
        assert search.index_vectors(least=50) == []
        assert [hit.key for hit in search.search(query).hits] == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP INDEX "{upkeep.index_name("item")}"')


@pytest.mark.usefixtures("emptied")
def test_the_background_jobs_do_their_work(embedder):
    search.upsert([entry("1", "护照"), entry("2", "户口")])
    assert fill_in_background() == 2
    assert tidy() == 0
    assert search.vector_progress() == (2, 2)


@pytest.mark.usefixtures("emptied")
def test_two_fillers_share_the_work(embedder):
    search.upsert([entry(str(n), f"护照{n}") for n in range(40)])
    done = at_once(search.fill_vectors, search.fill_vectors)
    assert sum(done) == 40
    assert len(embedder.embedded) == 40


@pytest.mark.usefixtures("emptied")
def test_writers_beside_each_other_neither_deadlock_nor_miscount(no_embedder):
    def write(keys):
        def run():
            for round_ in range(4):
                search.upsert([entry(key, f"居民身份证{key}第{round_}次") for key in keys])
            return 1

        return run

    keys = [str(n) for n in range(30)]
    assert at_once(write(keys), write(keys[::-1]), write(keys[10:20])) == [1, 1, 1]
    assert len(search.search(search.Query("身份证", ("item",), limit=100)).hits) == 30
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(entries) FROM search_size")
        assert cursor.fetchone()[0] == 30
        cursor.execute(
            """SELECT count(*) FROM (SELECT term, sum(entries) AS n FROM search_frequency GROUP BY term) AS kept
               FULL JOIN (SELECT term, count(*) AS n FROM search_entry, unnest(terms) AS term GROUP BY term) AS real
               USING (term) WHERE coalesce(kept.n, 0) <> coalesce(real.n, 0)"""
        )
        assert cursor.fetchone()[0] == 0


@pytest.mark.usefixtures("emptied")
def test_a_long_import_does_not_hold_up_another_writer(no_embedder):
    with transaction.atomic():
        search.upsert([entry("import", "居民身份证补领")])
        # the other one writes the same words and commits while the import is still open
        assert at_once(lambda: search.upsert([entry("other", "居民身份证换领")])) == [1]


def standard(values: dict[str, float], key: str) -> float:
    mean = sum(values.values()) / len(values)
    deviation = (sum((v - mean) ** 2 for v in values.values()) / len(values)) ** 0.5
    return (values[key] - mean) / deviation if key in values and deviation else 0.0


@pytest.mark.django_db
def test_fusion_by_scores_is_the_sum_of_standard_scores_and_what_is_missing_is_in_the_middle(embedder):
    search.upsert([
        entry("a", "护照换发", vector_priority=1), entry("b", "护照补发护照", vector_priority=99),
        entry("c", "护照", vector_priority=1), entry("d", "换照发护", vector_priority=1),
    ])  # fmt: skip
    search.fill_vectors()
    hits = {h.key: h for h in search.search(search.Query("护照换发", ("item",), fuse="scores", group=False)).hits}
    words = {key: hit.lexical_score for key, hit in hits.items() if hit.lexical_score}
    meaning = {key: hit.similarity for key, hit in hits.items() if hit.similarity is not None}
    assert set(hits) == {"a", "b", "c", "d"}
    assert "d" not in words
    assert "b" not in meaning
    for key, hit in hits.items():
        assert hit.score == pytest.approx(standard(words, key) + standard(meaning, key), abs=1e-3)


@pytest.mark.django_db
def test_fusion_by_scores_needs_no_vectors(no_embedder):
    search.upsert([entry("a", "护照换发"), entry("b", "护照")])
    assert [h.key for h in search.search(search.Query("护照换发", ("item",), fuse="scores")).hits] == ["a", "b"]
