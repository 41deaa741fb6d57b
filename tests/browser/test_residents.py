"""Every page that a resident meets, and the main job: from a question to a guide that can be followed and checked."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.check import LANGUAGES, Visit, axe_faults, check_page, console_errors

pytestmark = pytest.mark.xdist_group("browser")

LOST = "/guide/?q=" + quote("身份证丢了怎么补办")
ITEM = "/items/990100-GA-0101/"
LAW = "/laws/" + quote("中华人民共和国居民身份证法") + "/"
LONG_LAW = "/laws/" + quote("中华人民共和国长卷法") + "/"
OTHER_LOOKS = [("elder", "zh-hans"), ("contrast", "zh-hans"), ("normal", "en")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# untranslated frames show as English words between Chinese ones; these are names, not words of ours
NAMES = re.compile(
    r"English|[A-Z0-9]{4}(-[A-Z0-9]{4})+|https?://\S+|\b[A-Z]{1,2}\d*\b|[\w.-]+\.(md|json)|[a-z]+\.[a-z]+"
)

PAGES = {
    "guide": (LOST, "a.pick"),
    "guide of several matters": ("/guide/?q=" + quote("我要结婚登记，还要补办护照"), "#more-q"),
    "guide in distress": ("/guide/?q=" + quote("我不想活了"), "a[href='tel:12356']"),
    "chat": ("/chat/", "#say-q"),
    "search": ("/search/?q=" + quote("身份证"), ".results a"),
    "search without a result": ("/search/?q=zzzzqqq&kind=law", ".note a, .empty .btn"),
    "search in laws": ("/search/?kind=law&q=" + quote("临时居民身份证"), ".results a"),
    "matters": ("/items/", ".results a"),
    "matters of a theme": ("/items/?theme=birth", ".results a"),
    "matter": (ITEM, ".column .actions a.btn:not(.quiet)"),
    "matter of a company": ("/items/990100-SC-0104/", ".column .actions a.btn:not(.quiet)"),
    "one thing": ("/one-things/newborn/", ".column .actions a.btn:not(.quiet)"),
    "laws": ("/laws/", ".linklist a"),
    "law": (LAW, ".law-article a"),
    "article": (LAW + quote("第十一条") + "/", "a[rel=next]"),
    "documents": ("/documents/", ".linklist a"),
    "document": ("/documents/documents-senior-allowance-rules/", "#ask-q"),
    "ledger": ("/ledger/", "#code"),
    "ledger, wrong code": ("/ledger/?code=7F3A", "#code"),
    "algorithms": ("/algorithms/", ".column a"),
    "what is wrong": ("/feedback/?receipt=7F3A-92C1-K0TM-W8Z5", "#words"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_wholly_chinese(visit: Visit, name: str) -> None:
    path, main_action = PAGES[name]
    page = visit(path)
    assert _foreign_words(page) == []
    check_page(page, main_action=main_action)


@pytest.mark.parametrize(
    ("name", "theme", "language"),
    [
        ("guide", "normal", "en"),  # in the other themes: test_navigation_pages
        *((name, *look) for name in ("matter", "chat") for look in OTHER_LOOKS),
    ],
)
def test_the_main_pages_hold_in_other_themes_and_in_english(visit: Visit, name: str, theme: str, language: str) -> None:
    path, main_action = PAGES[name]
    if name == "guide" and language == "en":
        path = "/guide/?q=" + quote("I lost my identity card")
    page = visit(path, theme=theme, language=language)
    check_page(page, main_action=main_action, language=LANGUAGES[language])


def _foreign_words(page: Page) -> list[str]:
    """Lines of the page with an English word and no Chinese one."""
    lines = page.locator("body").inner_text().splitlines()
    return [line for line in lines if re.search(r"[A-Za-z]{3,}", NAMES.sub("", line)) and not CHINESE.search(line)]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_with_a_phone_comes_from_a_question_to_a_checked_guide(visit: Visit, javascript: bool) -> None:
    page = visit("/", width=360, javascript=javascript)
    page.locator("#ask-q").fill("身份证丢了怎么补办")
    page.locator(".ask-go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("居民身份证丢失补领")
    expect(page.locator(".materials-box")).to_contain_text("政府已有，不用带")
    expect(page.locator("a[href^='tel:0990']").first).to_be_visible()
    guide = page.url
    receipt = page.locator(".ai-links a").first.inner_text()

    page.locator(".cite a").first.click()  # opens the sources, which are folded on a phone
    page.locator(".sources a", has_text="第十一条").first.click()
    expect(page.locator(".law-article.here")).to_contain_text("应当申请补领")
    page.goto(guide)
    page.get_by_role("link", name="查看这个事项的全部信息").click()
    expect(page.get_by_role("heading", name="申请材料")).to_be_visible()
    page.get_by_role("link", name="核验回执").click()
    page.locator("#code").fill(receipt.lower())
    page.get_by_role("button", name="核验").click()
    expect(page.locator("h1")).to_contain_text(receipt)
    if javascript:
        assert axe_faults(page) == []
        assert console_errors(page) == []


def test_an_answer_of_the_chat_comes_step_by_step_and_stays(visit: Visit) -> None:
    page = visit("/chat/", width=360)
    page.evaluate(
        """() => { window.steps = 0; new MutationObserver(all => all.forEach(one => steps += one.addedNodes.length))
          .observe(document.querySelector("#now"), { childList: true }); }"""
    )
    page.locator("#say-q").fill("补办护照要多少钱")
    page.locator("#say .ask-go").click()
    expect(page.locator(".turn")).to_have_count(1)
    assert page.evaluate("steps") > 2
    expect(page.locator(".turn")).to_contain_text("120")
    expect(page.locator("#say-q")).to_have_value("")
    assert axe_faults(page) == []
    assert console_errors(page) == []
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)


def test_the_chat_answers_without_javascript_and_begins_anew(visit: Visit) -> None:
    page = visit("/chat/", javascript=False)
    page.locator("#say-q").fill("补办护照要带什么")
    page.locator("#say .ask-go").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="开始新的对话").click()
    expect(page.locator(".turn")).to_have_count(0)


def test_suggestions_while_typing_lead_to_the_matter(visit: Visit) -> None:
    page = visit("/")
    page.locator("#ask-q").press_sequentially("身份证丢")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("/items/|/guide/"))


def test_a_long_law_is_read_part_by_part(visit: Visit) -> None:
    page = visit(LONG_LAW)
    first = page.locator(".law-article").count()
    assert 0 < first < 60
    page.locator(".contents a", has_text="卷六").click()
    expect(page.locator(".law-part h2", has_text="卷六")).to_be_in_viewport()
    assert "part=" in page.url


def test_the_guide_fits_on_paper(visit: Visit) -> None:
    page = visit(LOST)
    page.emulate_media(media="print")
    for hidden in (".bar-nav", ".ask", ".column > .stack > .actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".materials-box", ".place >> nth=0", ".sources", ".ai"):
        expect(page.locator(shown)).to_be_visible()


def test_what_cannot_be_read_comes_back_with_what_was_typed(visit: Visit) -> None:
    page = visit("/guide/?q=" + quote("😀😀😀"))
    expect(page.locator("textarea")).to_have_value("😀😀😀")
    check_page(page, main_action=".btn")
