"""What is read aloud: everything that counts, once, in the order of the page; numbers as people say them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.check import Visit, axe_faults, console_errors, narrow_faults

pytestmark = pytest.mark.xdist_group("browser")

LOST = "/guide/?q=" + quote("身份证丢了怎么补办")
VOICE = """window.said = []; window.ends = []; window.paused = false;
speechSynthesis.getVoices = () => [{ lang: "zh-CN", localService: true }, { lang: "en-GB", localService: true }];
speechSynthesis.pause = () => { paused = true; }; speechSynthesis.resume = () => { paused = false; };
speechSynthesis.cancel = () => { ends.length = 0; };
speechSynthesis.speak = (words) => { said.push(words.text); if (window.slowly) ends.push(words.onend);
  else setTimeout(() => words.onend?.(), 0); };"""


@pytest.fixture(scope="module")
def reader(site: str, browser: Browser) -> Iterator[Page]:
    """A page with the script that turns written numbers into spoken ones; nothing is changed on it."""
    with browser.new_context() as context:
        context.add_cookies([{"name": "theme", "value": "elder", "url": site}])
        page = context.new_page()
        page.goto(f"{site}/style/")
        yield page


def read(page: Page, name: str = "读给我听") -> list[str]:
    page.add_init_script(VOICE)
    page.reload()
    button = page.get_by_role("button", name=name).first
    button.click()
    expect(page.locator("[role=status]", has_text="读完了").first).to_have_count(1)
    return list(page.evaluate("said"))


def before(said: list[str], *marks: str) -> bool:
    places = [next((n for n, text in enumerate(said) if mark in text), -1) for mark in marks]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("拨打 12345 或 110", "拨打 幺二三四五 或 幺幺零"),
        ("电话 0990-1234567", "电话 零九九零幺二三四五六七"),
        ("手机 138 0013 8000", "手机 幺三八零零幺三八零零零"),
        ("2026-11-21 起施行", "二零二六年11月21日 起施行"),
        ("2026年5月1日", "二零二六年5月1日"),
        ("周一至周五 9:00–17:30", "周一至周五 9点到17点30分"),
        ("3-5 个工作日，20 元", "3到5 个工作日，20 元"),
        ("1,200 元，占 15%", "1200 元，占 百分之15"),
        ("120 元，119 个工作日", "120 元，119 个工作日"),
        ("收据 7F3A-92C1-K0TM-W8Z5", "收据 7 F 3 A ， 9 2 C 1 ， K 0 T M ， W 8 Z 5"),
        ("第 12 条，共 30 天", "第 12 条，共 30 天"),
    ],
)
def test_numbers_telephones_and_dates_are_said_as_people_say_them(reader: Page, written: str, said: str) -> None:
    assert _spoken(reader, written, "zh") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call 12345.", "Call 1 2 3 4 5."),
        ("in force since 2026-05-01", "in force since 1 May 2026"),
        ("3–5 working days, 40 yuan", "3 to 5 working days, 40 yuan"),
        ("120 yuan", "120 yuan"),
    ],
)
def test_english_numbers_too(reader: Page, written: str, said: str) -> None:
    assert _spoken(reader, written, "en") == said


def _spoken(page: Page, written: str, language: str) -> str:
    address = page.locator("[data-read-aloud]").first.get_attribute("data-text")
    return str(page.evaluate("([a, t, l]) => import(a).then(m => m.spoken(t, l))", [address, written, language]))


def test_a_guide_is_read_from_its_title_to_the_ai_label(visit: Visit) -> None:
    page = visit(LOST)
    said = read(page)
    assert before(said, "居民身份证丢失补领", "要带的", "政府已有", "由人工智能整理") or before(
        said, "居民身份证丢失补领", "不用带", "人工智能"
    )
    whole = "\n".join(said)
    for unread in ("标准模式", "首页", "打印", "下载", "有帮助吗", "它是怎么想的"):
        assert unread not in whole
    assert not any(len(text) > 400 for text in said)
    assert console_errors(page) == []


def test_a_question_back_is_read_with_its_choices(visit: Visit) -> None:
    page = visit(LOST)
    question = page.locator(".next-q-text").inner_text()
    picks = page.locator("a.pick").all_inner_texts()
    said = read(page)
    assert before(said, question, *picks)


def test_passages_of_law_are_read_with_where_they_stand(visit: Visit) -> None:
    page = visit("/guide/?q=" + quote("居民身份证法第十一条怎么规定的"))
    quoted = page.locator("blockquote").first
    expect(quoted).to_be_visible()
    said = "\n".join(read(page))
    assert "居民身份证丢失的，应当申请补领" in said
    assert "第十一条" in said


def test_a_plan_is_read_step_by_step_and_each_text_once(visit: Visit) -> None:
    page = visit("/one-things/newborn/")
    page.goto(page.url.split("/one-things")[0] + "/plan/?one=newborn")
    said = read(page)
    titles = page.locator(".plan-steps .stop-title").all_inner_texts()
    assert before(said, titles[0], titles[1])
    assert len(said) == len(set(said)) or len(said) - len(set(said)) < len(said) // 2


def test_one_answer_of_a_conversation_is_read_alone(visit: Visit) -> None:
    page = visit("/chat/")
    page.add_init_script(VOICE)
    page.reload()
    for words in ("身份证丢了怎么补办", "我想开一家餐馆"):
        page.locator("#say-q").fill(words)
        page.locator("#say .ask-go").click()
        expect(page.locator(".turn q", has_text=words)).to_be_visible()
    buttons = page.locator(".turn .read-aloud")
    expect(buttons).to_have_count(2)
    buttons.last.click()
    expect(page.locator(".turn [role=status]", has_text="读完了")).to_have_count(1)
    said = "\n".join(page.evaluate("said"))
    assert "餐馆" in said
    assert "身份证丢了怎么补办" not in said
    assert "人工智能" in said
    assert console_errors(page) == []


def test_reading_pauses_goes_on_and_stops_with_the_keyboard(visit: Visit) -> None:
    page = visit(LOST, theme="elder")
    page.add_init_script(VOICE + "window.slowly = true;")
    page.reload()
    button = page.locator(".helpbar .read-aloud")
    expect(button).to_be_visible()
    button.press("Enter")
    expect(button).to_have_text("暂停")
    expect(page.locator(".reading")).to_have_count(1)
    assert axe_faults(page) == []
    assert narrow_faults(page) == []
    button.press("Enter")
    expect(button).to_have_text("继续读")
    assert page.evaluate("paused") is True
    button.press("Enter")
    assert page.evaluate("paused") is False
    page.evaluate("ends.shift()()")
    page.wait_for_function("said.length === 2")
    page.locator(".helpbar .read-stop").press("Enter")
    expect(button).to_have_text("读给我听")
    expect(page.locator(".reading")).to_have_count(0)
    expect(button).to_be_focused()
    button.press("Enter")
    page.keyboard.press("Escape")
    expect(button).to_have_text("读给我听")


def test_a_voice_of_a_company_far_away_is_not_used(visit: Visit) -> None:
    page = visit(LOST)
    if page.locator(".read-aloud").get_attribute("data-url"):
        pytest.skip("this machine's server has a voice of its own, which is offered in its place")
    page.add_init_script(VOICE.replace("localService: true", "localService: false"))
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".read-aloud")).to_be_hidden()


def test_english_is_read_with_an_english_voice_and_the_ai_label(visit: Visit) -> None:
    page = visit("/guide/?q=" + quote("I lost my identity card"), language="en")
    page.add_init_script(VOICE)
    page.reload()
    page.get_by_role("button", name="Read this to me").click()
    expect(page.locator("[role=status]", has_text="That was all.")).to_have_count(1)
    whole = "\n".join(page.evaluate("said"))
    assert "artificial intelligence" in whole
    assert "Did this help" not in whole
