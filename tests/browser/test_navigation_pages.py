"""The question that the guide asks: by mouse, by keyboard, without scripts, in every theme, on the smallest screen."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.check import LANGUAGES, THEMES, Visit, axe_faults, check_page, console_errors

pytestmark = pytest.mark.xdist_group("browser")

LOST = "/guide/?q=" + quote("身份证丢了怎么补办")
PASSPORT = "/guide/?q=" + quote("how to renew my passport")
FIRST, UNSURE = ".pick >> nth=0", ".pick.unsure"


@pytest.mark.parametrize("theme", ["elder", "contrast"])  # in the ordinary one: test_residents, the guide
def test_the_question_is_accessible_and_reached_by_keyboard(visit: Visit, theme: str) -> None:
    check_page(visit(LOST, theme=theme), main_action="a.pick")


@pytest.mark.parametrize("theme", THEMES)
def test_a_guide_with_answers_is_accessible(visit: Visit, theme: str) -> None:
    page = visit(LOST, theme=theme)
    page.locator(FIRST).click()
    expect(page.locator(".told-one")).to_have_count(1)
    check_page(page, main_action=".told-acts a")


def test_the_question_holds_in_english(visit: Visit) -> None:
    page = visit(PASSPORT, language="en")
    expect(page.locator(".next-q")).to_contain_text("Why I ask")
    check_page(page, main_action="a.pick", language=LANGUAGES["en"])


@pytest.mark.parametrize("javascript", [True, False])
def test_answering_narrows_the_guide_down(visit: Visit, javascript: bool) -> None:
    page = visit(LOST, width=320, javascript=javascript)
    expect(page.locator(".next-q")).to_have_count(1)
    expect(page.locator(".materials-box")).to_contain_text("仅当")
    page.locator(FIRST).click()
    expect(page.locator(".materials-box")).to_contain_text("因为您说")
    left = page.locator(".next-q-foot span").inner_text()
    page.locator(".pick >> nth=1").click()
    assert "2" not in left
    expect(page.locator(".next-q")).to_have_count(0)
    expect(page.locator(".stop.here")).to_contain_text("要带什么")
    expect(page.locator(".not-needed")).to_be_visible()
    page.locator(".told-acts a", has_text="改").first.click()
    expect(page.locator(".next-q")).to_have_count(1)
    expect(page.locator(".told-one")).to_have_count(1)


def test_a_question_is_answered_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit(LOST)
    _tab_to(page, "a.pick")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".told-one")).to_have_count(1)
    expect(page.locator(".told-one")).to_contain_text("不是")
    assert console_errors(page) == []


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_skipping_leads_to_the_whole_guide_on_the_same_page(visit: Visit) -> None:
    page = visit(LOST)
    page.locator(".next-q-foot a").click()
    expect(page.get_by_role("heading", name="要带什么")).to_be_in_viewport()
    for heading in ("去哪里办", "要多少钱", "办好拿到什么"):
        expect(page.get_by_role("heading", name=heading)).to_have_count(1)


@pytest.mark.parametrize("javascript", [True, False])
def test_elder_mode_goes_one_step_at_a_time_with_a_person_to_call(visit: Visit, javascript: bool) -> None:
    page = visit(LOST, width=360, theme="elder", javascript=javascript)
    page.locator(UNSURE).click()
    page.locator(UNSURE).click()
    expect(page.locator(".next-q")).to_have_count(0)
    page.locator(".step-go .btn:not(.quiet)").click()
    seen = []
    for _ in range(8):
        expect(page.locator(".helpbar a[href^='tel:']")).to_be_visible()
        expect(page.locator(".stop")).to_have_count(0)
        seen.append(page.locator("h2").first.inner_text())
        if javascript:
            assert axe_faults(page) == []
        if not page.locator("a[rel=next]").count():
            break
        page.locator("a[rel=next]").click()
    assert len(seen) == 5
    page.locator("a[rel=prev]").click()
    expect(page.locator("h2").first).to_have_text(seen[-2])


def test_a_step_fits_the_smallest_screen_and_the_keyboard(visit: Visit) -> None:
    page = visit(LOST, theme="elder")
    page.locator(".next-q-foot a").click()
    check_page(page, main_action="a[rel=next]")


def test_several_matters_ask_one_question_at_a_time(visit: Visit) -> None:
    page = visit("/guide/?q=" + quote("身份证丢了怎么补办？另外企业职工养老金怎么领取？"))
    expect(page.locator(".next-q")).to_have_count(1)
    expect(page.locator(".next-q-about")).to_have_text("居民身份证丢失补领")
    check_page(page, main_action="a.pick")


def test_the_chat_asks_and_takes_an_answer_without_a_new_page(visit: Visit) -> None:
    page = visit("/chat/", width=360)
    page.locator("#say-q").fill("身份证丢了怎么补办")
    page.locator("#say .ask-go").click()
    page.evaluate("window.same = true")
    page.locator(FIRST).click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("form.answers")).to_have_count(1)
    assert page.evaluate("window.same")
    assert axe_faults(page) == []
    assert console_errors(page) == []


def test_the_chat_takes_an_answer_without_javascript(visit: Visit) -> None:
    page = visit("/chat/", javascript=False)
    page.locator("#say-q").fill("身份证丢了怎么补办")
    page.locator("#say .ask-go").click()
    page.locator(FIRST).click()
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".turn a", has_text="打开完整指引").last.click()
    expect(page).to_have_url(re.compile(r"/guide/\?c="))
    expect(page.locator(".told-one")).to_have_count(1)


def test_the_guide_on_paper_has_no_question_and_nothing_to_click(visit: Visit) -> None:
    page = visit(LOST)
    page.locator(FIRST).click()
    page.emulate_media(media="print")
    expect(page.locator(".next-q")).to_be_hidden()
    expect(page.locator(".told-acts").first).to_be_hidden()
    expect(page.locator(".told-one").first).to_be_visible()
    expect(page.locator(".materials-box")).to_be_visible()
