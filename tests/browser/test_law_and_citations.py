"""Law: citations checked on a page, and words marked on the page of an article."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.browser.check import Visit, check_page

pytestmark = pytest.mark.xdist_group("browser")

ARTICLE = "/laws/" + quote("中华人民共和国居民身份证法") + "/" + quote("第十一条") + "/"
TEXT = "依照《居民身份证法》第十一条和居民身份证法第九十九条，参照《某市居住证条例》第三条。<b>不是标记</b>"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_text_is_checked_and_each_result_stands_beside_it(visit: Visit, javascript: bool) -> None:
    page = visit("/citations/", javascript=javascript)
    page.fill("textarea", TEXT)
    page.click("form.card .btn")
    expect(page.locator(".marked-text mark")).to_have_count(3)
    expect(page.locator("#c1")).to_contain_text("存在，现行有效")
    expect(page.locator("#c1 blockquote")).to_contain_text("应当申请补领")
    expect(page.locator("#c2")).to_contain_text("不存在")
    expect(page.locator("#c3")).to_contain_text("未收录")
    expect(page.locator("textarea")).to_have_value(TEXT)
    expect(page.locator(".marked-text b")).to_have_count(0)


def test_results_hold_in_every_theme_and_in_english(visit: Visit, look: tuple[str, str]) -> None:
    theme, language = look
    page = visit("/citations/", theme=theme, language=language)
    page.fill("textarea", TEXT)
    page.click("form.card .btn")
    check_page(page, main_action="details.card > summary", language="en" if language == "en" else "zh-Hans")


def test_the_empty_page_is_accessible(visit: Visit) -> None:
    check_page(visit("/citations/"), main_action="form.card .btn")


def test_words_are_marked_to_the_end_of_their_sentence_and_nothing_else_is_written(visit: Visit) -> None:
    page = visit(f"{ARTICLE}?mark={quote('居民身份证丢失')}&mark={quote('<img src=x onerror=alert(1)>')}#marked")
    expect(page.locator("mark")).to_have_text(["居民身份证丢失的，应当申请补领。"])
    check_page(page, main_action="a[rel=next]")
