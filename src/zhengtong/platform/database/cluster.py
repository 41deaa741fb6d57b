"""The PostgreSQL cluster of a data folder: is it usable, how is it made, how is it set."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.account import Account, let_through
from zhengtong.platform.database.binaries import MAJOR_VERSION
from zhengtong.platform.database.connection import USER
from zhengtong.platform.database.layout import SOCKET_PORT, Layout
from zhengtong.platform.database.locks import unusable
from zhengtong.platform.database.processes import end_all_in
from zhengtong.platform.database.translation import noop as N_

# A fresh cluster takes about 40 MB, its write-ahead log up to 1 GB under load.
_ROOM_FOR_A_NEW_CLUSTER = 200 * 1024 * 1024
_ROOM_TO_START = 32 * 1024 * 1024
_SMALL_SHARED_MEMORY = 512 * 1024 * 1024


def options(layout: Layout) -> list[str]:
    """The server's settings, for two cores and a few gigabytes; given at every start, so that they change
    with us."""
    settings = {
        "listen_addresses": "",
        "port": str(SOCKET_PORT),
        "unix_socket_directories": str(layout.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "256MB",
        "effective_cache_size": "1GB",
        "random_page_cost": "1.1",
        "jit": "off",
        # an acknowledged row is on the disk
        "fsync": "on",
        "synchronous_commit": "on",
        # no replicas: less is written
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "1GB",
        # after a crash: one sync of the file system and not one of each of a thousand files
        "recovery_init_sync_method": "syncfs" if sys.platform == "linux" else "fsync",
        "log_min_messages": "warning",
        # statements and rows may hold what people wrote; it does not belong into a log
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "timezone": "UTC",
        "dynamic_shared_memory_type": "posix" if _shared_memory_is_roomy() else "mmap",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _shared_memory_is_roomy() -> bool:
    """Containers often have 64 MB of /dev/shm, too little for the parallel building of a vector index."""
    try:
        return shutil.disk_usage("/dev/shm").total >= _SMALL_SHARED_MEMORY
    except OSError:
        return True


def exists(layout: Layout) -> bool:
    """Whether there is a cluster of this major version.

    Raises:
        Fault: ``data-folder-other-version``, ``data-folder-damaged``.
    """
    cluster = layout.cluster
    try:
        if not cluster.exists():
            return False
        version = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise Fault(
            "data-folder-damaged",
            N_("%(path)s is there, but it is not a database: PG_VERSION is missing."),
            N_("Restore a backup with `zhengtong restore FILE --data NEW_FOLDER`; nothing was changed."),
            {"path": str(cluster)},
            status=500,
        ) from None
    except OSError as error:
        raise unusable(cluster, error) from error
    if version != str(MAJOR_VERSION):
        raise Fault(
            "data-folder-other-version",
            N_("The database in %(path)s was made by PostgreSQL %(theirs)s; this program brings %(ours)d."),
            N_("Back it up with the program that made it, restore that into a new folder; nothing was changed."),
            {"path": str(cluster), "theirs": version, "ours": MAJOR_VERSION},
            status=500,
        )
    return True


def require_room(layout: Layout, *, new: bool) -> None:
    """Raises ``disk-full`` before anything is written."""
    needed = _ROOM_FOR_A_NEW_CLUSTER if new else _ROOM_TO_START
    free = shutil.disk_usage(layout.root).free
    if free < needed:
        raise Fault(
            "disk-full",
            N_("%(path)s has %(free)d MB of free space; the database needs at least %(needed)d MB."),
            N_("Free some space or give another folder with --data; nothing was changed."),
            {"path": str(layout.root), "free": free >> 20, "needed": needed >> 20},
            status=507,
        )


def open_to(layout: Layout, account: Account) -> None:
    """See to it that the server's account reaches the cluster and has a folder for its socket."""
    sockets = layout.sockets
    try:
        sockets.mkdir(mode=0o700, exist_ok=True)
        owner = sockets.stat().st_uid
        if owner not in (os.geteuid(), account.uid):
            raise Fault(
                "socket-folder-foreign",
                N_("%(path)s belongs to another account and cannot safely hold the database's socket."),
                N_("Remove it, or give a data folder with a shorter path."),
                {"path": str(sockets)},
                status=500,
            )
        if account.switch:
            os.chown(sockets, account.uid, account.gid)
            let_through(account, layout.root)
        sockets.chmod(0o700)
    except OSError as error:
        raise unusable(sockets, error) from error


def create(layout: Layout, account: Account, programs: Path) -> None:
    """Make the cluster beside its place and move it there when it is whole.

    Raises:
        Fault: ``database-not-created`` with initdb's own last words, ``disk-full``.
    """
    draft = layout.unfinished_cluster
    require_room(layout, new=True)
    try:
        if draft.exists():
            end_all_in(draft)
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        if account.switch:
            os.chown(draft, account.uid, account.gid)
    except OSError as error:
        raise unusable(draft, error) from error
    made = subprocess.run(
        [
            programs / "initdb",
            "-D", draft,
            "-U", USER,
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            # the socket lies in a folder that only this account can enter
            "--auth=trust",
            "--no-instructions",
        ],
        cwd="/",
        env=environment(),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **account.popen_arguments(),
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise explained(made.stdout + made.stderr, layout, code="database-not-created")
    draft.rename(layout.cluster)


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see: nothing of ours, so that no PGDATA or LC_ALL of the caller changes
    them."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {"LC_ALL": "C", "TZ": "UTC"} | {name: os.environ[name] for name in kept if name in os.environ}


def explained(words: str, layout: Layout, *, code: str) -> Fault:
    """The fault that PostgreSQL's own words stand for."""
    full = ("No space left on device", "Disk quota exceeded")
    # on a full disk the reason may not even have reached the log
    if any(sign in words for sign in full) or shutil.disk_usage(layout.root).free < 1024 * 1024:
        return Fault(
            "disk-full",
            N_("There is no space left for %(path)s."),
            N_("Free some space; the database then comes back by itself, with every confirmed change."),
            {"path": str(layout.root)},
            status=507,
        )
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error:"))]
    return Fault(
        code,
        N_("The database in %(path)s does not start: %(reason)s"),
        N_("The whole log is %(log)s. `zhengtong restore` brings back a backup into a new folder."),
        {"path": str(layout.root), "reason": (telling or lines or ["?"])[-1][:300], "log": str(layout.log)},
        status=500,
    )
