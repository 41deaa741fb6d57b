"""YAML that keeps the line of every node, and refuses what a form for officials does not need.

No tags, no second document, no key twice; scalars as in YAML 1.2 (``yes``, dates and ``0110`` stay text).
References to anchors are followed up to a limit, and a reference to itself is reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext_noop as N_

from .findings import Finding

Pointer = tuple[str | int, ...]
"""Where a node is: ``("fees", 0, "amount")``."""

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 400_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?\Z")
_WORDS: Mapping[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Parsed:
    """``lines`` maps the path of every node to its line, counted from 1; a member's line is that of its key."""

    data: Any = None
    lines: Mapping[Pointer, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class _Stop(Exception):  # noqa: N818 - a signal, not an error
    """The file cannot be read any further; its finding is recorded."""


def field_name(path: Pointer) -> str:
    """``("fees", 0, "amount")`` as ``fees[0].amount``."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def parse(content: bytes, file: str) -> Parsed:
    """The data of one YAML file, with lines; never raises for what a file can contain."""
    if len(content) > MAX_BYTES:
        finding = Finding(
            "error", "file-too-large", N_("The file has %(size)s bytes; a YAML file may have %(most)s."),
            {"size": len(content), "most": MAX_BYTES}, file=file, remedy=N_("Split it."),
        )  # fmt: skip
        return Parsed(findings=(finding,))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        finding = Finding(
            "error", "not-utf-8", N_("The file is not UTF-8 text."), file=file, line=line,
            remedy=N_("Save it again with the encoding UTF-8."),
        )  # fmt: skip
        return Parsed(findings=(finding,))
    builder = _Builder(file)
    try:
        data = builder.document(text)
    except _Stop:
        data = None
    except yaml.YAMLError as error:
        builder.syntax_error(error, text)
        data = None
    return Parsed(data=data, lines=builder.lines, findings=tuple(builder.findings))


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Pointer, int] = {}
        self.findings: list[Finding] = []
        self.nodes = 0
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._open: set[str] = set()

    def report(self, code: str, message: str, line: int, path: Pointer, remedy: str = "", **params: object) -> None:
        self.findings.append(Finding("error", code, message, params, self.file, line, field_name(path) or None, remedy))

    def syntax_error(self, error: yaml.YAMLError, text: str) -> None:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else text[: getattr(error, "position", 0) or 0].count("\n") + 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        self.report(
            "yaml-syntax", N_("This is not YAML: %(problem)s."), line, (), problem=problem,
            remedy=N_("Check indentation, quotes and colons near this line."),
        )  # fmt: skip

    def document(self, text: str) -> Any:
        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        data = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = self._line(event)
                    self.report("second-document", N_("A file holds one document only."), line, (),
                                N_("Remove the line --- and what follows, or make a second file."))  # fmt: skip
                    return data
                data = self.node(next(events), events, (), 0)
        return data

    @staticmethod
    def _line(event: Any) -> int:
        return int(event.start_mark.line) + 1

    def node(self, event: Any, events: Iterator[Any], path: Pointer, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        self._count(1, line, path)
        if depth > MAX_DEPTH:
            self.report("too-deep", N_("More than %(most)s levels inside one another."), line, path, most=MAX_DEPTH)
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), line, path)
        if event.tag is not None and event.tag != "!" and not self._harmless(event):
            self.report("tag", N_("Tags such as %(tag)s are not used in packs."), line, path,
                        N_("Remove the tag."), tag=event.tag)  # fmt: skip
        anchor = event.anchor
        before = self.nodes
        if anchor:
            self._open.add(anchor)
        value = self._value(event, events, path, depth)
        if anchor:
            self._open.discard(anchor)
            self._anchors[anchor] = (value, self.nodes - before + 1)
        return value

    @staticmethod
    def _harmless(event: Any) -> bool:
        return isinstance(event, yaml.ScalarEvent) and event.tag == "tag:yaml.org,2002:str"

    def _count(self, nodes: int, line: int, path: Pointer) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.report(
                "too-many-nodes",
                N_("The file stands for more than %(most)s values."),
                line,
                path,
                N_("Split it, and write repeated parts out only where they are needed."),
                most=MAX_NODES,
            )
            raise _Stop

    def _alias(self, name: str, line: int, path: Pointer) -> Any:
        if name in self._open:
            self.report("circular-reference", N_("*%(name)s refers to the value that it is part of."), line, path,
                        N_("Write the value out."), name=name)  # fmt: skip
            return None
        value, nodes = self._anchors.get(name, (None, 1))
        self._count(nodes, line, path)
        return value

    def _value(self, event: Any, events: Iterator[Any], path: Pointer, depth: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, depth)
        return self._mapping(events, path, depth)

    def _sequence(self, events: Iterator[Any], path: Pointer, depth: int) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self.node(event, events, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, events: Iterator[Any], path: Pointer, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                self.report("key-not-text", N_("A key must be a plain word."), line, path)
                raise _Stop
            key = event.value
            if key in members:
                self.report(
                    "duplicate-key",
                    N_("The key “%(key)s” is here twice; first in line %(first)s."),
                    line,
                    (*path, key),
                    N_("Keep one of the two."),
                    key=key,
                    first=self.lines[(*path, key)],
                )
                self.node(next(events), events, (*path, key), depth + 1)
                continue
            self.lines[(*path, key)] = line
            members[key] = self.node(next(events), events, (*path, key), depth + 1)
        return members


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
