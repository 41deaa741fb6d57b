"""The server's own voice, by the real espeak-ng: what it says is a recording that browsers play."""

from __future__ import annotations

import io
import wave

import pytest
from django.test import Client

from zhengtong.platform.ai import service as ai

pytestmark = pytest.mark.skipif(ai.synthesiser() is None, reason="espeak-ng is not installed")


def _seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, 22050)
        frames = read.readframes(read.getnframes())
        assert len(frames) == 2 * read.getnframes()  # the length that the header tells is the true one
        assert any(frames)
        return read.getnframes() / read.getframerate()


@pytest.mark.parametrize(
    ("short", "long", "language"),
    [("您好。", "您好，补领身份证要带户口簿，二十个工作日办好。", "zh"),
     ("Hello.", "Hello, bring your household booklet to the service centre.", "en")],
)  # fmt: skip
def test_a_longer_text_is_a_longer_recording_with_its_true_length(short: str, long: str, language: str) -> None:
    voice = ai.synthesiser()
    assert voice is not None
    assert 0.2 < _seconds(voice.speak(short, language=language)) < _seconds(voice.speak(long, language=language)) < 30


@pytest.mark.parametrize(
    "text", ["-w /nowhere 您好", "<speak><break/>您好</speak>", "您好\x00再见", "👪 您好 \u202e好您"]
)
def test_whatever_the_text_holds_it_is_read_and_never_obeyed(text: str) -> None:
    voice = ai.synthesiser()
    assert voice is not None
    assert _seconds(voice.speak(text)) > 0.2


@pytest.mark.django_db
def test_the_page_gets_the_recording_of_a_passage(client: Client) -> None:
    response = client.post("/speech/read/", {"text": "请带户口簿。"})
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert _seconds(response.content) > 0.5


@pytest.mark.django_db
def test_nothing_to_read_is_said_in_words(client: Client) -> None:
    response = client.post("/speech/read/", {"text": "   "})
    assert response.status_code == 404
    assert response.json()["code"] == "voice-off"
