import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.contexts.knowledge.conftest import ACTOR
from tests.contexts.knowledge.domain.test_readers import bomb, pdf_bytes

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.people.models import Account

pytestmark = pytest.mark.django_db
NEW = "/staff/documents/new/"


@pytest.fixture(autouse=True)
def _no_language_left_behind():
    """What a page was read in stays active in the thread, and tests after it may need the city's own."""
    yield
    translation.deactivate()


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def policy(number):
    text = f"---\ntitle: 办法{number}\nkind: policy\nkey: p{number}\neffective: 2026-01-01\n---\n内容{number}。"
    service.add_document(stream=io.BytesIO(text.encode()), name=f"{number}.md", actor=ACTOR)


@pytest.fixture
def official(db, client):
    account = Account.objects.create_superuser("editor", password="a long password")
    client.force_login(account)
    return client


def test_the_list_of_laws_shows_what_is_in_force_and_finds_by_name(laws, client):
    page = client.get("/laws/").content.decode()
    assert "某甲法" in page
    assert "/laws/中华人民共和国某甲法/" in page or "%E6%9F%90%E7%94%B2" in page
    assert "某丁法典" not in client.get("/laws/?q=某甲").content.decode().split("<main")[1]


def test_a_law_is_found_by_its_short_name_and_shows_its_articles(laws, client):
    page = client.get("/laws/某甲法/").content.decode()
    assert "第二章 工资" in page
    assert "加班不得超过三小时" in page


def test_an_article_page_shows_context_neighbours_and_how_to_cite(laws, client):
    page = client.get("/laws/某甲法/第2条/").content.decode()
    assert "支付百分之一百五十" in page
    assert "《中华人民共和国某甲法》第二条" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_a_repealed_law_says_so_on_its_page_and_on_every_article(laws, client):
    for url in ("/laws/某丙法/", "/laws/某丙法/第一条/"):
        assert "note" in client.get(url, headers={"accept-language": "en"}).content.decode()
        assert "epealed" in client.get(url, headers={"accept-language": "en"}).content.decode()


def test_both_versions_of_a_law_can_be_read(laws, client):
    versions = service.law("某乙法").versions
    pages = [client.get(f"/laws/某乙法/?version={v.id}").content.decode() for v in versions]
    assert "共同提出申请" in pages[0]
    assert "签订转让协议" in pages[1]


@pytest.mark.parametrize(
    "url",
    [
        "/laws/没有法/",
        "/laws/某甲法/第九十九条/",
        "/laws/某甲法/x/",
        "/laws/某甲法/?version=999999",
        "/documents/nothing/",
        "/laws/%00/",
        "/laws/某甲法/?version=<script>x",
        "/laws/某甲法/第二条/?version=abc",
        "/laws/某甲法/第二条/?version=999999",
    ],
)
def test_what_is_not_there_is_not_found(laws, client, url):
    assert client.get(url).status_code == 404
    assert b"<script>x" not in client.get(url).content


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "' OR 1=1 --", "😀", "\x00", "加" * 3000])
def test_odd_words_in_the_search_box_are_only_words(laws, client, q):
    response = client.get("/laws/", {"q": q, "page": "x"})
    assert response.status_code == 200
    assert b"<script>alert(1)" not in response.content


def test_a_document_page_has_an_anchor_for_every_passage(client, db):
    policy(1)
    assert 'id="p0"' in client.get("/documents/p1/").content.decode()


def test_more_rows_cost_no_more_queries(laws, client):
    policy(1)
    queries(client, "/documents/")
    one = queries(client, "/documents/")
    policy(2)
    policy(3)
    assert queries(client, "/documents/") == one
    one_law = queries(client, "/laws/?q=某甲")
    assert queries(client, "/laws/?q=某") <= one_law
    assert queries(client, "/laws/某甲法/") == queries(client, "/laws/某丙法/")


def test_only_people_with_the_permission_may_add_documents(client, db):
    assert client.get(NEW).status_code == 302
    client.force_login(Account.objects.create_user("plain", password="a long password"))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"file": SimpleUploadedFile("a.txt", b"text")}).status_code == 403
    assert service.list_documents()[1] == 0


def test_an_official_adds_a_document_and_it_can_be_found(official):
    upload = SimpleUploadedFile("办法.txt", "高龄津贴办法\n一、对象。八十周岁以上老人。".encode())
    response = official.post(NEW, {"file": upload, "kind": "policy", "effective": "2026-01-01", "issuer": "民政局"})
    assert response.status_code == 302
    (document,), total = service.list_documents()
    assert (document.kind, document.issuer, total) == ("policy", "民政局", 1)
    assert document.version.valid_from == date(2026, 1, 1)
    assert service.answer_passages("八十周岁老人津贴", on=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("name", "data"),
    [("扫描.pdf", pdf_bytes()), ("炸弹.docx", bomb()), ("图.txt", b"\x89PNG\r\n\x1a\n" + b"0" * 99), ("空.txt", b"")],
)
def test_a_refused_upload_says_why_and_keeps_what_was_typed(official, name, data):
    response = official.post(
        NEW,
        {"file": SimpleUploadedFile(name, data), "title": "我写的标题", "issuer": "民政局", "effective": "2026-01-01"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "我写的标题" in page
    assert "民政局" in page
    assert service.list_documents()[1] == 0


def test_days_in_the_wrong_order_are_refused(official):
    upload = SimpleUploadedFile("a.txt", b"some text")
    response = official.post(NEW, {"file": upload, "effective": "2026-01-02", "repealed": "2026-01-01"})
    assert response.status_code == 422
    assert service.list_documents()[1] == 0


def test_rest_gives_laws_articles_documents_and_checks_citations(laws, client):
    assert client.get("/api/v1/laws", {"q": "某甲"}).json()["laws"][0]["key"] == "中华人民共和国某甲法"
    assert client.get("/api/v1/laws/某甲法").json()["in_force"] is True
    assert client.get("/api/v1/laws/某甲法/articles").json()[0]["label"] == "第一条"
    assert client.get("/api/v1/laws/某甲法/第2条", {"on": "2026-11-21"}).json()["standing"] == "in-force"
    policy(1)
    assert client.get("/api/v1/documents").json()["total"] == 1
    assert client.get("/api/v1/documents/p1").json()["passages"][0]["text"].startswith("内容1")
    body = {"text": "《某甲法》第二条之一“加班不得超过三小时”", "on": "2026-11-21"}
    (check,) = client.post("/api/v1/citations/verify", body, content_type="application/json").json()
    assert (check["exists"], check["in_force"], check["quote_matches"]) == (True, True, True)


def test_rest_refuses_a_text_that_is_too_long(client, db):
    response = client.post("/api/v1/citations/verify", {"text": "字" * 100_001}, content_type="application/json")
    assert response.status_code in (413, 422)


def test_a_law_that_is_not_held_is_told_so_with_where_to_read_it(laws, client):
    page = client.get("/laws/中华人民共和国居民身份证法/第十一条/", headers={"accept-language": "en"})
    text = page.content.decode()
    assert page.status_code == 404
    assert "《中华人民共和国居民身份证法》第十一条" in text and "The text of this law is not held here" in text
    assert "https://flk.npc.gov.cn/" in text
    assert "No law has been read in yet" not in text


def test_before_any_law_is_read_in_the_pages_say_so(db, client):
    english = {"headers": {"accept-language": "en"}}
    assert "No law has been read in yet" in client.get("/laws/民法典/", **english).content.decode()
    assert "No law has been read in yet" in client.get("/citations/", **english).content.decode()


def test_an_article_that_a_law_here_does_not_have_leads_to_the_law(laws, client):
    page = client.get("/laws/中华人民共和国某甲法/第九百条/", headers={"accept-language": "en"})
    assert page.status_code == 404 and "This law has no such article here" in page.content.decode()


@pytest.mark.parametrize("address", ["/laws/wp-login/", "/laws/民法典/admin/", "/laws/随便写的话/第一条/"])
def test_what_cannot_be_a_law_or_an_article_is_not_shown_as_one(laws, client, address):
    page = client.get(address, headers={"accept-language": "en"})
    assert page.status_code == 404 and "We could not find this page" in page.content.decode()


def test_a_text_none_of_whose_citations_could_be_checked_is_not_called_right(laws, client):
    page = client.post("/citations/", {"text": "《某市居住证条例》第三条"}, headers={"accept-language": "en"})
    assert "none wrong" not in page.content.decode()
    assert "1 citation, which could not be checked" in page.content.decode()
