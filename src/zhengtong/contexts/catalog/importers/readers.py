"""Rows from a file of any size: JSON Lines, JSON, CSV (UTF-8 or GB18030) and XLSX, never all in memory."""

from __future__ import annotations

import codecs
import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext_noop as N_
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from zhengtong.kernel.errors import Fault

MAX_ROW = 4 * 1024 * 1024
_PIECE = 64 * 1024  # of a line, to tell its encoding: many systems export everything on one line
MAX_UNPACKED = 4 * 1024 * 1024 * 1024
_LIST_START = re.compile(r'\s*(?:\{\s*"[^"\\]{1,60}"\s*:\s*)?\[')
_NEXT = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row, or what is wrong with it. ``line``: where it starts, from 1; ``done``: how much of the file is read."""

    line: int
    row: dict[str, Any] | None
    problem: str = ""
    raw: str = ""
    done: float = 0.0


def read_rows(path: Path) -> Iterator[RowRead]:
    """Every row of the file in order; a row that cannot be read comes with its problem.

    Raises:
        Fault: there is no such file, it is empty, or of a form that is not known.
    """
    if not path.is_file():
        raise Fault("no-file", N_("There is no file %(file)s."), params={"file": str(path)}, status=404)
    size = path.stat().st_size
    if size == 0:
        raise Fault("file-empty", N_("The file %(file)s is empty."), params={"file": str(path)})
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _xlsx(path)
    encoding = _encoding(path, head)
    start = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if _LIST_START.match(start):
        return _json(path, encoding, size)
    if start.startswith("{"):
        return _json_lines(path, encoding, size)
    if b"\x00" in head and not encoding.startswith("utf-16"):
        raise Fault(
            "form-unknown", N_("%(file)s is neither JSON Lines, JSON, CSV nor XLSX."),
            N_("Export the catalogue again in one of these forms."), {"file": str(path)}, status=415,
        )  # fmt: skip
    return _csv(path, encoding, size)


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8, unless most lines with other than ASCII characters are not; then GB18030, which China's offices use."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")()  # a piece may end within a character
    with path.open("rb") as file:
        while piece := file.readline(_PIECE):
            if piece.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(piece, final=piece.endswith(b"\n"))
                good += 1
            except UnicodeDecodeError:
                decoder.reset()
                bad += 1
            if good + bad >= 2000:
                break
    return "utf-8-sig" if good >= bad else "gb18030"


def _open(path: Path, encoding: str) -> TextIO:
    # what cannot be decoded becomes a lone surrogate, so that one bad byte costs one row and not the file
    return path.open("r", encoding=encoding, errors="surrogateescape", newline="")


def _undecodable(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else False


def _position(file: TextIO) -> int:
    return int(file.buffer.tell()) if hasattr(file, "buffer") else 0


def _json_lines(path: Path, encoding: str, size: int) -> Iterator[RowRead]:
    with _open(path, encoding) as file:
        number = 0
        while line := file.readline(MAX_ROW):
            number += 1
            done = _position(file) / size
            if len(line) == MAX_ROW and not line.endswith("\n"):
                while (rest := file.readline(MAX_ROW)) and not rest.endswith("\n"):
                    pass
                yield RowRead(number, None, N_("The line is longer than 4 MB."), line[:200], done)
                continue
            if line.strip():
                yield _json_row(number, line, done)


def _json_row(number: int, text: str, done: float) -> RowRead:
    if _undecodable(text):
        return RowRead(number, None, N_("The line is not text in the encoding of the file."), "", done)
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        problem = N_("The line is not complete JSON; it may have been cut off.")
        return RowRead(number, None, problem, text[:500], done)
    if not isinstance(row, dict):
        return RowRead(number, None, N_("The line is not a JSON object."), text[:500], done)
    return RowRead(number, row, done=done)


def _json(path: Path, encoding: str, size: int) -> Iterator[RowRead]:
    decoder = json.JSONDecoder()
    with _open(path, encoding) as file:
        buffer = file.read(65536)
        match = _LIST_START.match(buffer.lstrip("\ufeff"))
        offset = match.end() + (len(buffer) - len(buffer.lstrip("\ufeff"))) if match else 0
        line = buffer.count("\n", 0, offset) + 1
        while True:
            start = _NEXT.match(buffer, offset)
            position = start.end() if start else offset
            line += buffer.count("\n", offset, position)
            done = _position(file) / size
            if position < len(buffer) and buffer[position] == "]":
                return
            try:
                row, end = decoder.raw_decode(buffer, position)
            except (ValueError, RecursionError):
                more = file.read(max(65536, len(buffer) - position)) if len(buffer) - position < MAX_ROW else ""
                if more:
                    buffer, offset = buffer[position:] + more, 0
                    continue
                rest = buffer[position : position + 500]
                if rest:
                    problem = N_("From here on the file is not complete JSON; it may have been cut off.")
                    yield RowRead(line, None, problem, rest, 1.0)
                return
            text = buffer[position:end]
            if not isinstance(row, dict):
                yield RowRead(line, None, N_("The entry is not a JSON object."), text[:500], done)
            elif _undecodable(text):
                yield RowRead(line, None, N_("The line is not text in the encoding of the file."), "", done)
            else:
                yield RowRead(line, row, done=done)
            line += text.count("\n")
            offset = end


def _csv(path: Path, encoding: str, size: int) -> Iterator[RowRead]:
    csv.field_size_limit(MAX_ROW)
    with _open(path, encoding) as file:
        first = file.readline(MAX_ROW)
        delimiter = max(",\t;|", key=first.count)
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter)
        yield from _table(_csv_cells(reader), lambda: reader.line_num, lambda: _position(file) / size)


def _csv_cells(reader: Any) -> Iterator[Sequence[Any] | str]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error)


def _table(
    rows: Iterator[Sequence[Any] | str], line_of: Callable[[], int], done_of: Callable[[], float]
) -> Iterator[RowRead]:
    header: list[str] | None = None
    start = 1
    for cells in rows:
        line, start = start, line_of() + 1
        if isinstance(cells, str):
            yield RowRead(line, None, N_("The line is not CSV; a quotation mark may be missing."), cells, done_of())
            continue
        if all(cell in (None, "") for cell in cells):
            continue
        if header is None:
            header = [str(cell or "").strip().lstrip("\ufeff") for cell in cells]
            continue
        shown = ",".join("" if cell is None else str(cell) for cell in cells)
        if len(cells) != len(header):
            yield RowRead(line, None, N_("The row has not as many cells as the header."), shown[:500], done_of())
        elif _undecodable(shown):
            yield RowRead(line, None, N_("The line is not text in the encoding of the file."), "", done_of())
        else:
            yield RowRead(line, dict(zip(header, cells, strict=True)), done=done_of())


def _xlsx(path: Path) -> Iterator[RowRead]:
    refused = Fault(
        "xlsx-unreadable", N_("%(file)s cannot be read as an Excel file."),
        N_("Save it again as .xlsx or as CSV."), {"file": str(path)}, status=415,
    )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise refused
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise refused from error
    return _sheet(book)


def _sheet(book: Any) -> Iterator[RowRead]:
    try:
        sheet = book.worksheets[0]
        total = sheet.max_row or 1
        line = 0

        def rows() -> Iterator[Sequence[Any]]:
            nonlocal line
            for cells in sheet.iter_rows(values_only=True):
                line += 1
                yield cells

        yield from _table(rows(), lambda: line, lambda: min(1.0, line / total))
    finally:
        book.close()
