"""Every page there is, in every theme and in English. A new address needs a line here, or the first test fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser import test_residents as residents
from tests.browser.check import LANGUAGES, axe_faults, language_faults, narrow_faults
from tests.browser.running_site import OFFICIAL, PASSWORD
from tests.browser.words import foreign_words

pytestmark = pytest.mark.xdist_group("browser")

LAW, ARTICLE = quote("中华人民共和国居民身份证法"), quote("第十一条")
ITEM = "990100-GA-0101"
PUBLIC = {
    "api-docs": "/api/docs/",
    "ui:style": "/style/",
    "ledger:check": "/ledger/",
    "ledger:receipt": "/ledger/{receipt}/",
    "ledger:algorithms": "/algorithms/",
    "people:sign_in": "/staff/sign-in/",
    "catalog:index": "/items/",
    "catalog:item": f"/items/{ITEM}/",
    "knowledge:laws": "/laws/",
    "knowledge:law": f"/laws/{LAW}/",
    "knowledge:article": f"/laws/{LAW}/{ARTICLE}/",
    "knowledge:citations": "/citations/",
    "knowledge:documents": "/documents/",
    "knowledge:document": "{document}",
    "guidance:home": "/",
    "guidance:guide": "/guide/?c={conversation}&t=1",
    "guidance:chat": "/chat/?c={conversation}",
    "guidance:search": "/search/?q=" + quote("身份证"),
    "guidance:plan": f"/plan/?items={ITEM},990100-CR-0102,990100-MZ-0101",
    "guidance:one_thing": "/one-things/newborn/",
    "guidance:handover": "/handover/?c={conversation}",
    "guidance:feedback": "/feedback/?receipt={receipt}",
    "guidance:feedback_outcome": "/feedback/{receipt}/",
}
OF_OFFICIALS = {
    "jobs:listing": "/staff/jobs/",
    "people:staff": "/staff/",
    "people:keys": "/staff/keys/",
    "people:password": "/staff/password/",
    "catalog:enrichment": "/staff/catalogue/words/",
    "knowledge:new_document": "/staff/documents/new/",
    "guidance:states": "/staff/guidance/?period=week",
    "guidance:turn": "/staff/guidance/turns/{receipt}/",
    "guidance:queue": "/staff/guidance/review/",
    "guidance:case": "/staff/guidance/review/1/",
    "guidance:unanswered": "/staff/guidance/unanswered/",
    "guidance:quality": "/staff/guidance/quality/",
    "guidance:quality_run": "/staff/guidance/quality/1/",
    "guidance:desk": "/staff/desk/",
    "guidance:desk_case": "{request}",
    "guidance:rate": "/staff/guidance/rate/",
}
MORE = {  # the same address with other content
    "a guide for several needs": "/guide/?q=" + quote("身份证丢了怎么补办？另外企业职工养老金怎么领取？"),
    "a guide that asks back": "/guide/?q=" + quote("补证"),
    "somebody in distress": "/guide/?q=" + quote("我不想活了"),
    "no such page": "/no/such/page/",
    "a search without a result": "/search/?q=zzzz",
    "an empty plan": "/plan/",
    "a law that is not held": "/laws/" + quote("中华人民共和国旧物法") + "/" + quote("第一条") + "/",
    "an article that there is not": f"/laws/{LAW}/" + quote("第九百条") + "/",
}
NO_PAGE = {
    "set_language": "takes a form",
    "ui:theme": "takes a form",
    "ledger:download": "a file",
    "jobs:try-again": "takes a form",
    "people:sign_out": "takes a form",
    "people:revoke_key": "takes a form",
    "guidance:chat_completions": "for programs",
    "guidance:models": "for programs",
    "guidance:model": "for programs",
    "guidance:mcp": "for programs",
    "guidance:chat_stream": "a stream of events",
    "guidance:speech": "takes a recording",
    "guidance:speech_read": "sends sound",
    "guidance:plan_calendar": "a file",
    "guidance:replay_turn": "takes a form",
    "guidance:file_turn": "takes a form",
    "guidance:handover_state": "asked by a script",
    "guidance:handover_act": "takes a form",
    "guidance:desk_do": "takes a form",
    "guidance:do": "takes a form",
    "guidance:apply_correction": "takes a form",
    "guidance:withdraw": "takes a form",
    "guidance:group_again": "takes a form",
}
ELSEWHERE = ("admin", "api-1")  # Django's own pages, and what is not for people
OF_COLOUR = ("color-contrast", "link-in-text-block", "target-size")  # what another theme of the same page can break
MISSING = ("no such page", "an empty plan", "a law that is not held", "an article that there is not")
# axe has seen these addresses in every theme: by test_frame, test_residents and test_plan
IN_EVERY_THEME = ("/", "/style/", f"/items/{ITEM}/", "/one-things/newborn/")
IN_ORDINARY_LOOK = {address for address, _ in residents.PAGES.values()}  # and these there, in the first of the looks
LOOKS = [
    ("normal", "zh-hans"),
    ("elder", "zh-hans"),
    ("normal", "en"),
]  # high contrast: the page of the first, repainted


def test_every_address_has_an_example_here() -> None:
    listed = PUBLIC.keys() | OF_OFFICIALS.keys() | NO_PAGE.keys()
    names = set(_names(get_resolver().url_patterns))
    assert [f"add an example address for {name}" for name in sorted(names - listed)] == []
    assert [f"there is no {name} any more" for name in sorted(listed - names)] == []


def _names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in ELSEWHERE:
                yield from _names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name


@pytest.fixture(scope="module")
def known(site: str, browser: Browser, signed_in: Sequence[Any]) -> Mapping[str, str]:
    """An answer that somebody called wrong, a request for a person, and a document: what addresses need."""
    with _context(browser, site, "normal", "zh-hans") as context:
        page = context.new_page()
        page.goto("/chat/")
        page.locator("#say-q").fill("身份证丢了怎么补办")
        page.locator("#say .ask-go").click()
        page.locator(".turn .ai").wait_for(timeout=40_000)  # the first answer of a server
        receipt = page.locator(".ai-links a").first.inner_text()
        guide = page.locator(".turn a", has_text="打开完整指引").get_attribute("href") or ""
        page.goto(f"/feedback/?receipt={receipt}")
        page.locator("input[name=reason]").first.check()
        page.locator("form.card .btn:not(.quiet)").click()
        page.goto("/handover/?c=" + guide.split("c=")[1].split("&")[0])
        page.locator("#words").fill("想问清楚每一页")
        page.locator("form.card .btn").click()
        page.goto("/documents/")
        document = page.locator("main a[href^='/documents/']").first.get_attribute("href") or ""
        context.add_cookies(signed_in)
        page.goto("/staff/desk/")
        request = page.get_by_role("link", name="想问清楚每一页").first.get_attribute("href") or ""
    conversation = guide.split("c=")[1].split("&")[0]
    return {"receipt": receipt, "conversation": conversation, "document": document, "request": request}


@pytest.mark.parametrize(("theme", "language"), LOOKS, ids=["normal and contrast", "elder", "english"])
def test_every_page_for_residents(
    site: str, browser: Browser, known: Mapping[str, str], theme: str, language: str
) -> None:
    with _context(browser, site, theme, language) as context:
        _visit_all(context.new_page(), PUBLIC | MORE, known, theme, language)


@pytest.mark.parametrize(("theme", "language"), LOOKS, ids=["normal and contrast", "elder", "english"])
def test_every_page_for_officials(
    site: str, browser: Browser, known: Mapping[str, str], theme: str, language: str
) -> None:
    with _context(browser, site, theme, language) as context:
        page = context.new_page()
        page.goto("/staff/sign-in/")
        page.locator("input[name=username]").fill(OFFICIAL)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form.card .btn").click()
        page.locator(".official").wait_for()
        _visit_all(page, OF_OFFICIALS, known, theme, language)


def _context(browser: Browser, site: str, theme: str, language: str) -> BrowserContext:
    context = browser.new_context(base_url=site, viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": n, "value": v, "url": site} for n, v in (("theme", theme), ("language", language))])
    return context


def _visit_all(page: Page, pages: Mapping[str, str], known: Mapping[str, str], theme: str, language: str) -> None:
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("console", lambda message: heard.append(f"console: {message.text}") if message.type == "error" else None)
    faults: list[str] = []
    for name, address in pages.items():
        heard.clear()
        answer = page.goto(address.format(**known))
        assert answer is not None
        missing = name in MISSING
        found = [] if answer.status == (404 if missing else 200) else [f"status {answer.status}"]
        if name != "api-docs":  # its frame is not ours
            found += _faults(page, theme, language, address)
        found += [line for line in heard if not (missing and "404" in line)]
        faults += [f"{name}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def _faults(page: Page, theme: str, language: str, address: str) -> list[str]:
    faults = language_faults(page, LANGUAGES[language]) if "/guide/" not in page.url else []
    faults += foreign_words(page) + narrow_faults(page)
    if theme == "elder" and not page.locator("a[href^='tel:']").first.is_visible():
        faults.append("nobody to call")
    if language == "en" or address in IN_EVERY_THEME:
        return faults
    if theme != "normal" or address not in IN_ORDINARY_LOOK:
        faults += axe_faults(page)
    if theme == "normal":
        page.evaluate("document.documentElement.dataset.theme = 'contrast'")
        faults += [f"high contrast: {fault}" for fault in axe_faults(page, rules=OF_COLOUR)]
    return faults
