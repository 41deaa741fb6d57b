"""Whatever goes wrong, the answer says what happened and what to do next, in the reader's language."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from zhengtong.config.urls import urlpatterns as product_urls
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.problems import PROBLEMS, problem_page


def _fault(request: HttpRequest) -> HttpResponse:
    raise Fault("too-long", "This text has %(length)s characters.", "Shorten it.", {"length": 7}, status=413)


def _lost_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def _no_value(request: HttpRequest) -> HttpResponse:
    raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")


def _broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", ""))


urlpatterns = [
    path("fault/", _fault),
    path("lost/", _lost_database),
    path("broken/", _broken),
    path("no-value/", _no_value),
    path("read/", _read),
    *product_urls,
]
handler400 = "zhengtong.platform.ui.views.bad_request"
handler403 = "zhengtong.platform.ui.views.forbidden"
handler404 = "zhengtong.platform.ui.views.not_found"
handler500 = "zhengtong.platform.ui.views.server_error"


@pytest.fixture
def client(db: None) -> Client:
    settings_here = override_settings(ROOT_URLCONF=__name__)
    settings_here.enable()
    yield Client(raise_request_exception=False)
    settings_here.disable()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fault/", 413),
        ("/lost/", 503),
        ("/broken/", 500),
        ("/nowhere/", 404),
        ("/theme/", 405),
        ("/no-value/", 400),
    ],
)
def test_a_browser_gets_a_page_with_a_next_step(client: Client, address: str, status: int) -> None:
    reply = client.get(address)
    page = reply.content.decode()
    assert reply.status_code == status
    assert 'class="problem"' in page
    assert 'href="tel:12345"' in page
    assert "Traceback" not in page


@pytest.mark.parametrize(("address", "status"), [("/fault/", 413), ("/lost/", 503), ("/broken/", 500), ("/x/", 404)])
def test_a_program_gets_problem_json(client: Client, address: str, status: int) -> None:
    reply = client.get(address, headers={"accept": "application/json"})
    body = json.loads(reply.content)
    assert reply.status_code == body["status"] == status
    assert reply["Content-Type"] == "application/problem+json"
    assert body["title"]
    assert body["detail"]


def test_a_fault_shows_its_own_words_and_code(client: Client) -> None:
    body = json.loads(client.get("/fault/", headers={"accept": "application/json"}).content)
    assert body["detail"] == "This text has 7 characters. Shorten it."
    assert body["code"] == "too-long"
    assert "This text has 7 characters." in client.get("/fault/").content.decode()


def test_a_form_larger_than_allowed_is_told_so(client: Client) -> None:
    reply = client.post("/read/", {"text": "大" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert reply.status_code == 413


def test_a_form_without_its_token_is_told_what_to_do(db: None) -> None:
    reply = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "elder"})
    assert reply.status_code == 403
    assert "页面打开太久了" in reply.content.decode()


@pytest.mark.parametrize("status", [500, 503])
def test_pages_about_a_broken_server_need_no_database(status: int) -> None:
    # without the db fixture pytest-django refuses every query
    page = problem_page(RequestFactory().get("/"), status).content.decode()
    assert "12345" in page


@pytest.mark.parametrize("status", sorted(PROBLEMS))
def test_every_status_is_told_in_both_languages(db: None, status: int) -> None:
    request = RequestFactory().get("/")
    with translation.override("zh-hans"):
        chinese = problem_page(request, status).content.decode()
    with translation.override("en"):
        english = problem_page(request, status).content.decode()
    assert PROBLEMS[status].title in english
    assert PROBLEMS[status].title not in chinese
    assert 'lang="zh-Hans"' in chinese


def test_the_theme_is_kept_and_never_leads_to_another_site(db: None) -> None:
    client = Client()
    reply = client.post("/theme/", {"theme": "elder", "next": "https://elsewhere.example/"})
    assert reply["Location"] == "/"
    assert 'data-theme="elder"' in client.get("/style/").content.decode()
    client.post("/theme/", {"theme": "no-such-theme", "next": "/style/"})
    assert 'data-theme="elder"' in client.get("/style/").content.decode()


def test_pages_carry_no_inline_script_or_style(db: None) -> None:
    page = Client().get("/style/").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script type="module" src=')


class _Unread:
    """A body that must not be touched."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("read although it is too large")

    readline = read


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    request = {
        "wsgi.input": _Unread(),
        "CONTENT_LENGTH": str(500 << 20),
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
    }
    reply = client.generic("POST", "/read/", **request)
    assert reply.status_code == 413
    assert "tel:12345" in reply.content.decode()


def test_an_address_that_is_too_long_is_answered_in_words_and_as_problem_json(client: Client) -> None:
    page = client.get("/read/", {"q": "办" * 4000})
    assert page.status_code == 414
    assert "网址太长" in page.content.decode()
    program = client.get("/api/v1/items", {"q": "a" * 40_000})
    assert (program.status_code, program["Content-Type"]) == (414, "application/problem+json")
    assert program.json()["status"] == 414


def test_the_longest_question_that_can_be_read_fits_into_an_address(client: Client) -> None:
    assert client.get("/read/", {"q": "办" * 2000}).status_code == 200


def test_headers_that_are_too_long_are_answered_in_words(client: Client) -> None:
    page = client.get("/read/", headers={"Cookie": "a=" + "b" * 40_000})
    assert page.status_code == 431
    assert "Cookie" in page.content.decode()


def test_what_was_typed_into_a_page_that_was_open_too_long_is_not_lost(db: None) -> None:
    words = "我在外地，<b>户口本</b>也丢了"
    reply = Client(enforce_csrf_checks=True).post("/handover/", {"words": words, "contact": "13800000000"})
    page = reply.content.decode()
    assert reply.status_code == 403
    assert "我在外地，&lt;b&gt;户口本&lt;/b&gt;也丢了" in page
    assert "13800000000" not in page


WRITTEN = {"text": "我写了很久的一段答复", "version": "1"}


def test_who_is_not_signed_in_any_more_is_told_so_and_keeps_what_was_typed(client: Client) -> None:
    for path_of in ("/staff/desk/1/answer/", "/staff/guidance/review/1/close/", "/staff/keys/"):
        page = client.post(path_of, WRITTEN)
        text = page.content.decode()
        assert page.status_code == 403
        assert "您已经退出登录" in text and WRITTEN["text"] in text and 'action="/staff/sign-in/"' in text
    assert client.get("/staff/desk/").status_code == 302


def test_who_has_lost_the_right_meanwhile_keeps_what_was_typed(client: Client, django_user_model) -> None:
    client.force_login(django_user_model.objects.create_user("li"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/staff/desk/1/answer/", WRITTEN)
    assert page.status_code == 403 and WRITTEN["text"] in page.content.decode()
