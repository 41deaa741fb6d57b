"""Measure ``ask`` on a file of questions, on the same path as every reply."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.run import Again
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.domain.scoring import AskOne, Row, Tally, can_be_asked, measure
from zhengtong.contexts.guidance.queries.conversations import memory_after
from zhengtong.kernel.actors import system
from zhengtong.kernel.errors import Fault, Location
from zhengtong.platform.packs import service as packs

EVALUATION = system("evaluate")
Progress = Callable[[int, int], None]


def measured(
    rows: Sequence[Row], *, record: bool = False, with_model: bool = True, progress: Progress | None = None
) -> Tally:
    """The tally of questions that were read already.

    Args:
        record: write acts and turns like for a resident; otherwise replies leave no trace.
        with_model: with the chat model that is configured, as residents are answered.
    """
    told = (lambda done: progress(done, len(rows))) if progress else None
    return measure(rows, lambda: _session(record=record, with_model=with_model), progress=told)


def _session(*, record: bool, with_model: bool) -> AskOne:
    memory = Memory()
    key = str(uuid.uuid4())

    def ask_one(text: str) -> Reply:
        nonlocal memory
        try:
            reply = ask(
                text, actor=EVALUATION, conversation=key, record=record, channel="evaluate",
                memory=None if record else memory, again=None if with_model else Again(model=None),
            )  # fmt: skip
        except Fault as fault:
            reply = Reply(state="unknown", question=text, language="zh-Hans", reason=fault.code)
        memory = memory_after(memory, reply)
        return replace(reply, conversation=key)

    return ask_one


def questions(file: Path) -> Iterator[Row]:
    """Rows with ``kind``, ``gold``, and ``text`` or ``turns``; of a folder, those of all its YAML files.

    Raises:
        Fault: there is no such file, it holds no question, or one that cannot be asked, with its line or number.
    """
    if not file.exists():
        raise Fault("file-not-found", N_("There is no file %(file)s."), params={"file": str(file)}, status=404)
    number = 0
    for number, (where, row) in enumerate(_rows(file), start=1):  # noqa: B007 - looked at below
        if not can_be_asked(row):
            raise _no_question(where)
        yield row
    if not number:
        raise Fault(
            "no-questions", N_("There are no questions in %(file)s."),
            N_("Name a file with one question in JSON a line, or a pack's folder questions."), {"file": str(file)},
            status=422,
        )  # fmt: skip


def _rows(file: Path) -> Iterator[tuple[Location, Any]]:
    if file.is_dir():
        for each in sorted(file.glob("*.yaml")):
            yield from _pack_rows(each)
    elif file.suffix in (".yaml", ".yml"):
        yield from _pack_rows(file)
    else:
        yield from _lines(file)


def _pack_rows(file: Path) -> Iterator[tuple[Location, Any]]:
    read = packs.PackFile(str(file), file.read_bytes())
    broken = next(iter(read.findings), None)
    if broken is not None:
        raise _no_question(Location(str(file), broken.line))
    rows = read.data if isinstance(read.data, list) else [read.data] if read.readable else []
    for number, row in enumerate(rows):
        yield Location(str(file), read.line_of((number,))), row


def _lines(file: Path) -> Iterator[tuple[Location, Any]]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = Location(str(file), number)
            try:
                yield where, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise _no_question(where) from error


def _no_question(where: Location) -> Fault:
    return Fault(
        "question-row-unreadable",
        N_("Here is no question that can be asked."),
        N_("Each needs text (or turns, each with text and gold), kind and gold; a line of JSON or an entry of YAML."),
        where=where,
    )
