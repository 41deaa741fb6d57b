"""One server for all browser tests, a browser for each of their files, a clean browser context for every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests.browser.check import LANGUAGES, THEMES, Visit
from tests.browser.running_site import OFFICIAL, PASSWORD, City, running_site, sample_city

CHROMIUM = os.environ.get("ZHENGTONG_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.hookimpl(wrapper=True)  # the marks are there before pytest-xdist reads them, the ids are mended after it
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # all in one worker, so that one server does for all
            item.add_marker(pytest.mark.xdist_group("browser"))
    yield
    for item in items:
        # pytest-xdist 3.8 writes the group into _nodeid, which pytest since 9.2 no longer reads
        grouped = vars(item).get("_nodeid", "")
        if grouped != item.nodeid and "@" in grouped and hasattr(item, "_id"):
            item._id = type(item._id).parse(grouped)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The sample city, loaded once; every site is a copy of it."""
    with sample_city(tmp_path_factory.mktemp("city"), f"zhengtong_city_{os.getpid()}") as loaded:
        yield loaded


@pytest.fixture(scope="session")
def site(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running product with the sample city."""
    with running_site(city, tmp_path_factory.mktemp("site"), f"zhengtong_browser_{os.getpid()}") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for longer: its loop runs in this thread, and for tests of the database that come after it that is no place
    to ask one."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no browser at {CHROMIUM}: run `sh tests/system-packages.sh` (make test does)", pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def signed_in(site: str, browser: Browser) -> Sequence[Any]:
    """Cookies of the official, who signed in once with the form."""
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/staff/sign-in/")
        page.locator("input[name=username]").fill(OFFICIAL)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form.card .btn").click()
        page.locator(".official").wait_for()
        return [cookie for cookie in context.cookies() if cookie.get("name") == settings.SESSION_COOKIE_NAME]


@pytest.fixture
def visit(site: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(path, width=1280, theme="normal", language="zh-hans", javascript=True)`` opens a page.

    ``official=True``: as the official who has signed in before.
    """
    contexts = []

    def open_page(
        path: str,
        *,
        width: int = 1280,
        theme: str = "normal",
        language: str = "zh-hans",
        javascript: bool = True,
        official: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="zh-CN",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": "theme", "value": theme, "url": site},
                {"name": "language", "value": language, "url": site},
                *(request.getfixturevalue("signed_in") if official else ()),
            ]
        )
        page = context.new_page()
        errors: list[str] = []
        page.zhengtong_errors = errors  # type: ignore[attr-defined]

        def hear(message: ConsoleMessage) -> None:
            # Chromium also reports the status of the page itself; a page about an error is meant to have it
            own_status = "Failed to load resource" in message.text and message.location["url"] == page.url
            if message.type == "error" and not own_status:
                errors.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=[*((theme, "zh-hans") for theme in THEMES), ("normal", "en")], ids="-".join)
def look(request: pytest.FixtureRequest) -> Any:
    """Theme and language: every theme, and English once."""
    return request.param


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Any:
    return request.param
