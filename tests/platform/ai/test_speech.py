"""A recording is looked at before it is heard; a recogniser that is slow, down or wrong ends in a clear fault."""

import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.model_server import model_server
from tests.factories.sounds import wav, wav_that_claims

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import audio, hearing, remote
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ai.configuration import Endpoint
from zhengtong.platform.ai.gateway import Gateway
from zhengtong.platform.ai.local_recogniser import check_folder

BEGINNINGS = {
    "webm": b"\x1aE\xdf\xa3",
    "ogg": b"OggS",
    "wav": b"RIFF\x00\x00\x00\x00WAVE",
    "m4a": b"\x00\x00\x00\x20ftypM4A ",
    "mp3": b"\xff\xfb\x90\x64",
}
needs_decoder = pytest.mark.skipif(find_spec("av") is None, reason="the extra [speech] is not installed")


def recogniser(url: str) -> remote.RemoteRecogniser:
    return remote.RemoteRecogniser(Gateway(Endpoint(url, "whisper-1")))


def fault_of(content: bytes) -> str:
    with pytest.raises(Fault) as caught:
        audio.checked(content)
    return caught.value.code


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_the_kind_is_told_by_the_first_bytes(kind: str) -> None:
    assert audio.container_of(BEGINNINGS[kind] + b"\x00" * 64).name == kind


@pytest.mark.parametrize(
    "content", [b"<html>", b"%PDF-1.7", b"#EXTM3U\nhttp://127.0.0.1/", b"\x00" * 40, b"RIFFxxxxAVI "]
)
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    assert fault_of(content) == "speech-not-audio"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "speech-silent"),
        (wav(2, loud=0), "speech-silent"),
        (wav(2, loud=0.001), "speech-silent"),
        (wav(0.1), "speech-silent"),
        (wav(62), "speech-too-long"),
        (b"OggS" + b"\x00" * audio.MAX_BYTES, "speech-too-large"),
    ],
    ids=["nothing", "silence", "a quiet room", "a press and a release", "more than a minute", "more than 5 MB"],
)
def test_silence_and_what_is_too_much_are_told_apart(content: bytes, code: str) -> None:
    assert fault_of(content) == code


@pytest.mark.parametrize("rate", [1, 100, 4_000_000])
def test_a_header_that_lies_costs_no_memory(rate: int) -> None:
    assert fault_of(wav_that_claims(rate, 2_000_000_000)).startswith("speech-")


def test_a_word_in_a_long_silence_is_heard() -> None:
    quiet, word = wav(20, loud=0)[44:], wav(0.5)[44:]
    content = wav(40.5)[:44] + quiet + word + quiet
    assert audio.checked(content).name == "wav"


@needs_decoder
@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(sorted(BEGINNINGS)), rest=st.binary(max_size=3000))
def test_nonsense_behind_a_true_beginning_is_refused(kind: str, rest: bytes) -> None:
    assert fault_of(BEGINNINGS[kind] + rest).startswith("speech-")


@needs_decoder
@settings(max_examples=60, deadline=None)
@given(cut=st.integers(44, 32_044), place=st.integers(0, 32_043), byte=st.integers(0, 255))
def test_a_damaged_recording_is_heard_or_refused(cut: int, place: int, byte: int) -> None:
    content = bytearray(wav(1)[:cut])
    content[place % len(content)] = byte
    try:
        assert audio.samples(bytes(content)).dtype == "float32"
    except Fault as fault:
        assert fault.code.startswith("speech-")


@needs_decoder
@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2), (48_000, 2)])
def test_every_recording_becomes_one_channel_of_16_khz(rate: int, channels: int) -> None:
    sound = audio.samples(wav(2, rate=rate, channels=channels))
    assert abs(len(sound) - 32_000) < 200
    assert 0.1 < abs(sound).max() <= 1


def test_the_recording_reaches_the_service_as_it_came_with_its_kind() -> None:
    sound = wav(1)
    with model_server({"json": {"text": " 身份证丢了 "}}) as (url, script):
        assert recogniser(url).transcribe(sound, language="zh") == "身份证丢了"
    assert script.paths == ["/v1/audio/transcriptions"]
    sent = script.bodies[0]
    assert sound in sent
    assert b'filename="speech.wav"' in sent
    assert b'name="prompt"' not in sent


def test_nothing_is_sent_to_the_service_for_what_is_no_speech() -> None:
    with model_server({"json": {"text": "谢谢观看"}}) as (url, script):
        for content in (b"<html>", wav(2, loud=0), wav(62)):
            with pytest.raises(Fault):
                recogniser(url).transcribe(content)
    assert script.paths == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"status": 503, "raw": "busy"}, "model-unreachable"),
        ({"status": 401, "raw": "no"}, "model-refused"),
        ({"raw": "<html>busy</html>"}, "model-unreadable"),
        ({"json": {"words": ["身份证"]}}, "model-unreadable"),
        ({"json": {"text": None}}, "model-unreadable"),
        ({"json": ["身份证"]}, "model-unreadable"),
        ({"hang_up": True}, "model-unreachable"),
        ({"json": {"text": "晚了"}, "delay": 1.0}, "model-timeout"),
    ],
    ids=["busy", "refused", "not JSON", "no text", "null", "a list", "hangs up", "slow"],
)
def test_a_bad_service_ends_in_a_fault(reply: dict[str, object], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if code == "model-timeout":
        monkeypatch.setattr(remote, "_LISTENING_SECONDS", 0.3)
    with model_server(reply) as (url, _script), pytest.raises(Fault) as caught:
        recogniser(url).transcribe(wav(1))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", ""),
        ("字幕由 Amara.org 社群提供", ""),
        ("Thank you for watching!", ""),
        ("身份证丢了怎么办？谢谢观看。", "身份证丢了怎么办？"),
        ("怎么办怎么办怎么办怎么办怎么办怎么办怎么办", "怎么办"),
        ("……！", ""),
        ("身份证\x00\u202e丢了\n怎么办<|endoftext|>", "身份证 丢了 怎么办"),
        ("", ""),
    ],
)
def test_what_models_make_up_is_left_out(written: str, kept: str) -> None:
    assert ai.cleaned_speech(written) == kept


def test_endless_text_ends() -> None:
    assert len(ai.cleaned_speech("".join(chr(0x4E00 + n) for n in range(5000)))) == hearing.LONGEST_TEXT


def test_few_are_heard_at_once_and_the_rest_is_told_to_come_back() -> None:
    turns = hearing.Turns(at_once=1, waiting=1, seconds=5)
    inside, leave, second = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with turns.taken():
            inside.set()
            leave.wait(5)

    def waits() -> None:
        with turns.taken():
            second.set()

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert inside.wait(5)
    threads.append(threading.Thread(target=waits))
    threads[1].start()
    while turns._known._value:  # until the second one stands at the door
        pass
    with pytest.raises(Fault) as caught, turns.taken():
        pass
    assert caught.value.code == "speech-busy"
    assert not second.is_set()
    leave.set()
    for thread in threads:
        thread.join(5)
    assert second.is_set()
    with turns.taken():
        pass


def test_a_wait_that_is_too_long_ends() -> None:
    turns = hearing.Turns(at_once=1, waiting=1, seconds=0.05)
    with turns.taken():
        with pytest.raises(Fault) as caught, turns.taken():
            pass
        assert caught.value.code == "speech-busy"


def test_a_failed_call_gives_its_turn_back() -> None:
    with model_server({"raw": "no"}) as (url, _script):
        broken = recogniser(url)
        for _ in range(4):
            with pytest.raises(Fault) as caught:
                broken.transcribe(wav(1))
            assert caught.value.code == "model-unreadable"


def test_a_model_folder_that_lacks_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(Fault) as caught:
        check_folder(tmp_path)
    assert caught.value.code == "speech-model-missing"
    assert "tokenizer.json" in str(caught.value)


@pytest.fixture
def fresh() -> object:
    ai.forget()
    yield
    ai.forget()


@pytest.mark.usefixtures("fresh")
def test_without_a_model_there_is_no_recogniser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ZHENGTONG_SPEECH_URL", raising=False)
    monkeypatch.delenv("ZHENGTONG_SPEECH_MODEL", raising=False)
    assert ai.recogniser() is None
    assert ai.speech_offered() is False
    monkeypatch.setenv("ZHENGTONG_SPEECH_MODEL", str(tmp_path / "nowhere"))
    ai.forget()
    assert ai.speech_offered() is False
    with pytest.raises(Fault):
        ai.recogniser()
