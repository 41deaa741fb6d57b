"""Speech to text on this machine with faster-whisper (the extra ``[speech]``) and a model folder of the city's own."""

from __future__ import annotations

import os
import threading
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault, Location
from zhengtong.platform.ai.audio import samples
from zhengtong.platform.ai.hearing import Turns, too_slow

# tokenizer.json too: without it the library would look for one on the internet
_FILES = ("model.bin", "config.json", "tokenizer.json")
_BEAM = 2
_MOST_TOKENS = 200
_LISTENING_SECONDS = 30.0
_WAITING_SECONDS = 20.0
_THREADS = 2


def check_folder(folder: Path) -> None:
    """Raises a ``Fault`` that says what is missing; loads nothing."""
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise Fault(
            "speech-model-missing",
            N_("The speech model at %(path)s lacks %(files)s."),
            N_("ZHENGTONG_SPEECH_MODEL is a folder with a faster-whisper model; nothing is ever downloaded."),
            {"path": str(folder), "files": ", ".join(missing)},
            Location(field="ZHENGTONG_SPEECH_MODEL"),
            status=503,
        )
    if find_spec("faster_whisper") is None:
        raise Fault(
            "speech-not-installed",
            N_("A speech model is set, but faster-whisper is not installed."),
            N_("Install the extra: pip install 'zhengtong[speech]'."),
            where=Location(field="ZHENGTONG_SPEECH_MODEL"),
            status=503,
        )


class WhisperRecogniser:
    """One recording at a time in a process, one more may wait. The model is loaded when first used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None
        self._loading = threading.Lock()
        self._turns = Turns(at_once=1, waiting=1, seconds=_WAITING_SECONDS)
        self.name = f"faster-whisper {folder.name}"

    def transcribe(self, audio: bytes, *, language: str = "zh") -> str:
        """The words that were said; empty when there were none."""
        sound = samples(audio)
        with self._turns.taken():
            return self._heard(sound, language)

    def _heard(self, sound: Any, language: str) -> str:
        end = time.monotonic() + _LISTENING_SECONDS
        segments, _about = self._loaded().transcribe(
            sound,
            language="en" if language.startswith("en") else "zh",
            beam_size=_BEAM,
            # one try: more would take up to six times as long, and the person is there to say it again
            temperature=0.0,
            vad_filter=True,
            without_timestamps=True,
            condition_on_previous_text=False,
            max_new_tokens=_MOST_TOKENS,
        )
        said = []
        for segment in segments:  # each is worked out when it is asked for
            said.append(segment.text)
            if time.monotonic() > end:
                raise too_slow()
        return "".join(said).strip()

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                whisper: Any = import_module("faster_whisper")  # optional
                threads = min(_THREADS, os.cpu_count() or 1)
                self._model = whisper.WhisperModel(
                    str(self._folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
                )
            return self._model
