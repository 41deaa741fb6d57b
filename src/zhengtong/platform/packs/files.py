"""The files of a pack: read from a folder with limits, never following a link."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.digests import digest, sm3

from . import positions
from .findings import Finding, Severity

MAX_FILES = 20_000
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_PACK_BYTES = 1024 * 1024 * 1024
_IGNORED_FOLDERS = {"__pycache__", "schema"}


@dataclass(frozen=True)
class PackFile:
    """One file. ``data``: the parsed YAML; for CSV a list of rows as mappings; for other text the text itself."""

    path: str
    content: bytes = field(repr=False)
    layer: str = "city"

    @cached_property
    def digest(self) -> str:
        return sm3(self.content).hex()

    @cached_property
    def _parsed(self) -> positions.Parsed:
        suffix = PurePosixPath(self.path).suffix.lower()
        if suffix in {".yaml", ".yml"}:
            return positions.parse(self.content, self.path)
        if suffix == ".csv":
            return _csv(self.content, self.path)
        if suffix in {".md", ".txt"}:
            return _text(self.content, self.path)
        return positions.Parsed()

    @property
    def data(self) -> Any:
        return self._parsed.data

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the file as YAML or CSV, whatever it says."""
        return self._parsed.findings

    @property
    def readable(self) -> bool:
        """Whether there is data to look at."""
        return self.data is not None

    def line_of(self, path: positions.Pointer = ()) -> int:
        """The line of a node such as ``("fees", 0, "amount")``, or of the nearest node around it."""
        lines = self._parsed.lines
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 1)

    def finding(
        self,
        severity: Severity,
        code: str,
        message: str,
        path: positions.Pointer = (),
        remedy: str = "",
        **params: object,
    ) -> Finding:
        """A finding at a node of this file."""
        return Finding(
            severity=severity,
            code=code,
            message=message,
            params=params,
            file=self.path,
            line=self.line_of(path),
            field=positions.field_name(path) or None,
            remedy=remedy,
        )


def _text(content: bytes, path: str) -> positions.Parsed:
    try:
        return positions.Parsed(data=content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        finding = Finding("error", "not-utf-8", N_("The file is not UTF-8 text."), file=path,
                          remedy=N_("Save it again with the encoding UTF-8."))  # fmt: skip
        return positions.Parsed(findings=(finding,))


def _csv(content: bytes, path: str) -> positions.Parsed:
    text = _text(content, path)
    if text.data is None:
        return text
    reader = csv.reader(io.StringIO(text.data))
    rows: list[dict[str, str]] = []
    lines: dict[positions.Pointer, int] = {(): 1}
    findings: list[Finding] = []
    header: list[str] | None = None
    try:
        for row in reader:
            if not row or (row[0].startswith("#") and header is None):
                continue
            if header is None:
                header = [cell.strip() for cell in row]
                continue
            if len(row) != len(header):
                findings.append(
                    Finding("error", "csv-columns", N_("The row has %(cells)s cells; the header has %(columns)s."),
                            {"cells": len(row), "columns": len(header)}, path, reader.line_num,
                            remedy=N_("Put quotes around a cell with commas."))
                )  # fmt: skip
                continue
            lines[(len(rows),)] = reader.line_num
            rows.append(dict(zip(header, (cell.strip() for cell in row), strict=True)))
    except csv.Error as error:
        findings.append(Finding("error", "csv-syntax", N_("This is not CSV: %(problem)s."), {"problem": str(error)},
                                path, reader.line_num))  # fmt: skip
    return positions.Parsed(data=rows, lines=lines, findings=tuple(findings))


def read_folder(folder: Path, layer: str = "city") -> tuple[tuple[PackFile, ...], tuple[Finding, ...]]:
    """Every file below ``folder``, by path, and what kept a file from being read."""
    files: list[PackFile] = []
    findings: list[Finding] = []
    total = 0
    for directory, folders, names in os.walk(folder, followlinks=False):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _IGNORED_FOLDERS)
        for name in [*folders, *sorted(names)]:
            path = here / name
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink():
                findings.append(
                    Finding("error", "symbolic-link", N_("This is a symbolic link; packs hold files only."),
                            file=relative, remedy=N_("Put the file itself there."))
                )  # fmt: skip
        folders[:] = [name for name in folders if not (here / name).is_symlink()]
        for name in sorted(names):
            path = here / name
            relative = path.relative_to(folder).as_posix()
            if name.startswith(".") or name.endswith("~") or path.is_symlink() or not path.is_file():
                continue
            size = path.stat().st_size
            total += size
            if size > MAX_FILE_BYTES or total > MAX_PACK_BYTES or len(files) >= MAX_FILES:
                findings.append(
                    Finding("error", "pack-too-large", N_("The file would make the pack larger than a pack may be."),
                            file=relative, remedy=N_("A file may have 64 MB, a pack 1 GB and 20,000 files."))
                )  # fmt: skip
                return tuple(files), tuple(findings)
            files.append(PackFile(relative, path.read_bytes(), layer))
    return tuple(files), tuple(findings)


def content_digest(files: Sequence[PackFile]) -> str:
    """The digest of a pack: of every path with the digest of what is in it."""
    manifest: Mapping[str, str] = {file.path: file.digest for file in files}
    return digest(manifest)
