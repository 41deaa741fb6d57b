"""PostgreSQL processes of a cluster, found by the folder they work in: process ids come back, folders do
not."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil


def working_in(folder: Path) -> list[int]:
    """Process ids of the PostgreSQL processes whose working folder is ``folder``."""
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for process in psutil.process_iter(["pid", "name"]):
        if not (process.info["name"] or "").startswith("postgres"):
            continue
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            at = Path(process.cwd()).stat()
        except (psutil.Error, OSError):
            continue
        if (at.st_dev, at.st_ino) == (wanted.st_dev, wanted.st_ino):
            found.append(process.info["pid"])
    return found


def postmaster_of(cluster: Path) -> int | None:
    """The server's main process, if the one that ``postmaster.pid`` names still is one."""
    try:
        named = int((cluster / "postmaster.pid").read_text("utf-8", "replace").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return named if named in working_in(cluster) else None


def end_all_in(folder: Path, *, gently_for: float = 0.0) -> bool:
    """End every PostgreSQL process of ``folder``: the main one may shut down for ``gently_for`` seconds
    first.

    Backends that outlive their main process write nothing more and only keep its memory in use, so ending
    them hard loses nothing: what was confirmed is in the write-ahead log. Returns whether all are gone.
    """
    main = postmaster_of(folder)
    if main is not None and gently_for:
        _send(main, signal.SIGINT)
        _wait(folder, gently_for)
    for word, patience in ((signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)):
        left = working_in(folder)
        if not left:
            return True
        for process in left:
            _send(process, word)
        _wait(folder, patience)
    return not working_in(folder)


def _send(process: int, word: signal.Signals) -> None:
    try:
        os.kill(process, word)
    except ProcessLookupError:
        return


def _wait(folder: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while working_in(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
