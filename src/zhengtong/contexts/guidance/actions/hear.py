"""A spoken question becomes text for its speaker to read and confirm. Neither sound nor text is kept or logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.kernel.simplified import simplified
from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import service as search

_TYPE_OR_CALL = N_("Type your question instead, or call 12345.")


@dataclass(frozen=True)
class Heard:
    """``text`` is a draft: it becomes a question only when the person sends it."""

    text: str
    model: str


def hear(audio: bytes, *, language: str = "zh-hans") -> Heard:
    """What was said. Raises a ``Fault`` in plain words (codes ``speech-…``) with what to do instead."""
    recogniser = ai.recogniser()
    if recogniser is None:
        raise Fault("speech-off", N_("This service cannot listen."), _TYPE_OR_CALL, status=404)
    english = language.startswith("en")
    try:
        said = recogniser.transcribe(audio, language="en" if english else "zh")
    except Fault as fault:
        # what a person speaking cannot do anything about, and the addresses of machines inside, are not for the page
        if fault.code == "model-timeout":
            raise ai.speech_too_slow() from fault
        if not fault.code.startswith("speech-"):
            raise _down() from fault
        raise
    text = ai.cleaned_speech(said)
    if not text:
        raise ai.speech_not_understood()
    return Heard(text if english else mended(text), recogniser.name)


def mended(text: str) -> str:
    """In Simplified characters, and where a string is no word but sounds like one of the catalogue, with that word:
    the same homophones as in what is typed, but before the eyes of the person who confirms it."""
    simple = simplified(text)
    for written, meant in search.prepare(simple).corrections:
        simple = simple.replace(written, meant, 1)
    return simple


def _down() -> Fault:
    return Fault(
        "speech-down",
        N_("Turning speech into text does not work just now."),
        _TYPE_OR_CALL,
        status=503,
    )
