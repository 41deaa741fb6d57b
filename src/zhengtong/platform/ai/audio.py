"""Recordings that people send: what they are by their first bytes, how long they are, and their sound as samples.

A recording lives in memory only: it is never written to a file, and nothing of it goes into a log.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop as N_
from numpy.typing import NDArray

from zhengtong.kernel.errors import Fault

MAX_BYTES = 5 * 1024 * 1024
MAX_SECONDS = 60
SAMPLES_A_SECOND = 16_000
# a second more than is said, for the moment between pressing the button and the end of the recording
_GRACE_SECONDS = 1.5
_SHORTEST_SECONDS = 0.3
# a room without a voice; speech into a microphone held badly is some ten times louder
_SILENT = 0.004
_RATES = range(4_000, 192_001)
_CODECS = frozenset({"opus", "vorbis", "aac", "mp3", "mp3float", "flac"})
_TYPE_OR_CALL = N_("Type your question instead, or call 12345.")


@dataclass(frozen=True)
class Container:
    """A kind of recording. ``format``: the one demultiplexer that may read it."""

    name: str
    format: str
    content_type: str


_WEBM = Container("webm", "matroska", "audio/webm")
_OGG = Container("ogg", "ogg", "audio/ogg")
_WAV = Container("wav", "wav", "audio/wav")
_M4A = Container("m4a", "mp4", "audio/mp4")
_MP3 = Container("mp3", "mp3", "audio/mpeg")


def too_large() -> Fault:
    """More bytes than a minute of speech takes."""
    return Fault("speech-too-large", N_("The recording is larger than 5 MB."), _TYPE_OR_CALL, status=413)


def too_long() -> Fault:
    """More than a minute."""
    return Fault(
        "speech-too-long",
        N_("The recording is longer than a minute."),
        N_("Say it shorter, type your question instead, or call 12345."),
        status=413,
    )


def nothing_said() -> Fault:
    """Silence, or a press and a release."""
    return Fault(
        "speech-silent",
        N_("Nothing was heard."),
        N_("Come nearer to the microphone and speak after pressing the button; or type, or call 12345."),
        status=422,
    )


def _unreadable() -> Fault:
    return Fault(
        "speech-not-audio",
        N_("This is not a recording that can be read (WebM, Ogg, WAV, M4A or MP3)."),
        _TYPE_OR_CALL,
        status=415,
    )


def container_of(audio: bytes) -> Container:
    """What a recording is, by its first bytes; what a sender claims counts for nothing."""
    if not audio:
        raise nothing_said()
    if len(audio) > MAX_BYTES:
        raise too_large()
    if audio[:4] == b"\x1aE\xdf\xa3":
        return _WEBM
    if audio[:4] == b"OggS":
        return _OGG
    if audio[:4] == b"RIFF" and audio[8:12] == b"WAVE":
        return _WAV
    if audio[4:8] == b"ftyp":
        return _M4A
    if audio[:3] == b"ID3" or (len(audio) > 3 and audio[0] == 0xFF and audio[1] & 0xE6 == 0xE2):
        return _MP3
    raise _unreadable()


def checked(audio: bytes) -> Container:
    """The kind of a recording that is short enough and holds sound, as far as that can be known here.

    Everything is looked at where PyAV is installed (the extra ``[speech]``). Without it the length and the sound of
    a WAV are known, of the others only the size; the service behind has to hold them to its own limits.
    """
    container = container_of(audio)
    if find_spec("av"):
        samples(audio)
    elif container is _WAV:
        _check_wav(audio)
    return container


def samples(audio: bytes) -> NDArray[np.float32]:
    """The sound of a recording: one channel, 16 kHz, -1 to 1. Needs PyAV.

    Raises:
        Fault: ``speech-not-audio``, ``speech-too-large``, ``speech-too-long`` or ``speech-silent``.
    """
    container = container_of(audio)
    pieces = list(_pieces(audio, container))
    sound = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int16)
    if len(sound) < _SHORTEST_SECONDS * SAMPLES_A_SECOND:
        raise nothing_said()
    scaled: NDArray[np.float32] = sound.astype(np.float32) / 32768.0
    _require_sound(scaled, SAMPLES_A_SECOND)
    return scaled


def _pieces(audio: bytes, container: Container) -> Iterator[NDArray[np.int16]]:
    av: Any = import_module("av")  # optional, brings ffmpeg's decoders
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLES_A_SECOND)
    seconds = 0.0
    try:
        # the format is named so that no other reader (playlists, lists of files) may take the bytes
        with av.open(io.BytesIO(audio), format=container.format, metadata_errors="ignore") as opened:
            stream = next((each for each in opened.streams if each.type == "audio"), None)
            if stream is None or not _known(stream.codec_context):
                raise _unreadable()
            for frame in opened.decode(stream):
                seconds += frame.samples / max(1, frame.sample_rate)
                if seconds > MAX_SECONDS + _GRACE_SECONDS:
                    raise too_long()
                yield from (each.to_ndarray()[0] for each in resampler.resample(frame))
            yield from (each.to_ndarray()[0] for each in resampler.resample(None))
    except (av.FFmpegError, ValueError, IndexError, MemoryError) as error:
        # the end of a recording that was cut off is no reason to lose the rest
        if seconds < _SHORTEST_SECONDS:
            raise _unreadable() from error


def _known(codec: Any) -> bool:
    return (codec.name in _CODECS or codec.name.startswith("pcm_")) and codec.sample_rate in _RATES


def _check_wav(audio: bytes) -> None:
    try:
        with wave.open(io.BytesIO(audio)) as opened:
            rate, width, frames = opened.getframerate(), opened.getsampwidth(), opened.getnframes()
            if rate not in _RATES:
                raise _unreadable()
            if frames > (MAX_SECONDS + _GRACE_SECONDS) * rate:
                raise too_long()
            if frames < _SHORTEST_SECONDS * rate:
                raise nothing_said()
            if width == 2:
                data = opened.readframes(frames)
                sound = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.float32)
                _require_sound(sound / np.float32(32768), rate)
    except (wave.Error, EOFError) as error:
        raise _unreadable() from error


def _require_sound(sound: NDArray[np.float32], rate: int) -> None:
    """The loudest tenth of a second decides: a word in a long silence is still a word."""
    block = max(1, rate // 10)
    whole = sound[: len(sound) // block * block].reshape(-1, block)
    if not len(whole) or float(np.sqrt((whole**2).mean(axis=1)).max()) < _SILENT:
        raise nothing_said()
