"""What speech recognition has in common wherever it runs: few at a time, and what the models make up is left out."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault

LONGEST_TEXT = 500
# what models that learned from films write where nothing is said
_MADE_UP = re.compile(
    r"字幕(由|by|志愿|製作|制作|提供)|请不吝点赞|請不吝點贊|明镜与点点|明鏡與點點|打赏支持|打賞支持"
    r"|谢谢(大家)?(观看|收看)|謝謝(大家)?(觀看|收看)|優優獨播劇場|YoYo Television|Amara\.org"
    r"|^(thanks|thank you) for watching|please subscribe",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_LOOP = re.compile(r"(.{1,20}?)\1{4,}")
_NOT_SHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd\ud800-\udfff]|<\|.*?\|>"
)
_WORD = re.compile(r"\w")


class Turns:
    """At most ``at_once`` callers inside and ``waiting`` before the door, so that speech never takes all threads."""

    def __init__(self, *, at_once: int, waiting: int, seconds: float) -> None:
        self._inside = threading.Semaphore(at_once)
        self._known = threading.Semaphore(at_once + waiting)
        self._seconds = seconds

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises ``Fault("speech-busy")`` when too many wait, or the wait is too long."""
        if not self._known.acquire(blocking=False):
            raise _busy()
        try:
            if not self._inside.acquire(timeout=self._seconds):
                raise _busy()
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._known.release()


def _busy() -> Fault:
    return Fault(
        "speech-busy",
        N_("Many people are speaking to this service just now."),
        N_("Press the button again in a few seconds, type your question instead, or call 12345."),
        status=503,
    )


def not_understood() -> Fault:
    """There was sound, but no words were found in it."""
    return Fault(
        "speech-not-understood",
        N_("There was sound, but no words could be made out."),
        N_("Say it again slowly and near the microphone, type your question instead, or call 12345."),
        status=422,
    )


def too_slow() -> Fault:
    """The recogniser took longer than a person waits."""
    return Fault(
        "speech-too-slow",
        N_("Turning your words into text took too long."),
        N_("Say it shorter, type your question instead, or call 12345."),
        status=504,
    )


def cleaned(text: str) -> str:
    """One line of what was said, at most 500 characters; empty when nothing of it is speech."""
    plain = " ".join(_NOT_SHOWN.sub(" ", text).split())
    kept = "".join(part for part in _SENTENCE.findall(_LOOP.sub(r"\1", plain)) if not _MADE_UP.search(part))
    kept = kept.strip()[:LONGEST_TEXT].strip()
    return kept if _WORD.search(kept) else ""
