"""File locks of the kernel (``flock``): held by an open file, gone the moment the process is, however it
ends."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.translation import noop as N_


def open_lock(path: Path) -> int:
    """A new open file description for the lock at ``path``; nothing is locked yet.

    A lock file made by root in a folder of another account is given to that account, which needs it later.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(path, error) from error
    folder = path.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != folder.st_uid:
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def unusable(path: Path, error: OSError) -> Fault:
    """The fault for a file or folder that cannot be written, in terms of what the person can do about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault(
            "disk-full",
            N_("There is no space left for %(path)s."),
            N_("Free some space or give another folder with --data; nothing was changed."),
            {"path": str(path)},
            status=507,
        )
    return Fault(
        "data-folder-not-writable",
        N_("%(path)s cannot be written: %(reason)s."),
        N_("Give this account the right to write there, or another folder with --data; nothing was changed."),
        {"path": str(path), "reason": os.strerror(error.errno or 0)},
        status=500,
    )


def try_lock(descriptor: int, *, exclusive: bool) -> bool:
    """Take the lock if it is free; never waits."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_lock(descriptor: int, *, exclusive: bool, seconds: float) -> bool:
    """Take the lock within ``seconds``; False when it stayed taken."""
    deadline = time.monotonic() + seconds
    while not try_lock(descriptor, exclusive=exclusive):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def release(descriptor: int) -> None:
    """Let go of the lock and keep the file open."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock at ``path`` exclusively right now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unusable(path, error) from error
    try:
        return not try_lock(descriptor, exclusive=False)
    finally:
        os.close(descriptor)


@contextmanager
def exclusively(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the lock at ``path`` for a block.

    Raises:
        Fault: ``database-busy`` when another process kept it for ``seconds``.
    """
    descriptor = open_lock(path)
    try:
        if not wait_for_lock(descriptor, exclusive=True, seconds=seconds):
            raise Fault(
                "database-busy",
                N_("Another process has been starting or stopping this database for %(seconds)d seconds."),
                N_("Look at logs/postgres.log in the data folder %(path)s, or try again."),
                {"seconds": int(seconds), "path": str(path.parent.parent)},
                status=503,
            )
        yield
    finally:
        os.close(descriptor)
