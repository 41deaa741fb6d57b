"""What officials use: sign-in, background work, adding a document. And the pages for developers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.check import Visit, check_page, console_errors
from tests.browser.running_site import OFFICIAL, PASSWORD

pytestmark = pytest.mark.xdist_group("browser")


def _signed_in(visit: Visit, *, javascript: bool = True) -> Page:
    page = visit("/staff/", javascript=javascript)
    page.get_by_label("用户名").fill(OFFICIAL)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def test_a_wrong_password_is_told_and_the_name_stays(visit: Visit) -> None:
    page = visit("/staff/sign-in/")
    check_page(page, main_action="form.card .btn")
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".note.bad")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("nobody")


def test_an_official_signs_in_looks_at_the_jobs_and_leaves(visit: Visit) -> None:
    page = _signed_in(visit)
    check_page(page, main_action="a.tile")
    page.get_by_role("link", name="后台").first.click()
    expect(page).to_have_url(re.compile("/staff/jobs/$"))
    check_page(page)
    jobs = page.url
    page.goto(jobs.replace("jobs/", ""))
    page.get_by_role("button", name="退出").click()
    page.goto(jobs)
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_a_document_that_is_added_can_be_read_at_once(visit: Visit, tmp_path: Path) -> None:
    notice = tmp_path / "notice.md"
    notice.write_text("# 江澜市停车收费通知\n\n第一条 白天每小时五元。\n\n第二条 夜间不收费。\n", "utf-8")
    page = _signed_in(visit)
    page.goto(page.url.split("/staff/")[0] + "/staff/documents/new/")
    check_page(page, main_action="form.card .btn")
    page.locator("input[type=file]").set_input_files(notice)
    page.locator("form.card .btn").click()
    expect(page.locator(".toast.success")).to_be_visible()
    page.get_by_role("link", name="江澜市停车收费通知").click()
    expect(page.locator(".prose")).to_contain_text("白天每小时五元")
    assert console_errors(page) == []


def test_developers_see_every_operation(visit: Visit) -> None:
    page = visit("/api/docs/")
    expect(page.get_by_text("/api/v1/ask", exact=True)).to_be_visible()
    assert console_errors(page) == []
