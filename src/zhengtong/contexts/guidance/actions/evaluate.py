"""Measure ``ask`` on a file of questions, on the same path as every reply."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.domain.scoring import AskOne, Row, Tally, measure
from zhengtong.contexts.guidance.queries.conversations import memory_after
from zhengtong.kernel.actors import system
from zhengtong.kernel.errors import Fault, Location

EVALUATION = system("evaluate")
Progress = Callable[[int, int], None]


def evaluate(file: Path, *, record: bool = False, progress: Progress | None = None) -> Tally:
    """The tally of a JSON lines file or of a pack's folder ``questions``.

    Args:
        record: write acts and turns like for a resident; otherwise replies leave no trace.

    Raises:
        Fault: the file cannot be read, with the line.
    """
    return measured(list(questions(file)), record=record, progress=progress)


def measured(rows: Sequence[Row], *, record: bool = False, progress: Progress | None = None) -> Tally:
    """The tally of questions that were read already."""
    told = (lambda done: progress(done, len(rows))) if progress else None
    return measure(rows, lambda: _session(record=record), progress=told)


def _session(*, record: bool) -> AskOne:
    memory = Memory()
    key = str(uuid.uuid4())

    def ask_one(text: str) -> Reply:
        nonlocal memory
        try:
            reply = ask(
                text, actor=EVALUATION, conversation=key, record=record, channel="evaluate",
                memory=None if record else memory,
            )  # fmt: skip
        except Fault as fault:
            reply = Reply(state="unknown", question=text, language="zh-Hans", reason=fault.code)
        memory = memory_after(memory, reply)
        return replace(reply, conversation=key)

    return ask_one


def _pack_questions(file: Path) -> list[dict[str, Any]]:
    try:
        rows = yaml.safe_load(file.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _no_question(file, mark.line + 1 if mark else 1) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _no_question(file, 1)
    return rows


def _no_question(file: Path, line: int) -> Fault:
    return Fault(
        "question-row-unreadable",
        N_("This line is not a question in JSON."),
        N_("Each line needs text (or turns), kind and gold."),
        where=Location(str(file), line),
    )


def questions(file: Path) -> Iterator[dict[str, Any]]:
    """Rows with ``kind``, ``text`` or ``turns``, and ``gold``; of a folder, those of all its YAML files."""
    if file.is_dir():
        for each in sorted(file.glob("*.yaml")):
            yield from _pack_questions(each)
        return
    if not file.is_file():
        raise Fault("file-not-found", N_("There is no file %(file)s."), params={"file": str(file)}, status=404)
    if file.suffix in (".yaml", ".yml"):
        yield from _pack_questions(file)
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                known = isinstance(row, dict) and ("text" in row or "turns" in row)
            except ValueError:
                known = False
            if not known:
                raise _no_question(file, number)
            yield row
