"""The frame of all pages: components, home, and pages about errors, in every theme and language."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Route, expect
from tests.browser.check import LANGUAGES, Visit, check_page

from zhengtong.platform.ui.problems import problem_page

pytestmark = pytest.mark.xdist_group("browser")


def test_every_component_is_accessible(visit: Visit, look: tuple[str, str]) -> None:
    theme, language = look
    page = visit("/style/", theme=theme, language=language)
    check_page(page, main_action=".stop .btn", language=LANGUAGES[language])


def test_the_home_page_is_accessible(visit: Visit, look: tuple[str, str]) -> None:
    theme, language = look
    page = visit("/", theme=theme, language=language)
    check_page(page, main_action="#ask-q", language=LANGUAGES[language])


def test_a_missing_page_says_what_to_do_next(visit: Visit, language: str) -> None:
    page = visit("/no/such/page/", language=language)
    check_page(page, main_action="#ask-q", language=LANGUAGES[language])


def test_a_page_used_in_the_wrong_way_says_so(visit: Visit, language: str) -> None:
    page = visit("/theme/", language=language)
    check_page(page, main_action=".problem .btn", language=LANGUAGES[language])


def test_a_form_from_a_page_without_cookies_says_what_to_do(visit: Visit, language: str) -> None:
    page = visit("/style/", language=language)
    page.context.clear_cookies(name="csrftoken")
    page.locator(".foot button").last.click()
    expect(page.locator(".problem-code")).to_have_text("403")
    check_page(page, main_action=".problem .btn", language=LANGUAGES[language])


def test_a_broken_server_still_gives_an_accessible_page(visit: Visit, theme: str) -> None:
    request = RequestFactory().get("/broken/")
    request.COOKIES["theme"] = theme
    with translation.override("zh-hans"):
        body = problem_page(request, 503).content.decode()
    page = visit("/style/", theme=theme)
    page.route("**/broken/", lambda route: _fulfil(route, 503, body))
    page.goto(page.url.replace("/style/", "/broken/"))
    check_page(page, main_action=".problem .btn")


def _fulfil(route: Route, status: int, body: str) -> None:
    route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")


def test_theme_and_language_are_changed_without_javascript_and_stay(visit: Visit) -> None:
    page = visit("/style/?page=3", javascript=False)
    page.get_by_role("button", name="高对比度").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    assert page.url.endswith("/style/?page=3")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    assert page.url.endswith("/style/?page=3")
