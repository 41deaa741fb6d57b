"""Starting, finding and stopping the embedded server; what any process does that wants to use it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg import sql

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database import cluster
from zhengtong.platform.database.account import server_account
from zhengtong.platform.database.binaries import reachable_programs
from zhengtong.platform.database.connection import DATABASE, USER
from zhengtong.platform.database.keeper import Plan
from zhengtong.platform.database.layout import SOCKET_PORT, Layout, prepare, refuse_foreign
from zhengtong.platform.database.locks import (
    exclusively,
    is_held,
    open_lock,
    try_lock,
    unusable,
    wait_for_lock,
)
from zhengtong.platform.database.translation import noop as N_

IDLE_SECONDS = 60.0
# Replaying a long write-ahead log after a power cut may take minutes; the caller hears of it meanwhile.
START_SECONDS = 600.0
_LARGEST_LOG = 10 * 1024 * 1024
_REPAIRS = "automatic recovery in progress"

# The lock files by which this process counts as a user of a server, one for each data folder; open while it
# lives.
_leases: dict[Path, int] = {}


@dataclass(frozen=True)
class Running:
    """``started`` is True when this call started the server."""

    started: bool


def ensure_running(
    layout: Layout,
    *,
    say: Callable[[str], None] | None = None,
    idle_seconds: float = IDLE_SECONDS,
    extra_options: Sequence[str] = (),
) -> Running:
    """Bring the server of this data folder up, or find it up, and count as its user until this process ends.

    Two processes may call it at once: one starts the server, both use it. Repairs what a killed server left.

    Raises:
        Fault: says what is in the way and what to do; nothing was changed then.
    """
    if _accepts(layout) and is_held(layout.lock("keeper")):
        _take_lease(layout)
        # between the two lines above the keeper may have found nobody and shut down
        if _accepts(layout) and is_held(layout.lock("keeper")):
            return Running(started=False)
    if layout.root.exists():
        refuse_foreign(layout)
    there = cluster.exists(layout)
    prepare(layout)
    cluster.require_room(layout, new=not there)
    _take_lease(layout)
    with exclusively(layout.lock("start"), seconds=START_SECONDS):
        if _accepts(layout) and is_held(layout.lock("keeper")):
            return Running(started=False)
        account = server_account(layout.cluster)
        cluster.open_to(layout, account)
        programs = reachable_programs(account)
        if not cluster.exists(layout):
            if say:
                say(N_("Making a new database"))
            cluster.create(layout, account, programs)
        plan = Plan(
            root=str(layout.root),
            programs=str(programs),
            account=account,
            options=[*cluster.options(layout), *extra_options],
            idle_seconds=idle_seconds,
        )
        _start_keeper(layout, plan, say)
        _make_database(layout)
    return Running(started=True)


def _take_lease(layout: Layout) -> None:
    if layout.root in _leases:
        return
    descriptor = open_lock(layout.lock("users"))
    # waits only while a keeper that found nobody is shutting its server down
    if not wait_for_lock(descriptor, exclusive=False, seconds=START_SECONDS):
        os.close(descriptor)
        raise Fault(
            "database-busy",
            N_("The database in %(path)s has been shutting down for %(seconds)d seconds."),
            N_("Look at logs/postgres.log there, or try again."),
            {"path": str(layout.root), "seconds": int(START_SECONDS)},
            status=503,
        )
    _leases[layout.root] = descriptor


def drop_lease(layout: Layout) -> None:
    """This process no longer counts as a user."""
    descriptor = _leases.pop(layout.root, None)
    if descriptor is not None:
        os.close(descriptor)


def connect(layout: Layout, database: str = DATABASE, *, timeout: int = 5) -> psycopg.Connection:
    """A connection of its own, outside Django."""
    return psycopg.connect(
        host=str(layout.sockets),
        port=SOCKET_PORT,
        user=USER,
        dbname=database,
        connect_timeout=timeout,
        autocommit=True,
    )


def _accepts(layout: Layout) -> bool:
    """Whether the server takes connections and has our database."""
    try:
        connect(layout).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_keeper(layout: Layout, plan: Plan, say: Callable[[str], None] | None) -> None:
    """Start the keeper and wait until its server takes connections."""
    lock = open_lock(layout.lock("keeper"))
    try:
        # a keeper that lost its server's socket or is just ending: make way
        if not try_lock(lock, exclusive=True):
            _end_keeper(layout)
            if not wait_for_lock(lock, exclusive=True, seconds=90.0):
                raise _unseen(layout)
        with _open_log(layout) as log:
            before = log.seek(0, os.SEEK_END)
            keeper = subprocess.Popen(
                [sys.executable, "-m", "zhengtong.platform.database.keeper", plan.to_json()],
                cwd="/",
                env=_keeper_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,
            )
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(keeper.pid).encode(), 0)
    except OSError as error:
        raise unusable(layout.log, error) from error
    finally:
        os.close(lock)
    _wait_until_ready(layout, keeper, before, say)


def _wait_until_ready(
    layout: Layout, keeper: subprocess.Popen[bytes], log_from: int, say: Callable[[str], None] | None
) -> None:
    begun = time.monotonic()
    told = False
    while True:
        try:
            connect(layout, "postgres").close()
        except psycopg.OperationalError as error:
            last = str(error)
        else:
            return
        waited = time.monotonic() - begun
        if keeper.poll() is not None or waited > START_SECONDS:
            words = _log_since(layout, log_from)
            raise cluster.explained(words or last, layout, code="database-does-not-start")
        if waited > 2 and not told and say:
            say(why_it_takes_long(_log_since(layout, log_from)))
            told = True
        time.sleep(0.02)


def _log_since(layout: Layout, place: int) -> str:
    with layout.log.open("rb") as log:
        log.seek(place)
        return log.read().decode("utf-8", "replace")


def why_it_takes_long(words: str) -> str:
    """By what the server, whose language is always English, has written down since it began to start."""
    if _REPAIRS in words:
        return N_("The database is repairing itself after an unclean end")
    return N_("The database is starting; this takes longer than usual")


def _make_database(layout: Layout) -> None:
    with connect(layout, "postgres") as postgres:
        found = postgres.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            postgres.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with connect(layout) as ours:
        ours.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _open_log(layout: Layout) -> BinaryIO:
    """The log, for appending; one older log is kept."""
    if layout.log.exists() and layout.log.stat().st_size > _LARGEST_LOG:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    return layout.log.open("ab")


def _keeper_environment() -> dict[str, str]:
    """The caller's environment, with the package importable from anywhere."""
    source = str(Path(__file__).resolve().parents[3])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{path}" if path else source}


def keeper_process(layout: Layout) -> int | None:
    """The keeper's process id, or None when there is none."""
    if not is_held(layout.lock("keeper")):
        return None
    try:
        return int(layout.lock("keeper").read_text())
    except (OSError, ValueError):
        return None


def _end_keeper(layout: Layout) -> None:
    process = keeper_process(layout)
    if process is None:
        return
    try:
        os.kill(process, signal.SIGTERM)
    except (ProcessLookupError, PermissionError) as error:
        raise _unseen(layout) from error


def _unseen(layout: Layout) -> Fault:
    return Fault(
        "database-elsewhere",
        N_("The database in %(path)s is run by a process that cannot be reached from here."),
        N_("Stop it where it runs, for example in the other container or account."),
        {"path": str(layout.root)},
        status=503,
    )


def stop(layout: Layout, *, if_unused: bool) -> bool:
    """Shut the server down; with ``if_unused`` only when no other process uses it. True when it is down.

    This process stops counting as a user.
    """
    drop_lease(layout)
    if not is_held(layout.lock("keeper")):
        return True
    users = open_lock(layout.lock("users"))
    try:
        # a moment of patience: the keeper itself looks at this lock every second
        if if_unused and not wait_for_lock(users, exclusive=True, seconds=0.3):
            return False
        _end_keeper(layout)
        keeper = open_lock(layout.lock("keeper"))
        try:
            return wait_for_lock(keeper, exclusive=True, seconds=90.0)
        finally:
            os.close(keeper)
    finally:
        os.close(users)
