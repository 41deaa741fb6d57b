"""Pages and REST of the catalogue: every fact with its source, in few queries, also for strange addresses."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.packs import FILES, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.catalog.domain.item import LegalBasis
from zhengtong.contexts.catalog.domain.reading import source_of
from zhengtong.contexts.catalog.web.presenting import linked, web_address
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.sources import Source, law_page
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    extra = {
        f"items/more{n}.yaml": FILES["items/temporary.yaml"].replace("T-2", f"M-{n}").replace("临时", f"第{n}临时")
        for n in range(3)
    }
    packs.load(write_pack(tmp_path, **extra), actor=SYSTEM)


def test_the_page_of_an_item_shows_its_facts_and_their_sources(client):
    page = client.get("/items/T-1/").content.decode()
    for text in (
        "身份证丢失补领",
        "监护人身份证",
        "15 个工作日",
        "60 日",
        "40 元",
        "市民中心",
        "测试市公安局",
        "未满十六周岁吗",
    ):
        assert text in page, text
    assert law_page("中华人民共和国居民身份证法", "第七条") in page
    assert 'href="/items/T-2/"' in page and 'id="source-1"' in page


def test_the_page_is_in_english_for_english_readers(client):
    client.cookies["language"] = "en"
    page = client.get("/items/T-1/").content.decode()
    assert "Replace a lost card" in page and "Card of the guardian" in page and "15 working days" in page


def test_windows_with_an_area_are_named_in_the_readers_language(client, tmp_path):
    windows = "windows: {zh: 公安专区 A12, en: A12 (public security area)}"
    card = FILES["items/card.yaml"].replace('windows: "3"', windows)
    packs.load(write_pack(tmp_path / "next", **{"items/card.yaml": card}), actor=SYSTEM)
    assert "公安专区 A12 号窗口" in client.get("/items/T-1/").content.decode()
    client.cookies["language"] = "en"
    page = client.get("/items/T-1/").content.decode()
    assert "window A12 (public security area)" in page and "公安专区" not in page


def test_an_earlier_revision_and_a_withdrawn_item_say_so(client, tmp_path):
    card = FILES["items/card.yaml"].replace("amount: 40", "amount: 0").replace("related: [T-2]\n", "")
    without = {"items/card.yaml": card, "items/temporary.yaml": None, "one-things/lost.yaml": None}
    packs.load(write_pack(tmp_path / "next", **without), actor=SYSTEM)
    assert "40 元" in client.get("/items/T-1/?revision=1").content.decode()
    assert "40 元" not in client.get("/items/T-1/").content.decode()
    gone = client.get("/items/T-2/")
    assert gone.status_code == 200 and b"note warn" in gone.content


@pytest.mark.parametrize(
    "path",
    ["/items/none/", "/items/T-1/?revision=99", "/one-things/none/", "/items/%00/", "/items/" + "x" * 3000 + "/"],
)
def test_an_address_without_an_item_is_a_page_that_helps(client, path):
    response = client.get(path)
    assert response.status_code == 404 and b"Traceback" not in response.content


@pytest.mark.parametrize("revision", ["99", "abc", "0", "-1", "1.5", "１x", "9" * 30, "%00", "<b>1"])
def test_a_revision_that_is_none_is_told_and_no_other_is_shown(client, revision):
    response = client.get(f"/items/T-1/?revision={revision}")
    assert response.status_code == 404
    assert "没有第" in response.content.decode() and b"<b>1" not in response.content
    assert "没有编码" in client.get(f"/items/none/?revision={revision}").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?letter=S", "?theme=identity", "?department=police", "?page=999999", "?page=-1", "?page=x",
              "?letter=%00", "?theme='; DROP TABLE catalog_item;--", "?department=<script>"],
)  # fmt: skip
def test_the_list_stands_whatever_is_asked_for(client, query):
    response = client.get("/items/" + query)
    assert response.status_code == 200 and b"<script>alert" not in response.content


def test_the_list_is_by_letter_theme_and_department(client):
    assert [line.code for line in catalog.list_items(letter="S").items] == ["T-1"]
    assert catalog.list_items(theme="identity").total == 5
    assert {group.key: group.count for group in catalog.departments_with_items()} == {"police": 1, "card-office": 4}
    page = client.get("/items/?department=police").content.decode()
    assert "身份证丢失补领" in page and "第1临时身份证" not in page


def test_one_thing_shows_its_items_in_order(client):
    page = client.get("/one-things/lost-everything/").content.decode()
    assert page.index("身份证丢失补领") < page.index("临时身份证申领")


def queries(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_many_items_cost_as_many_queries_as_one():
    one = queries(lambda: catalog.items(["T-1"]))
    three = queries(lambda: catalog.items(["T-1", "T-2", "M-0"]))
    assert one == three
    assert queries(lambda: catalog.list_items(size=1)) == queries(lambda: catalog.list_items(size=3))


def test_a_list_costs_as_many_queries_with_three_rows_as_with_one(client):
    client.get("/items/")
    assert queries(lambda: client.get("/items/?department=police")) == queries(
        lambda: client.get("/items/?department=card-office")
    )


def test_rest_gives_an_item_with_the_source_of_every_fact(client):
    data = client.get("/api/v1/items/T-1").json()
    assert data["title"] == {"zh": "身份证丢失补领", "en": "Replace a lost card"}
    assert data["materials"][0]["sources"][0]["locator"] == "第七条"
    assert data["fees"][0]["sources"][0]["kind"] == "item"
    missing = client.get("/api/v1/items/none")
    assert missing.status_code == 404 and missing["Content-Type"].startswith("application/problem+json")


def test_rest_lists_are_paged(client):
    first = client.get("/api/v1/items?size=2").json()
    assert (first["total"], first["pages"], len(first["items"])) == (5, 3, 2)
    seen = [i["code"] for page in (1, 2, 3) for i in client.get(f"/api/v1/items?size=2&page={page}").json()["items"]]
    assert len(set(seen)) == 5
    assert client.get("/api/v1/departments?size=1&page=2").json()["total"] == 2
    assert client.get("/api/v1/themes").json()["entries"][0]["count"] == 5
    assert client.get("/api/v1/items?size=0").status_code == 422
    json.dumps(first)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//a.cn/b", "/\\a.cn", "http://[a", "https://a]b/", "www.a.cn", ""]
)
def test_an_address_that_leads_nowhere_or_elsewhere_is_none(url):
    assert web_address(url) == ""
    assert linked(source_of({"document": "x", "url": url})).url == ""


def test_an_address_from_an_import_cannot_run_anything():
    assert [web_address(url) for url in ("https://a.cn", "HTTP://a.cn/b", "/laws/")] == [
        "https://a.cn", "HTTP://a.cn/b", "/laws/",
    ]  # fmt: skip
    assert linked(Source(kind="item", title="x", url="javascript:alert(1)")).url == ""
    assert linked(LegalBasis("甲/乙法", "第一条").source).url == law_page("甲/乙法", "第一条")


def test_elder_mode_asks_first_what_it_is_about_and_shows_few_matters_to_a_page(client):
    client.cookies["theme"] = "elder"
    first = client.get("/items/").content.decode()
    themes = re.findall(r'class="tile" href="(\?theme=[^"]+)"', first)
    assert 0 < len(themes) <= 6
    matters = client.get(f"/items/{themes[0]}").content.decode()
    assert 0 < len(re.findall(r'class="tile" href="/items/[^"?]+/"', matters)) <= 6
    assert 'href="/items/T-1/"' in matters
    assert (
        re.findall(r'class="tile" href="(\?theme=[^"]+)"', client.get("/items/?theme=none").content.decode()) == themes
    )


def test_in_elder_mode_what_concerns_the_elderly_comes_first(client, tmp_path):
    theme = "- {key: pension, audience: [elderly], name: {zh: 退休养老, en: Retirement}}\n"
    of_it = (
        FILES["items/temporary.yaml"].replace("T-2", "P-1").replace("临时", "养老").replace("[identity]", "[pension]")
    )
    pack = write_pack(tmp_path, **{"themes.yaml": FILES["themes.yaml"] + theme, "items/pension.yaml": of_it})
    packs.load(pack, actor=SYSTEM)
    for address in ("/", "/items/"):
        usual = client.get(address).content.decode()
        assert usual.index("theme=identity") < usual.index("theme=pension")
        client.cookies["theme"] = "elder"
        elder = client.get(address).content.decode()
        assert elder.index("theme=pension") < elder.index("theme=identity")
        del client.cookies["theme"]


def test_elder_mode_folds_the_parts_of_a_matter_and_what_is_linked_to_lies_inside(client):
    client.cookies["theme"] = "elder"
    page = client.get("/items/T-1/").content.decode()
    assert page.count('<details class="card part"><summary><h2>') >= 4
    assert re.search(r'<details class="card part"><summary>.*?</summary><div class="stack"><span id="where">', page)


def test_english_readers_see_the_english_name_of_a_law_beside_the_chinese(client):
    client.cookies["language"] = "en"
    page = client.get("/items/T-1/").content.decode()
    assert "Resident Identity Card Law (中华人民共和国居民身份证法) Article 7 (第七条)" in page
    client.cookies["language"] = "zh-hans"
    assert "Identity Card Law" not in client.get("/items/T-1/").content.decode()
