"""An official comes back to a form after the session has ended: signs in on the page that says so, and goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.check import THEMES, Visit, check_page
from tests.browser.running_site import OFFICIAL, PASSWORD

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_form_is_sent_after_signing_in_again_with_all_that_was_typed(
    visit: Visit, theme: str, javascript: bool
) -> None:
    page = visit("/staff/sign-in/", theme=theme, javascript=javascript)
    page.get_by_label("用户名").fill(OFFICIAL)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".official").wait_for()
    page.goto(page.url.split("/staff/")[0] + "/staff/keys/")
    page.locator("#key-name").fill(f"小程序 {theme} {javascript}")
    page.context.clear_cookies(name="sessionid")
    page.locator("section.card .btn").click()
    expect(page.locator("h1")).to_contain_text("退出登录")
    if javascript:
        check_page(page, main_action="form.card .btn")
    page.get_by_label("用户名").fill(OFFICIAL)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("form.card .btn").click()
    expect(page.locator("h1")).to_contain_text("再提交一次")
    if javascript:
        check_page(page, main_action="form.card .btn")
    page.get_by_role("button", name="现在提交").click()
    expect(page.locator("#issued")).to_be_visible()
    expect(page.locator("main table")).to_contain_text(f"小程序 {theme} {javascript}")
