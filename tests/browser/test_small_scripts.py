"""The small scripts of the frame: suggestions, ticks, reading aloud, print. Without them the page still works."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.check import Visit, axe_faults, console_errors

pytestmark = pytest.mark.xdist_group("browser")

SUGGESTIONS = [
    {"text": "身份证丢失补领", "url": "/style/?page=2", "kind": "item"},
    {"text": "身份证丢了能坐高铁吗", "url": "", "kind": "question"},
]


def _answer(route: Route) -> None:
    asked = parse_qs(urlsplit(route.request.url).query)["q"][0]
    found = [each for each in SUGGESTIONS if each["text"].startswith(asked)]
    route.fulfill(body=json.dumps({"suggestions": found}), content_type="application/json")


def _guide(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>guide</title>", content_type="text/html")


def _typing(visit: Visit, words: str) -> Page:
    page = visit("/style/")
    page.route("**/api/v1/suggest?*", _answer)
    page.locator("#ask-q").press_sequentially(words)
    return page


def test_suggestions_are_chosen_with_the_keyboard(visit: Visit) -> None:
    page = _typing(visit, "身份证")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.locator(".ask-count")).to_contain_text("2")
    assert axe_faults(page) == []
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", page.get_by_role("option").first.get_attribute("id") or "")
    box.press("Enter")
    page.wait_for_url("**/style/?page=2")
    assert console_errors(page) == []


def test_escape_closes_the_suggestions_and_keeps_the_words(visit: Visit) -> None:
    page = _typing(visit, "身份证丢了")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#ask-q")).to_have_value("身份证丢了")


def test_a_suggestion_without_an_address_is_asked(visit: Visit) -> None:
    page = _typing(visit, "身份证丢了")
    page.route("**/guide/?q=*", _guide)
    page.get_by_role("option").first.click()
    page.wait_for_url("**/guide/?q=*")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["身份证丢了能坐高铁吗"]


def test_a_question_can_be_asked_without_javascript(visit: Visit) -> None:
    page = visit("/style/", javascript=False)
    page.route("**/guide/?q=*", _guide)
    expect(page.locator(".ask-voice")).to_be_hidden()
    page.locator("#ask-q").fill("怎么办护照")
    page.locator(".ask-go").click()
    assert parse_qs(urlsplit(page.url).query)["q"] == ["怎么办护照"]


def test_ticked_materials_stay_ticked(visit: Visit) -> None:
    page = visit("/style/")
    page.get_by_label("申请表").check()
    page.reload()
    expect(page.get_by_label("申请表")).to_be_checked()
    expect(page.locator("#style-proxy")).not_to_be_checked()


def test_reading_aloud_is_offered_only_where_the_browser_has_a_voice(visit: Visit) -> None:
    page = visit("/style/", theme="elder")
    button = page.locator("[data-read-aloud]")
    if button.get_attribute("data-url") is None:  # a server that can speak offers it to every browser
        expect(button).to_be_hidden()
    page.add_init_script(
        """window.said = [];
        speechSynthesis.getVoices = () => [{ lang: "zh-CN" }];
        speechSynthesis.speak = (words) => {
          said.push(words.text);
          document.body.dataset.said = said.length > 20 ? "much" : "little";
          setTimeout(() => words.onend?.(), 0);
        };"""
    )
    page.reload()
    page.get_by_role("button", name="读给我听").click()
    expect(page.locator("body")).to_have_attribute("data-said", "much")
    said = page.evaluate("said")
    assert said[0] == "样式"
    assert "证件丢失补领（示例）" in said
    assert not any("标准模式" in text or "首页" in text for text in said)
    assert console_errors(page) == []


def test_paper_gets_the_content_and_the_whole_of_it(visit: Visit) -> None:
    page = visit("/style/")
    page.emulate_media(media="print")
    for hidden in (".bar-nav", ".bar-tools", ".foot-view", ".ask", ".btn >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".sources")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
