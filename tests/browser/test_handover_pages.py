"""A person asks for a person, an official answers in another browser, and the person reads it where it was asked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.check import LANGUAGES, Visit, check_page, console_errors
from tests.browser.running_site import OFFICIAL, PASSWORD

pytestmark = pytest.mark.xdist_group("browser")
QUESTION = "身份证丢了怎么补办"
A_LOOK = "00:09"  # the page of the person looks every 8 seconds whether anything changed


def _official(visit: Visit, path: str = "/staff/desk/", **look: object) -> Page:
    page = visit(path, **look)
    page.locator("input[name=username]").fill(OFFICIAL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.card .btn").click()
    return page


def _asked(visit: Visit, words: str, **look: object) -> Page:
    """The resident's page after asking; ``words`` make the request findable in the queue."""
    page = visit(f"/guide/?q={QUESTION}", **look)
    page.clock.install()  # of the pages that follow: a test need not sit out the time between two looks
    page.locator("main a[href*='/handover/']").first.click()
    page.locator("#words").fill(words)
    page.locator("main form:has(#words) button.btn").last.click()
    expect(page.locator("#person .person-title")).to_be_visible()
    return page


def _answer(official: Page, words: str, answer: str) -> None:
    official.get_by_role("link", name=words).first.click()
    official.get_by_role("button", name="领取").click()
    official.locator("#text").fill(answer)
    official.get_by_role("button", name="发出答复").click()
    expect(official.locator(".toast.success")).to_be_visible()


def test_the_answer_of_an_official_appears_where_it_was_asked(visit: Visit) -> None:
    resident = _asked(visit, "我人在外地一")
    expect(resident.locator("#person")).to_contain_text("江澜市公安局")
    official = _official(visit)
    official.get_by_role("link", name="我人在外地一").click()
    official.get_by_role("button", name="领取").click()
    expect(official.locator("#text")).to_be_visible()
    resident.clock.fast_forward(A_LOOK)
    expect(resident.locator("#person")).to_contain_text("起在看")  # without a reload
    official.locator("input[name=facts]:visible").first.check()
    official.locator("#text").fill("可以异地补领。")
    check_page(official, main_action="a[href='#answer-form']")
    official.get_by_role("button", name="发出答复").click()
    expect(official.locator("#answer-form")).to_have_count(0)  # of the page after it: a toast was there before, too
    expect(official.locator(".toast.success")).to_be_visible()
    resident.clock.fast_forward(A_LOOK)
    expect(resident.locator("#turns")).to_contain_text("由江澜市公安局的工作人员答复")
    expect(resident.locator(".person-turn dl")).to_be_visible()
    check_page(resident, main_action="#say button")
    resident.locator("#person button[name=helpful]").first.click()
    expect(resident.locator(".toast.success")).to_be_visible()
    assert console_errors(resident) == []


def test_it_goes_the_same_way_without_scripts(visit: Visit) -> None:
    resident = _asked(visit, "我人在外地二", javascript=False)
    official = _official(visit, javascript=False)
    _answer(official, "我人在外地二", "到户籍窗口办。")
    resident.reload()
    expect(resident.locator("#turns")).to_contain_text("到户籍窗口办。")


def test_asked_for_in_words_the_request_waits_and_can_be_withdrawn(visit: Visit) -> None:
    page = visit("/chat/")
    page.locator("#say-q").fill("我要找人工")
    page.locator("#say button").click()
    expect(page.locator("#person .person-title")).to_contain_text("12345")
    page.locator("#person").get_by_role("button", name="不用人工了").click()
    expect(page.locator("#person")).to_contain_text("已撤回")
    assert console_errors(page) == []


def test_the_assistant_goes_on_answering_meanwhile(visit: Visit) -> None:
    page = _asked(visit, "我人在外地三")
    page.locator("#say-q").fill("那要多少钱")
    page.locator("#say button").click()
    expect(page.locator("article.turn .ai")).to_have_count(3)
    expect(page.locator("#person")).to_contain_text("江澜市公安局")


def test_what_was_typed_survives_a_refusal(visit: Visit) -> None:
    page = visit("/handover/")
    page.locator("#words").fill("说不清的事")
    page.locator("summary", has_text="姓名和号码").click()
    page.locator("#name").fill("李华")
    page.locator("#contact").fill("微信")
    page.locator("main form:has(#words) button.btn").click()
    expect(page.locator("#words")).to_have_value("说不清的事")
    expect(page.locator("#name")).to_have_value("李华")


def test_in_distress_a_number_comes_first_and_no_form(visit: Visit) -> None:
    page = visit("/guide/?q=我不想活了")
    first = page.locator("main a.btn").first
    expect(first).to_have_attribute("href", "tel:12356")
    assert page.locator("main textarea").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)  # the other themes: test_every_page
def test_the_form_and_the_conversation_for_everyone(visit: Visit, language: str) -> None:
    page = visit("/handover/", language=language)
    check_page(page, main_action="main form:has(#words) button.btn", language=LANGUAGES[language])
    page.locator("#words").fill("x" * 20)
    page.locator("main form:has(#words) button.btn").click()
    expect(page.locator("#person .person-title")).to_be_visible()
    check_page(page, main_action="#say button", language=LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)  # the other themes: test_every_page
def test_the_desk_for_everyone(visit: Visit, language: str) -> None:
    _asked(visit, f"我人在外地 {language}")
    page = visit("/staff/desk/", official=True, language=language)
    check_page(page, language=LANGUAGES[language])
    page.get_by_role("link", name=f"我人在外地 {language}").click()
    check_page(page, main_action="main form .btn", language=LANGUAGES[language])


def test_in_large_print_every_page_has_a_way_to_a_person(visit: Visit) -> None:
    page = visit("/", theme="elder")
    home = page.url
    for path in ("", "chat/", "items/", "laws/", f"guide/?q={QUESTION}"):
        page.goto(home + path)
        expect(page.locator(".helpbar a[href='/handover/']")).to_be_visible()
        expect(page.locator(".helpbar a[href^='tel:']")).to_be_visible()
