"""A question is spoken into the real browser's microphone (a tone is the voice) and confirmed before it is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.check import axe_faults, console_errors, keyboard_faults, narrow_faults
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.running_site import City, running_site
from tests.factories.model_server import Script, model_server
from tests.factories.sounds import wav

pytestmark = pytest.mark.xdist_group("browser")
HEARD = "身份证丢了怎么补办"
BUTTON = "[data-speak]"


@dataclass
class Speaking:
    """The site, what its recogniser answers, and a browser whose microphone plays a tone."""

    address: str
    script: Script
    browser: Browser


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory, browser: Browser, city: City) -> Iterator[Speaking]:
    folder = tmp_path_factory.mktemp("speaking")
    (folder / "voice.wav").write_bytes(wav(2, rate=48_000))
    before = {name: os.environ.get(name) for name in ("ZHENGTONG_SPEECH_URL", "ZHENGTONG_SPEECH_MODEL")}
    with model_server() as (url, script):
        os.environ.update(ZHENGTONG_SPEECH_URL=url, ZHENGTONG_SPEECH_MODEL="whisper-1")
        try:
            with running_site(city, folder, f"zhengtong_speaking_{os.getpid()}") as address:
                microphone = [
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-audio-capture={folder / 'voice.wav'}",
                ]
                # one Playwright serves both browsers
                launched = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *microphone])
                yield Speaking(address, script, launched)
                launched.close()
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@pytest.fixture
def open_page(speaking: Speaking) -> Iterator[Any]:
    contexts = []

    def open_it(path: str = "/", *, allowed: bool = True, theme: str = "normal", **more: Any) -> Page:
        context = speaking.browser.new_context(
            permissions=["microphone"] if allowed else [], locale="zh-CN", reduced_motion="reduce", **more
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "theme", "value": theme, "url": speaking.address}])
        page = context.new_page()
        errors: list[str] = []
        page.zhengtong_errors = errors  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(speaking.address + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


def speak(page: Page, milliseconds: int = 900) -> None:
    button = page.locator(BUTTON).first
    button.press("Enter")
    expect(button).to_have_attribute("data-state", "listening")
    page.wait_for_timeout(milliseconds)  # the tone is said
    button.press("Enter")


@pytest.mark.parametrize(("path", "field"), [("/", "#ask-q"), ("/chat/", "#say-q"), ("/guide/?q=护照", "#more-q")])
def test_what_was_said_stands_in_the_field_and_is_sent_only_by_the_person(
    open_page: Any, speaking: Speaking, path: str, field: str
) -> None:
    speaking.script.replies = [{"json": {"text": HEARD}}]
    page = open_page(path)
    was = page.url
    speak(page)
    expect(page.locator(field)).to_have_value(HEARD)
    expect(page.locator(field)).to_be_focused()
    expect(page.locator(".ask-status", has_text=HEARD)).to_have_attribute("role", "status")
    assert page.url == was
    sent = speaking.script.bodies[-1]
    assert b'filename="speech.webm"' in sent
    assert b"\x1aE\xdf\xa3" in sent
    assert console_errors(page) == []


def test_a_spoken_question_is_answered_once_it_is_sent(open_page: Any, speaking: Speaking) -> None:
    speaking.script.replies = [{"json": {"text": HEARD}}]
    page = open_page("/")
    speak(page)
    expect(page.locator("#ask-q")).to_have_value(HEARD)
    page.locator("#ask-q").press("Enter")
    page.wait_for_url("**/guide/?q=*")
    assert "csrf" not in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("居民身份证丢失补领")


def test_what_was_typed_before_is_kept(open_page: Any, speaking: Speaking) -> None:
    speaking.script.replies = [{"json": {"text": "还要补护照"}}]
    page = open_page("/")
    page.locator("#ask-q").fill("身份证丢了，")
    speak(page)
    expect(page.locator("#ask-q")).to_have_value("身份证丢了，还要补护照")


def test_a_microphone_that_is_refused_is_told_with_what_to_do(open_page: Any) -> None:
    page = open_page("/", allowed=False)
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia =
          () => Promise.reject(new DOMException("no", "NotAllowedError")); }"""
    )
    page.locator(BUTTON).press("Enter")
    expect(page.locator(".ask-status")).to_contain_text("12345")
    expect(page.locator(BUTTON)).to_have_text("语音")


@pytest.mark.parametrize(
    "reply", [{"status": 401, "raw": "no"}, {"raw": "<html>"}, {"json": {"text": ""}}], ids=["refused", "lying", "mute"]
)
def test_a_recogniser_that_fails_is_told_and_typing_goes_on(
    open_page: Any, speaking: Speaking, reply: dict[str, Any]
) -> None:
    speaking.script.replies = [reply]
    page = open_page("/")
    speak(page)
    expect(page.locator(".ask-status")).to_contain_text("12345")
    expect(page.locator("#ask-q")).to_have_value("")
    page.locator("#ask-q").fill("护照")
    expect(page.locator(BUTTON)).to_have_attribute("data-state", "idle")


def test_escape_throws_the_recording_away(open_page: Any, speaking: Speaking) -> None:
    before = len(speaking.script.paths)
    page = open_page("/")
    button = page.locator(BUTTON)
    button.press("Enter")
    expect(button).to_have_attribute("data-state", "listening")
    page.keyboard.press("Escape")
    expect(page.locator(".ask-status")).to_contain_text("作废")
    assert len(speaking.script.paths) == before


@pytest.mark.parametrize("theme", ["normal", "elder", "contrast"])
@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_the_button_holds_in_every_theme_on_a_narrow_screen_and_while_listening(
    open_page: Any, path: str, theme: str
) -> None:
    page = open_page(path, theme=theme, viewport={"width": 320, "height": 640})
    button = page.locator(BUTTON).first
    expect(button).to_be_visible()
    assert narrow_faults(page) == []
    assert keyboard_faults(page, BUTTON) == []
    button.press("Enter")
    expect(button).to_have_attribute("data-state", "listening")
    expect(page.locator(".speak-time").first).to_have_text("0:00")
    assert axe_faults(page) == []
    assert narrow_faults(page) == []
    if theme == "elder":
        assert button.bounding_box()["height"] >= 60
    page.keyboard.press("Escape")
    assert console_errors(page) == []


def test_a_browser_that_cannot_record_shows_no_button(open_page: Any) -> None:
    page = open_page("/")
    page.add_init_script("delete window.MediaRecorder")
    page.reload()
    expect(page.locator("#ask-q")).to_be_visible()
    expect(page.locator(BUTTON)).to_be_hidden()
    without = open_page("/", java_script_enabled=False)
    expect(without.locator(BUTTON)).to_be_hidden()


def test_the_script_knows_no_service_of_the_browsers_maker() -> None:
    scripts = Path(__file__).resolve().parents[2] / "src/zhengtong/platform/ui/static/ui/js"
    assert not [path.name for path in scripts.glob("*.js") if "SpeechRecognition" in path.read_text("utf-8")]
