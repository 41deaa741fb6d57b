"""One door for all kinds of files: bytes and a name in, texts out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO

from zhengtong.contexts.knowledge.domain.readers.archive import check_archive
from zhengtong.contexts.knowledge.domain.readers.front_matter import split_front_matter
from zhengtong.contexts.knowledge.domain.readers.limits import Clock, Limits, check_text_length, size_of, too_large
from zhengtong.contexts.knowledge.domain.readers.markup import html_to_text
from zhengtong.contexts.knowledge.domain.readers.office import docx_to_text, table_rows, too_many_rows, xlsx_rows
from zhengtong.contexts.knowledge.domain.readers.pdf import pdf_to_text
from zhengtong.contexts.knowledge.domain.readers.plain import decode
from zhengtong.contexts.knowledge.domain.records import Rejection
from zhengtong.kernel.errors import Fault

EXTENSIONS = (".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".xlsx", ".csv", ".txt", ".jsonl")


@dataclass(frozen=True)
class ReadText:
    """One text of a file. ``rows`` are given instead of ``text`` for tables: (where, text)."""

    title: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True)
class ReadFile:
    """Texts of a file and the lines that could not be taken."""

    texts: tuple[ReadText, ...]
    rejected: tuple[Rejection, ...] = ()


_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3", "database"),
)


def read_file(stream: BinaryIO, name: str, limits: Limits | None = None) -> ReadFile:
    """Read a seekable file by its extension, after its first bytes were found to agree with it.

    Raises:
        Fault: too large, of a kind that is not taken, under a wrong extension, damaged, encrypted, without text.
    """
    bounds = limits or Limits()
    size = size_of(stream)
    if size > bounds.file_bytes:
        raise too_large(name, size, bounds.file_bytes)
    if size == 0:
        raise Fault("file-empty", "%(name)s is empty.", "Check the file.", params={"name": name})
    extension = PurePath(name).suffix.lower()
    _check_kind(stream, name, extension, bounds)
    result = _READERS[extension](stream, name, bounds)
    for text in result.texts:
        check_text_length(text.text, name, bounds)
    if not result.rejected and not any(text.text.strip() or text.rows for text in result.texts):
        raise Fault("file-empty", "%(name)s has no text.", "Check the file.", params={"name": name})
    return result


def _check_kind(stream: BinaryIO, name: str, extension: str, limits: Limits) -> None:
    if extension not in _READERS:
        raise Fault(
            "file-kind",
            "%(name)s is of a kind that cannot be read.",
            "Taken are: %(known)s.",
            params={"name": name, "known": " ".join(e.lstrip(".").upper() for e in EXTENSIONS)},
        )
    head = stream.read(16)
    stream.seek(0)
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "text")
    if found == "old-office" and extension in (".docx", ".xlsx"):
        # An encrypted DOCX or XLSX is kept in the container of the old formats, too.
        raise Fault(
            "file-encrypted",
            "%(name)s is protected by a password, or saved in the format of Word or Excel before 2007.",
            "Remove the password, or save it as DOCX or XLSX.",
            params={"name": name},
        )
    wanted = {".pdf": "PDF", ".docx": "zip", ".xlsx": "zip"}.get(extension, "text")
    if found != wanted:
        if found == "zip":
            check_archive(stream, name, limits)
        raise Fault(
            "wrong-extension",
            "%(name)s does not hold what its extension says.",
            "Give it the extension of its real kind, or save it again.",
            params={"name": name},
        )


def _title(text: str, name: str) -> str:
    """The first heading or short first line, else the file's name."""
    heading = re.search(r"^#{1,3}[ \t]+(.+)$", text, re.MULTILINE)
    if heading:
        return heading[1].strip(" #*")
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if 2 <= len(first) <= 60 and not first.endswith(("。", "；", "，", ".")):
        return first
    return PurePath(name).stem


def _markdown(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    fields, body = split_front_matter(decode(stream.read(), name), name)
    return ReadFile((ReadText(fields.get("title") or _title(body, name), body, fields=fields),))


def _text(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    text = decode(stream.read(), name)
    return ReadFile((ReadText(_title(text, name), text),))


def _html(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    title, text = html_to_text(decode(stream.read(), name))
    return ReadFile((ReadText(title or _title(text, name), text),))


def _docx(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    text = docx_to_text(stream, name, limits)
    return ReadFile((ReadText(_title(text, name), text),))


def _pdf(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    text = pdf_to_text(stream, name, limits)
    return ReadFile((ReadText(_title(text, name), text),))


def _xlsx(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    return ReadFile((ReadText(PurePath(name).stem, rows=xlsx_rows(stream, name, limits)),))


def _csv(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    text = decode(stream.read(), name)
    clock = Clock(limits, name)
    found: list[tuple[str, str]] = []
    try:
        for number, row in table_rows(csv.reader(io.StringIO(text, newline=""))):
            found.append((str(number), row))
            if len(found) % 1000 == 0:
                clock.check()
            if len(found) > limits.rows:
                raise too_many_rows(name, limits)
    except csv.Error as error:
        raise Fault(
            "file-damaged",
            "%(name)s is not a table: %(reason)s.",
            "Save it again as CSV.",
            params={"name": name, "reason": str(error)},
        ) from error
    return ReadFile((ReadText(PurePath(name).stem, rows=tuple(found)),))


def _jsonl(stream: BinaryIO, name: str, limits: Limits) -> ReadFile:
    texts: list[ReadText] = []
    rejected: list[Rejection] = []
    for number, line in enumerate(decode(stream.read(), name).split("\n"), start=1):
        if not line.strip():
            continue
        if number > limits.rows:
            raise too_many_rows(name, limits)
        where = f"{name}:{number}"
        read = _json_row(line, where)
        (texts if isinstance(read, ReadText) else rejected).append(read)  # type: ignore[arg-type]
    return ReadFile(tuple(texts), tuple(rejected))


def _json_row(line: str, where: str) -> ReadText | Rejection:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return Rejection(where, "The line is not complete JSON.")
    if not isinstance(row, dict):
        return Rejection(where, "The line is not a JSON object.")
    text = next((row[k] for k in ("text", "content", "body") if isinstance(row.get(k), str)), "")
    if not text.strip():
        return Rejection(where, "The line has no text: it needs text, content or body.")
    key = next((str(row[k]) for k in ("key", "docid", "doc_id", "id") if row.get(k) not in (None, "")), "")
    title = row.get("title") if isinstance(row.get("title"), str) else ""
    names = {
        k: row[k] for k in ("kind", "issuer", "number", "level", "region", "source") if isinstance(row.get(k), str)
    }
    return ReadText(title or _first_words(text), text, fields={**names, "key": key} if key else names, where=where)


def _first_words(text: str) -> str:
    first = re.split(r"[\s　。；]", text.strip(), maxsplit=1)[0]
    return first if len(first) <= 80 else first[:79] + "…"


_READERS: Mapping[str, Callable[[BinaryIO, str, Limits], ReadFile]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".jsonl": _jsonl,
}
