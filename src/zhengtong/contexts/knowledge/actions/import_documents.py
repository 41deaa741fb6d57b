"""Take documents from files and uploads: each file on its own, what is good is kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge.actions.store import store_versions
from zhengtong.contexts.knowledge.domain.document_records import Options, version_record
from zhengtong.contexts.knowledge.domain.readers.limits import Limits, too_large
from zhengtong.contexts.knowledge.domain.readers.reading import read_file
from zhengtong.contexts.knowledge.domain.records import ImportReport, Rejection, VersionRecord
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

_BATCH = 100


@dataclass(frozen=True)
class FileResult:
    """What became of one file; told to ``progress`` as soon as it is known."""

    file: str
    stored: int
    passages: int
    fault: Fault | None = None


Progress = Callable[[FileResult], None]


def import_documents(
    *,
    paths: list[Path],
    actor: Actor,
    options: Options | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> ImportReport:
    """Import files, and folders with all below them. A file that cannot be taken is reported and the others go on.

    Raises:
        Fault: a path does not exist; nothing was stored.
    """
    files = [found for path in paths for found in _files(path)]
    report = ImportReport()
    taken: dict[str, str] = {}
    for path, name, folder in files:
        fault: Fault | None = None
        before = (report.created + report.updated + report.unchanged, report.passages)
        try:
            _refuse_stranger(path, name, folder)
            size = path.stat().st_size
            bounds = limits or Limits()
            if size > bounds.file_bytes:
                raise too_large(name, size, bounds.file_bytes)
            with path.open("rb") as stream:
                _take(stream, name, actor, options, bounds, report, taken)
        except OSError as error:
            fault = Fault(
                "file-unreadable",
                N_("%(name)s cannot be opened: %(reason)s."),
                params={"name": name, "reason": error.strerror or ""},
            )
        except Fault as found:
            fault = found
        if fault is not None:
            report.rejected.append(Rejection(name, fault.message, fault.params, fault.remedy))
        if progress:
            stored = report.created + report.updated + report.unchanged - before[0]
            progress(FileResult(name, stored, report.passages - before[1], fault))
    return report


def add_document(
    *, stream: BinaryIO, name: str, actor: Actor, options: Options | None = None, limits: Limits | None = None
) -> ImportReport:
    """Take one uploaded file.

    Raises:
        Fault: it cannot be taken; nothing was stored.
    """
    report = ImportReport()
    _take(stream, name, actor, options, limits or Limits(), report, {})
    return report


def read_records(stream: BinaryIO, name: str, options: Options | None = None) -> tuple[VersionRecord, ...]:
    """What storing this file would store.

    Raises:
        Fault: it cannot be read.
    """
    return tuple(version_record(text, file=name, options=options) for text in read_file(stream, name).texts)


def _files(path: Path) -> Iterator[tuple[Path, str, Path | None]]:
    """Files in a stable order with their path inside the import and the folder that it began with. Links to folders
    are not followed: no circles."""
    if path.is_file():
        yield path, path.name, None
        return
    if not path.is_dir():
        raise Fault(
            "path-missing",
            N_("There is no file or folder %(path)s."),
            N_("Check the path."),
            params={"path": str(path)},
        )
    for folder, folders, names in os.walk(path, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                file = Path(folder) / name
                yield file, file.relative_to(path).as_posix(), path


def _refuse_stranger(path: Path, name: str, folder: Path | None) -> None:
    """A link inside a folder may point at any file of this machine, which everybody could then read here; a pipe
    would be waited for without end."""
    leads_out = folder is not None and not path.resolve().is_relative_to(folder.resolve())
    if leads_out or (path.exists() and not path.is_file()):
        raise Fault(
            "file-not-here",
            N_("%(name)s is not a file of this folder but a link to elsewhere, or a device."),
            N_("Put the file itself in its place."),
            params={"name": name},
        )


def _take(  # noqa: PLR0917 - its two callers stand above
    stream: BinaryIO,
    name: str,
    actor: Actor,
    options: Options | None,
    limits: Limits,
    report: ImportReport,
    taken: dict[str, str],
) -> None:
    read = read_file(stream, name, limits)
    report.rejected.extend(read.rejected)
    records: list[VersionRecord] = []
    for text in read.texts:
        record = version_record(text, file=name, options=options)
        where = text.where or name
        if record.key in taken:
            report.rejected.append(
                Rejection(
                    where,
                    N_("The key %(key)s is already used by %(other)s."),
                    {"key": record.key, "other": taken[record.key]},
                )
            )
            continue
        taken[record.key] = where
        if record.kind == "law" and not any(p.kind == "article" for p in record.passages):
            report.notes.append(Rejection(where, N_("The law has no articles; it was kept in sections.")))
        records.append(record)
    for start in range(0, len(records), _BATCH):
        for stored in store_versions(records=records[start : start + _BATCH], actor=actor):
            report.add(stored.outcome, stored.passages)
