"""A resident says that an answer is wrong, an official puts it right, and both see what came of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.check import Visit, check_page, console_errors
from tests.browser.running_site import OFFICIAL, PASSWORD

pytestmark = pytest.mark.xdist_group("browser")
QUESTION = "身份证丢了怎么补办"
PAGES = {
    "what people ask": "/staff/guidance/?period=week",
    "review": "/staff/guidance/review/",
    "done": "/staff/guidance/review/?tab=done",
    "not answered": "/staff/guidance/unanswered/",
    "quality": "/staff/guidance/quality/",
    "samples": "/staff/guidance/rate/",
}


def _signed_in(visit: Visit, path: str, **look: object) -> Page:
    page = visit(path, **look)
    page.locator("input[name=username]").fill(OFFICIAL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.card .btn").click()
    return page


def _reported(visit: Visit, *, javascript: bool = True) -> str:
    """Ask, call the answer wrong, and return the address at which the person sees what becomes of it."""
    page = visit(f"/guide/?q={QUESTION}", javascript=javascript)
    page.get_by_role("link", name="没有，有不对的地方").click()
    if javascript:  # the checks run scripts themselves
        check_page(page, main_action="form.card .btn")
    page.get_by_label("内容过时或不对").check()
    page.get_by_label("用您自己的话说").fill("费用不对")
    page.get_by_role("button", name="发送").click()
    expect(page).to_have_url(re.compile(r"/feedback/[0-9A-Z-]+/$"))
    if javascript:
        check_page(page)
    return page.url


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_report_is_put_right_by_an_official_and_the_person_reads_so(visit: Visit, javascript: bool) -> None:
    outcome = _reported(visit, javascript=javascript)
    page = _signed_in(visit, "/staff/guidance/review/", javascript=javascript)
    page.get_by_role("link", name=QUESTION).last.click()  # oldest first: other tests reported before
    page.get_by_role("button", name="领取这件").click()
    expect(page.get_by_role("heading", name="之前与现在")).to_be_visible()
    page.locator("#correct > summary").click()
    page.get_by_role("button", name="列出字段").click()
    expect(page.locator("#field option[value='phones/consult']")).to_have_text(re.compile("^咨询："))
    page.locator("#field").select_option(value="phones/consult")
    page.locator("#new").fill(f"0990-555{'0001' if javascript else '0002'}")
    page.locator("#source_kind").select_option("city")
    page.locator("#source").fill("江澜市公安局")
    page.get_by_role("button", name="立即更正").click()
    expect(page.locator("#effect mark").first).to_be_visible()
    if javascript:
        check_page(page)
    page.locator("#answer").fill("电话已经改正。")
    page.locator("#answer").locator("xpath=ancestor::form").get_by_role("button", name="办结").click()
    expect(page).to_have_url(re.compile("/staff/guidance/review/$"))
    resident = visit(outcome[outcome.index("/feedback/") :])
    expect(resident.get_by_text("电话已经改正。")).to_be_visible()
    assert console_errors(page) == []


@pytest.fixture(scope="module")
def _asked(site: str, browser: Browser) -> None:
    """Somebody has asked something: the pages about answers have rows to show."""
    with browser.new_context() as context:
        context.new_page().goto(f"{site}/guide/?q={QUESTION}")


def test_a_thumb_up_is_thanked_for(visit: Visit) -> None:
    page = visit(f"/guide/?q={QUESTION}")
    page.get_by_role("button", name="有", exact=True).click()
    expect(page.locator("main")).to_contain_text("很高兴对您有帮助")


@pytest.mark.usefixtures("_asked")
def test_an_official_reads_how_a_reply_came_about(visit: Visit) -> None:
    page = visit("/staff/guidance/", official=True)
    page.locator("#asked").get_by_role("link", name=QUESTION).first.click()
    expect(page.get_by_role("heading", name="考虑过的事项").or_(page.get_by_text("考虑过的事项"))).to_be_visible()
    check_page(page)


def test_a_sample_is_rated_without_scripts(visit: Visit) -> None:
    visit(f"/guide/?q={QUESTION}")
    page = visit("/staff/guidance/rate/", official=True, javascript=False)
    for name in ("matter", "complete", "understandable"):
        page.locator(f"input[name={name}][value=yes]").check()
    page.get_by_role("button", name="评分，看下一条").click()
    expect(page.locator(".toast.success")).to_be_visible()


@pytest.mark.usefixtures("_asked")
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_pages_about_answers_by_keyboard_and_on_a_narrow_screen(visit: Visit, path: str) -> None:
    check_page(visit(path, official=True))  # the other looks: test_every_page
