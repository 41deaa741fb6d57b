"""Tree heads: the signed-off states of the log, each chained to the one before, and their copy outside."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from zhengtong.kernel.digests import canonical_json, sm3
from zhengtong.platform.database.service import data_directory

from .offline import head_digest

logger = logging.getLogger(__name__)
COLUMNS = "number, size, root, sealed_at, previous, digest"
_TAIL = 64 * 1024


@dataclass(frozen=True)
class Head:
    """The state after sealing number ``number``: ``size`` entries under ``root``."""

    number: int
    size: int
    root: bytes
    sealed_at: datetime
    previous: bytes
    digest: bytes

    def as_data(self, log: str) -> dict[str, Any]:
        """JSON with hashes in hexadecimal; ``log`` is the id of the log."""
        return _signed(self, log) | {"digest": self.digest.hex()}


def _signed(head: Head, log: str) -> dict[str, Any]:
    return {
        "log": log,
        "number": head.number,
        "size": head.size,
        "root": head.root.hex(),
        "sealed_at": head.sealed_at.isoformat(timespec="microseconds"),
        "previous": head.previous.hex(),
    }


def beginning(log: str) -> bytes:
    """What the first head has as ``previous``."""
    return sm3(log.encode())


def make_head(*, log: str, before: Head | None, size: int, root: bytes, sealed_at: datetime) -> Head:
    """The head that follows ``before``."""
    number = before.number + 1 if before else 1
    previous = before.digest if before else beginning(log)
    unsigned = Head(number, size, root, sealed_at, previous, b"")
    return Head(number, size, root, sealed_at, previous, head_digest(_signed(unsigned, log)))


def head_from_row(row: tuple[Any, ...]) -> Head:
    """From a row of ``COLUMNS``; the time in UTC, as it was hashed."""
    number, size, root, sealed_at, previous, digest = row
    return Head(number, size, bytes(root), _utc(sealed_at), bytes(previous), bytes(digest))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def log_id() -> str:
    """Which log this database holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_log")
        return str(cursor.fetchone()[0])


def latest_head() -> Head | None:
    """The newest head, or None before the first sealing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ledger_head ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return head_from_row(row) if row else None


# the copy outside


def head_file() -> Path:
    """One JSON head a line. Copy it elsewhere now and then: what it holds cannot be cut off the log unseen."""
    return data_directory() / "ledger-heads.log"


def read_head_file(log: str, path: Path, end: int | None = None) -> Iterator[dict[str, Any]]:
    """The heads of this log in the first ``end`` bytes, in order. A line that is no head: ``{"line": number}``."""
    with path.open("rb") as lines:
        read = 0
        for number, line in enumerate(lines, start=1):
            read += len(line)
            if end is not None and read > end:
                return
            if not line.strip():
                continue
            data = _head_line(line)
            if data is None:
                yield {"line": number}
            elif data["log"] == log:
                yield data


def _head_line(line: str | bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    if not isinstance(data, dict) or not {"log", "number", "size", "root", "digest"} <= data.keys():
        return None
    return data


def _last_written(log: str, path: Path) -> int:
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - _TAIL))
        tail = file.read().decode("utf-8", "replace").splitlines()
    for line in reversed(tail):
        data = _head_line(line)
        if data is not None and data["log"] == log:
            return int(data["number"])
    if end <= _TAIL:
        return 0
    return max((data.get("number", 0) for data in read_head_file(log, path)), default=0)


def write_head_file() -> None:
    """Append the heads that the file does not have yet. A file that cannot be written is reported, not fatal.

    The first time only the newest head is written. Nothing is written while the file knows a later head than
    the database: that is for ``verify`` to name.
    """
    path, log = head_file(), log_id()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            written = _last_written(log, path)
            newest_only = "" if written else " ORDER BY number DESC LIMIT 1"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {COLUMNS} FROM ledger_head WHERE number > %s{newest_only}", [written])
                heads = sorted((head_from_row(row) for row in cursor.fetchall()), key=lambda head: head.number)
            # a line that a power cut left half-written must not swallow the next one
            if file.tell() and not _ends_in_newline(path):
                file.write("\n")
            for head in heads:
                file.write(canonical_json(head.as_data(log)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        logger.warning("the heads of the ledger could not be written to %s: %s", path, error)


def _ends_in_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
