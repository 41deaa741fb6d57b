"""A question can be spoken: its speaker gets the text to confirm, or is told in plain words what to do instead."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.test import Client
from tests.factories.model_server import Script, model_server
from tests.factories.sounds import wav

from zhengtong.platform.ai import remote
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ledger.models import Entry

pytestmark = pytest.mark.django_db
Listening = Callable[..., Script]
PAGE, REST = "/speech/", "/api/v1/speech"


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    """``listening(reply, …)`` sets up a speech service that answers so."""
    with ExitStack() as stack:

        def start(*replies: dict[str, Any]) -> Script:
            url, script = stack.enter_context(model_server(*replies))
            monkeypatch.setenv("ZHENGTONG_SPEECH_URL", url)
            monkeypatch.setenv("ZHENGTONG_SPEECH_MODEL", "whisper-1")
            ai.forget()
            return script

        yield start
    monkeypatch.delenv("ZHENGTONG_SPEECH_URL", raising=False)
    monkeypatch.delenv("ZHENGTONG_SPEECH_MODEL", raising=False)
    ai.forget()


@contextmanager
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ZHENGTONG_SPEECH_URL", raising=False)
    monkeypatch.delenv("ZHENGTONG_SPEECH_MODEL", raising=False)
    ai.forget()
    yield
    ai.forget()


def send(client: Client, content: bytes, path: str = PAGE, **more: Any) -> Any:
    return client.post(path, content, content_type="audio/wav", **more)


@pytest.mark.parametrize("path", [PAGE, REST])
def test_what_was_said_comes_back_as_text_and_nothing_is_asked(client: Client, listening: Listening, path: str) -> None:
    listening({"json": {"text": "身份證丟了怎麼補辦？"}})
    before = Entry.objects.count()
    reply = send(client, wav(1), path)
    assert reply.status_code == 200
    assert json.loads(reply.content) == {"text": "身份证丢了怎么补办？", "model": "whisper-1"}
    assert Entry.objects.count() == before


def test_english_is_heard_as_english(client: Client, listening: Listening) -> None:
    script = listening({"json": {"text": "I lost my identity card."}})
    reply = send(client, wav(1), f"{REST}?language=en")
    assert reply.json()["text"] == "I lost my identity card."
    assert b'name="language"\r\n\r\nen\r\n' in script.bodies[0]


def test_a_form_of_another_site_cannot_speak(listening: Listening) -> None:
    script = listening({"json": {"text": "身份证"}})
    assert send(Client(enforce_csrf_checks=True), wav(1)).status_code == 403
    assert script.paths == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", (422, "speech-silent", "没有听到声音")),
        (wav(2, loud=0), (422, "speech-silent", "没有听到声音")),
        (wav(62), (413, "speech-too-long", "超过了一分钟")),
        (b"x" * (ai.SPEECH_BYTES + 1), (413, "speech-too-large", "5 MB")),
        (b"<html>", (415, "speech-not-audio", "不是能读取的录音")),
    ],
    ids=["nothing", "silence", "too long", "too large", "no recording"],
)
def test_a_recording_that_cannot_be_used_is_told_with_what_to_do(
    client: Client, listening: Listening, content: bytes, told: tuple[int, str, str]
) -> None:
    script = listening({"json": {"text": "身份证"}})
    for path in (PAGE, REST):
        reply = send(client, content, path)
        problem = json.loads(reply.content)
        assert (reply.status_code, problem["code"]) == told[:2]
        assert told[2] in problem["detail"]
        assert "12345" in problem["detail"]
    assert script.paths == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"status": 503, "raw": "busy"}, "speech-down"),
        ({"status": 401, "raw": "secret words of the service"}, "speech-down"),
        ({"raw": "<html>"}, "speech-down"),
        ({"hang_up": True}, "speech-down"),
        ({"json": {"text": ""}}, "speech-not-understood"),
        ({"json": {"text": "请不吝点赞 订阅 转发"}}, "speech-not-understood"),
        ({"json": {"text": "晚了"}, "delay": 1.0}, "speech-too-slow"),
    ],
    ids=["busy", "refused", "not JSON", "hangs up", "nothing", "made up", "slow"],
)
def test_a_bad_recogniser_is_told_in_plain_words_without_its_address(
    client: Client, listening: Listening, reply: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_LISTENING_SECONDS", 0.4 if "delay" in reply else 25.0)
    listening(reply)
    answer = send(client, wav(1))
    told = answer.json()
    assert (answer.status_code >= 400, told["code"]) == (True, code)
    assert "12345" in told["detail"]
    assert "127.0.0.1" not in told["detail"]
    assert "secret" not in told["detail"]


def test_what_was_said_is_in_no_log(client: Client, listening: Listening, caplog: pytest.LogCaptureFixture) -> None:
    listening({"json": {"text": "我的身份证号是110101199003070011"}})
    with caplog.at_level(logging.DEBUG):
        assert send(client, wav(1)).status_code == 200
        assert send(client, b"<html>").status_code == 415
    assert "身份证号" not in caplog.text
    assert "110101" not in caplog.text


def test_without_a_recogniser_no_button_is_shown_and_asking_works(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deaf(monkeypatch):
        page = client.get("/").content.decode()
        assert "data-speak" not in page
        assert 'id="ask-q"' in page
        assert send(client, wav(1)).json()["code"] == "speech-off"
        assert send(client, wav(1), REST).status_code == 404


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_with_a_recogniser_the_page_holds_a_button_that_waits_for_its_script(
    client: Client, listening: Listening, path: str
) -> None:
    listening({"json": {"text": "身份证"}})
    page = client.get(path).content.decode()
    button = page[page.index("data-speak=") :].partition(">")[0]
    assert button.endswith(" hidden")
    # a question goes into the address; the token against forged forms must not
    form = page[page.index('class="ask') :].partition("</form>")[0]
    assert ('name="csrfmiddlewaretoken"' in form) == (path == "/chat/")


def test_a_broken_setting_of_the_model_breaks_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with deaf(monkeypatch):
        monkeypatch.setenv("ZHENGTONG_SPEECH_MODEL", "/nowhere")
        ai.forget()
        assert client.get("/").status_code == 200
        assert "nowhere" not in client.get("/").content.decode()
