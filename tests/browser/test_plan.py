"""One plan for many needs, as residents meet it: accessible, usable without scripts, printable, in every theme."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.browser.check import Visit, axe_faults, check_page, console_errors

pytestmark = pytest.mark.xdist_group("browser")

ITEMS = "990100-GA-0101,990100-CR-0102,990100-MZ-0101"
PLAN = f"/plan/?items={ITEMS}&way=window"
EVENT = "/guide/?q=" + quote("我要开个小餐馆")


@pytest.mark.parametrize("path", [PLAN, "/one-things/newborn/"], ids=["plan", "one thing"])
@pytest.mark.parametrize(
    ("theme", "language"),
    [("normal", "zh-hans"), ("elder", "zh-hans"), ("contrast", "zh-hans"), ("normal", "en")],
)
def test_a_plan_holds_in_every_theme_and_in_english(visit: Visit, path: str, theme: str, language: str) -> None:
    page = visit(path, theme=theme, language=language)
    check_page(page, main_action="a[download]", language="en" if language == "en" else "zh-Hans")


@pytest.mark.parametrize("theme", ["normal", "elder"])
def test_a_whole_event_is_answered_with_its_plan(visit: Visit, theme: str) -> None:
    page = visit(EVENT, theme=theme)
    expect(page.locator("h1")).to_contain_text("开餐馆一件事")
    assert axe_faults(page) == [] and console_errors(page) == []
    link = page.get_by_role("link", name=re.compile("整份计划|单独打开这份计划"))
    link.first.click()
    expect(page).to_have_url(re.compile(r"/plan/\?one=open-restaurant"))
    expect(page.locator(".stop-title").first).to_contain_text("个体工商户")


def test_a_plan_is_made_to_measure_without_scripts(visit: Visit) -> None:
    page = visit(f"/plan/?items={ITEMS}", javascript=False)
    before = page.locator(".place").count()
    start = date.today() + timedelta(days=30)
    page.locator("#plan-start").fill(start.isoformat())
    question = page.locator(".plan-question").first
    answer = question.locator("input[type=radio]").first.get_attribute("value")
    question.locator("input[type=radio]").first.check()
    page.locator("input[name=way]").check()
    page.get_by_role("button", name="重新排").click()
    assert page.locator(".place").count() >= before
    assert page.locator(f"input[value='{answer}'][type=radio]").count() == 0  # what was said is not asked again
    expect(page.locator("body")).to_contain_text("您说过的")
    page.get_by_role("link", name=re.compile("撤回")).first.click()
    expect(page.locator(f"input[value='{answer}'][type=radio]")).to_have_count(1)


def test_ticks_stay_and_the_calendar_file_is_there(visit: Visit) -> None:
    page = visit(PLAN)
    tick = page.locator(".materials input.tick").first
    tick.check()
    page.reload()
    expect(page.locator(".materials input.tick").first).to_be_checked()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_what_decides_is_said_in_words_and_on_paper_nothing_is_cut(visit: Visit) -> None:
    page = visit(PLAN)
    expect(page.locator(".stop", has_text="居民身份证丢失补领")).to_contain_text("关键一步")
    page.emulate_media(media="print")
    for text in ("按这个顺序办", "要带的材料", "逐日安排", "来源"):
        expect(page.get_by_role("heading", name=re.compile(text)).first).to_be_visible()
    expect(page.locator("#plan-start")).to_be_hidden()


def test_on_a_phone_the_parts_of_a_plan_are_a_list_and_the_one_that_is_pointed_to_is_open(visit: Visit) -> None:
    page = visit("/one-things/newborn/")
    parts = page.locator("details[data-narrow]")
    expect(page.locator("details[data-narrow][open]")).to_have_count(parts.count())
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    expect(page.locator("details[data-narrow][open]")).to_have_count(0)
    page.locator(".stop .cite").first.click()
    expect(page.locator("details[data-narrow][open]")).to_contain_text("来源")
    without = visit("/one-things/newborn/", javascript=False)
    expect(without.locator("details[data-narrow]:not([open])")).to_have_count(0)
