"""One-things are found by their names and questions: searching, while typing, over REST; and no longer when gone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.packs import FILES, write_pack

from zhengtong.contexts.guidance.queries.finding import find, suggestions
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
LOST = FILES["one-things/lost.yaml"] + (
    "aliases: {zh: [钱包丢了], en: [lost my wallet]}\nquestions: {zh: [包被偷了证件都没了怎么办]}\n"
    "summary: {zh: 一次补齐所有证件, en: All papers at once}\n"
)


def _load(tmp_path, **changes) -> None:
    packs.load(write_pack(tmp_path, **changes), actor=SYSTEM)


@pytest.fixture(autouse=True)
def _city(tmp_path):
    packs.ensure_core()
    _load(tmp_path / "one", **{"one-things/lost.yaml": LOST})


@pytest.mark.parametrize("words", ["证件全丢", "钱包丢了", "包被偷了", "lost my wallet", "everything lost"])
def test_a_one_thing_is_found_by_title_other_names_and_questions(words):
    hits = find(words, "one-thing")
    assert [(hit.title, hit.text, hit.url) for hit in hits][:1] == [
        ("证件全丢一件事", "一次补齐所有证件", "/one-things/lost-everything/")
    ]


@pytest.mark.parametrize(
    ("typed", "text"), [("证件全", "证件全丢一件事"), ("qianbao", "钱包丢了"), ("lost my", "lost my wallet")]
)
def test_it_is_suggested_while_somebody_types(typed, text):
    assert (text, "/one-things/lost-everything/") in [(s.text, s.url) for s in suggestions(typed)]


def test_the_search_page_has_a_tab_of_its_own_and_rest_a_kind(client):
    page = client.get("/search/", {"q": "证件全丢", "kind": "one-thing"})
    assert 'href="/one-things/lost-everything/"' in page.content.decode()
    assert client.get("/one-things/lost-everything/").status_code == 200
    hits = client.get("/api/v1/search", {"q": "证件全丢", "kind": "one-thing"}).json()["hits"]
    assert [hit["url"] for hit in hits] == ["/one-things/lost-everything/"]
    assert client.get("/api/v1/search", {"q": "x", "kind": "bundle"}).status_code == 422


def test_what_it_is_no_longer_called_and_what_is_gone_is_not_found(tmp_path):
    _load(tmp_path / "two", **{"one-things/lost.yaml": FILES["one-things/lost.yaml"]})
    assert [hit.score for hit in find("钱包丢了", "one-thing") if not hit.similar] == []
    assert find("证件全丢", "one-thing")
    _load(tmp_path / "three", **{"one-things/lost.yaml": None})
    assert find("证件全丢", "one-thing") == ()
    assert not [s for s in suggestions("证件全") if s.kind == "one-thing"]


def test_loading_the_same_again_changes_nothing(tmp_path):
    _load(tmp_path / "two", **{"one-things/lost.yaml": LOST})
    assert len(find("证件全丢", "one-thing")) == 1


def _others(number: int) -> dict[str, str]:
    return {
        f"one-things/more{n}.yaml": LOST.replace("lost-everything", f"more-{n}").replace("一件事", f"一件事{n}")
        for n in range(number)
    }


@pytest.mark.usefixtures("kept_long")
def test_three_found_cost_no_more_queries_than_one(tmp_path):
    def queries() -> int:
        find("证件全丢", "one-thing")
        with CaptureQueriesContext(connection) as made:
            find("证件全丢", "one-thing")
        return len(made)

    one = queries()
    _load(tmp_path / "two", **{"one-things/lost.yaml": LOST}, **_others(2))
    assert (len(find("证件全丢", "one-thing")), queries()) == (3, one)
