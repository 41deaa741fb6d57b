"""Whether requests may take a thread for seconds, which decides how many threads ``serve`` starts."""

import pytest

from zhengtong.platform.ai import service as ai


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch):
    for kind in ("CHAT", "EMBEDDINGS", "RERANK", "SPEECH"):
        monkeypatch.delenv(f"ZHENGTONG_{kind}_URL", raising=False)
    monkeypatch.delenv("ZHENGTONG_SPEECH_MODEL", raising=False)


def test_without_models_and_speech_nothing_does():
    assert not ai.takes_its_time()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHENGTONG_CHAT_URL", "http://127.0.0.1:11434/v1"),
        ("ZHENGTONG_CHAT_URL", "not an address"),
        ("ZHENGTONG_EMBEDDINGS_URL", "http://127.0.0.1:1/v1"),
        ("ZHENGTONG_RERANK_URL", "http://127.0.0.1:1/v1"),
        ("ZHENGTONG_SPEECH_URL", "http://127.0.0.1:1/v1"),
        ("ZHENGTONG_SPEECH_MODEL", "/srv/models/whisper-small"),
    ],
)
def test_a_model_elsewhere_or_speech_does(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert ai.takes_its_time()
