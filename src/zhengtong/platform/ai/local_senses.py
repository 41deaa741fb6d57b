"""Reading images and speaking on this machine, each with a library that may or may not be installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai.hearing import Turns
from zhengtong.platform.ai.protocols import TextLine

_MAX_IMAGE = 20 * 1024 * 1024
_MAX_PIXELS = 50_000_000
_SPEAKING_SECONDS = 10
_WORDS_A_MINUTE = 150
_WAV_HEADER = 44


def _image_refused(reason: str) -> Fault:
    return Fault(
        "image-unreadable",
        N_("The image cannot be read: %(reason)s."),
        N_("Send a PNG or JPEG photo of at most 20 MB."),
        {"reason": reason},
        status=422,
    )


class RapidReader:
    """rapidocr with the models in its wheel; about half a second a page."""

    name = "rapidocr"

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = threading.Lock()

    def read(self, image: bytes) -> list[TextLine]:
        """Lines from top to bottom; raises ``Fault("image-unreadable")`` for what is no image or too large."""
        pixels = _pixels(image)
        with self._lock:  # the engine keeps state between its steps
            if self._engine is None:
                from rapidocr import RapidOCR  # noqa: PLC0415 - optional, loads 15 MB of models

                self._engine = RapidOCR(params={"Global.log_level": "critical"})
            found = self._engine(pixels)
        if found.boxes is None:
            return []
        lines = [
            TextLine(text, float(score), _box(corners))
            for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        ]
        return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


def _box(corners: Any) -> tuple[int, int, int, int]:
    across, down = [int(x) for x, _ in corners], [int(y) for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _pixels(image: bytes) -> Any:
    import numpy as np  # noqa: PLC0415
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - comes with rapidocr

    if len(image) > _MAX_IMAGE:
        raise _image_refused("too large")
    try:
        with Image.open(io.BytesIO(image), formats=["PNG", "JPEG"]) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise _image_refused("too many pixels")
            return np.asarray(opened.convert("RGB"))[:, :, ::-1]
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise _image_refused("not a PNG or JPEG, or damaged") from error


class EspeakSynthesiser:
    """espeak-ng, where the browser has no voice of its own."""

    name = "espeak-ng"

    def __init__(self) -> None:
        self._turns = Turns(at_once=2, waiting=1, seconds=5.0)

    def speak(self, text: str, *, language: str = "zh") -> bytes:
        """WAV, 22 kHz mono; the text is cut at 2,000 characters."""
        voice = "cmn-latn-pinyin" if language.startswith("zh") else "en"
        try:
            with self._turns.taken():
                done = subprocess.run(
                    ["espeak-ng", "-v", voice, "-s", str(_WORDS_A_MINUTE), "--stdout", "--stdin"],
                    input=text[:2000].encode(),
                    capture_output=True,
                    timeout=_SPEAKING_SECONDS,
                    check=False,
                )
        except (subprocess.TimeoutExpired, OSError) as error:
            raise _not_spoken() from error
        if done.returncode or len(done.stdout) <= _WAV_HEADER:
            raise _not_spoken()
        return _with_lengths(done.stdout)


def _not_spoken() -> Fault:
    return Fault("speech-failed", N_("The text could not be spoken."), N_("Read it on the screen."), status=500)


def _with_lengths(sound: bytes) -> bytes:
    """espeak-ng writes into a pipe before it knows how long it will be; browsers want the true lengths."""
    length = len(sound) - _WAV_HEADER
    return sound[:4] + (length + 36).to_bytes(4, "little") + sound[8:40] + length.to_bytes(4, "little") + sound[44:]


def reader_installed() -> bool:
    """Whether rapidocr is there (the extra ``[ocr]``)."""
    return find_spec("rapidocr") is not None


def voice_installed() -> bool:
    """Whether espeak-ng is there."""
    return shutil.which("espeak-ng") is not None
