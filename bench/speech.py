"""How well questions are heard, and whether their item is still found.

    python -m bench.speech --model DIR [--audio DIR] [--questions 60] [--json FILE]

Asks the loaded pack (the database of the environment) the sample pack's questions once as typed and once as heard by
the local recogniser.
``--audio`` holds recordings ``<question>.<voice>.wav`` of any voice; without it espeak-ng speaks, where there is one.
Without a model it says so and measures nothing.
"""

# ruff: noqa: PLC0415 - what needs Django is imported after it is set up

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
QUESTIONS = REPOSITORY / "packs" / "jianglan" / "questions"
ONLY_CHINESE = re.compile(r"[\u4e00-\u9fff，。？！、；：]+")
NOT_SPOKEN = re.compile(r"[\W_]+")
LONGEST = 40  # characters
VOICES = {"plain": (150, 50), "slow": (110, 50), "fast": (200, 50), "low": (150, 20), "high": (150, 80)}


@dataclass
class Tally:
    """Of one voice."""

    errors: int = 0
    unmended: int = 0
    characters: int = 0
    first: int = 0
    count: int = 0
    seconds: float = 0.0
    sound: float = 0.0
    samples: list[tuple[str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "questions": self.count,
            "character_errors": round(self.errors / max(1, self.characters), 3),
            "before_mending": round(self.unmended / max(1, self.characters), 3),
            "right_item_first": round(self.first / max(1, self.count), 3),
            "times_real_time": round(self.seconds / max(1e-9, self.sound), 2),
        }


def chosen(count: int) -> list[dict[str, Any]]:
    """Evenly over all single questions in Chinese characters alone, so that no number has two ways to be written."""
    found = [
        question
        for path in sorted(QUESTIONS.glob("*.yaml"))
        for question in yaml.safe_load(path.read_text("utf-8"))
        if question.get("kind") == "single" and question.get("lang") == "zh-Hans" and question.get("gold")
        if ONLY_CHINESE.fullmatch(question["text"]) and len(question["text"]) <= LONGEST
    ]
    return [found[int(index * len(found) / count)] for index in range(min(count, len(found)))]


def distance(said: str, heard: str) -> int:
    """Characters to change, without punctuation."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def spoken_by_espeak(questions: list[dict[str, Any]], folder: Path) -> None:
    for question in questions:
        for voice, (speed, pitch) in VOICES.items():
            target = folder / f"{question['id']}.{voice}.wav"
            command = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", str(speed), "-p", str(pitch), "-w", str(target)]
            subprocess.run([*command, "--stdin"], input=question["text"].encode(), check=True)


def first_item(text: str) -> str:
    from zhengtong.contexts.guidance import service as guidance
    from zhengtong.kernel.actors import system

    if not text:
        return ""
    reply = guidance.ask(text[:2000], actor=system("bench"), record=False)
    needs = [need for need in reply.needs if need.chosen]
    return str(needs[0].chosen) if needs else ""


def measure(questions: list[dict[str, Any]], folder: Path, model: Path) -> dict[str, Any]:
    from zhengtong.contexts.guidance.actions.hear import mended
    from zhengtong.kernel.errors import Fault
    from zhengtong.platform.ai import service as ai
    from zhengtong.platform.ai.audio import SAMPLES_A_SECOND, samples
    from zhengtong.platform.ai.local_recogniser import WhisperRecogniser
    from zhengtong.platform.search.segmentation import simplify

    recogniser = WhisperRecogniser(model)
    tallies: Mapping[str, Tally] = defaultdict(Tally)
    for question in questions:
        gold = {code for codes in question["gold"] for code in codes}
        typed = tallies["typed"]
        typed.count += 1
        typed.first += first_item(question["text"]) in gold
        for path in sorted(folder.glob(f"{question['id']}.*.wav")):
            sound = path.read_bytes()
            begun = time.perf_counter()
            try:
                heard = ai.cleaned_speech(recogniser.transcribe(sound))
            except Fault as fault:
                heard = ""
                print(path.name, fault.code, file=sys.stderr)
            shown = mended(heard)
            took = time.perf_counter() - begun
            said, got = NOT_SPOKEN.sub("", question["text"]), NOT_SPOKEN.sub("", shown)
            right = first_item(shown) in gold
            for key in (path.stem.rpartition(".")[2], "all"):
                tally = tallies[key]
                tally.count += 1
                tally.errors += distance(said, got)
                tally.unmended += distance(said, NOT_SPOKEN.sub("", simplify(heard)))
                tally.characters += len(said)
                tally.first += right
                tally.seconds += took
                tally.sound += len(samples(sound)) / SAMPLES_A_SECOND
                tally.samples.append((said, shown))
    return {
        "model": recogniser.name,
        "figures": {name: tally.figures() for name, tally in tallies.items()},
        "samples": {name: tally.samples[:20] for name, tally in tallies.items() if name.endswith("plain")},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Speech: character errors, and whether the item is still found.")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--audio", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.model is None or find_spec("faster_whisper") is None:
        print("Nothing measured: give --model DIR (a faster-whisper model) and install the extra [speech].")
        return
    if options.audio is None and shutil.which("espeak-ng") is None:
        print("Nothing measured: give --audio DIR, or install espeak-ng.")
        return
    from zhengtong.config.startup import start

    start(migrate=False)
    questions = chosen(options.questions)
    with tempfile.TemporaryDirectory() as made:
        folder = options.audio or Path(made)
        if options.audio is None:
            spoken_by_espeak(questions, folder)
        result = measure(questions, folder, options.model)
    for name, figures in result["figures"].items():
        print(f"{name:24} {figures}")
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
