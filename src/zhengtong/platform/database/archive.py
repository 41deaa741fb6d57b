"""Backups: one file with the database, the files of the data folder, and a manifest of their digests.

The file is a tar archive: ``manifest.json`` last, before it ``database.dump`` (pg_dump's custom format) and
``files/…``. It appears under its name only when it is whole, so a killed backup leaves nothing that looks
like one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg

from zhengtong import __version__
from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.binaries import wheel_programs
from zhengtong.platform.database.cluster import environment
from zhengtong.platform.database.layout import MARKER, Layout
from zhengtong.platform.database.locks import unusable
from zhengtong.platform.database.translation import noop as N_

FORMAT = 1
_DUMP = "database.dump"
_MANIFEST = "manifest.json"
_FILES = "files/"
# What lies in a data folder and is not data: PostgreSQL's own (it is dumped), locks, logs, what is made
# again.
_LEFT_OUT = {"postgres", "postgres.new", "run", "locks", "logs", "static", "models", MARKER}
_SCRATCH = ".zhengtong-"
_BLOCK = 1024 * 1024
# In the transaction that reads the backup in. Whoever uses a table is waited for, but not for ever.
_CLEAR = "SET LOCAL lock_timeout = '30s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Summary:
    """What a backup holds. ``bytes`` is the size of the archive."""

    path: str
    made_at: str
    version: str
    files: int
    bytes: int


class _Digesting:
    """Hashes what passes through."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.hash.update(block)
        return block


def connection_arguments(settings: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Options and environment by which PostgreSQL's programs reach the database of Django's ``settings``."""
    arguments = ["--no-password"]
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings.get(key):
            arguments += [option, str(settings[key])]
    secrets = {"PGPASSWORD": settings["PASSWORD"]} if settings.get("PASSWORD") else {}
    for name, variable in (("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT"), ("sslcert", "PGSSLCERT")):
        if name in settings.get("OPTIONS", {}):
            secrets[variable] = str(settings["OPTIONS"][name])
    return arguments, secrets


def backup(layout: Layout, settings: dict[str, Any], target: Path, say: Say) -> Summary:
    """Write everything into ``target`` and check it. The database may be in use meanwhile.

    Raises:
        Fault: ``backup-exists``, ``backup-failed``, ``disk-full``, ``backup-damaged``.
    """
    if target.exists():
        raise Fault(
            "backup-exists",
            N_("%(path)s exists already."),
            N_("Give another name; nothing was written."),
            {"path": str(target)},
        )
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(target.parent) as scratch:
            logs = _logs_as_they_are(layout, scratch)
            say(N_("Writing out the database"))
            dump = scratch / _DUMP
            _run("pg_dump", ["--format=custom", "--no-owner", "--file", str(dump)], settings)
            say(N_("Packing"))
            _pack(layout, dump, draft, logs)
        draft.chmod(0o600)
        say(N_("Checking"))
        summary = verify(draft)
        draft.rename(target)
    except OSError as error:
        raise unusable(target, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return Summary(**{**asdict(summary), "path": str(target)})


def _logs_as_they_are(layout: Layout, scratch: Path) -> dict[str, Path]:
    """Copies of the logs beside the database, such as the ledger's heads, taken before it is written out.

    A log may lag behind the database, never the other way round: a head that the restored ledger does not know
    would look as if something had been cut off it.
    """
    copies = {}
    for path in sorted(layout.root.glob("*.log")):
        copies[path.name] = scratch / path.name
        shutil.copyfile(path, copies[path.name])
    return copies


def _pack(layout: Layout, dump: Path, draft: Path, logs: dict[str, Path]) -> None:
    members = [(_DUMP, dump), *((_FILES + name, logs.get(name, path)) for name, path in _data_files(layout))]
    digests = {}
    with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in members:
            with path.open("rb") as stream:
                entry = archive.gettarinfo(name=str(path), arcname=name)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                counted = _Digesting(stream)
                archive.addfile(entry, counted)
                digests[name] = counted.hash.hexdigest()
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": digests,
        }
        content = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(content)
        entry.mtime = int(time.time())
        archive.addfile(entry, io.BytesIO(content))
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _data_files(layout: Layout) -> Iterator[tuple[str, Path]]:
    if not layout.root.is_dir():
        return
    for path in sorted(layout.root.rglob("*")):
        relative = path.relative_to(layout.root)
        if relative.parts[0].startswith(_SCRATCH) or relative.parts[0] in _LEFT_OUT:
            continue
        if path.is_file() and not path.is_symlink():
            yield relative.as_posix(), path


def verify(path: Path) -> Summary:
    """Read the whole archive and compare every digest.

    Raises:
        Fault: ``backup-damaged`` names the first part that is not as it was written.
    """
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r:") as archive:
            for entry in archive:
                stream = _content(archive, entry, path)
                if entry.name == _MANIFEST:
                    manifest = json.loads(stream.read())
                    continue
                counted = _Digesting(stream)
                while counted.read(_BLOCK):
                    pass
                found[entry.name] = counted.hash.hexdigest()
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise Fault(
            "backup-unreadable",
            N_("%(path)s cannot be read: %(reason)s."),
            N_("Give the file that `zhengtong backup` wrote."),
            {"path": str(path), "reason": os.strerror(error.errno or 0)},
        ) from error
    if manifest is None:
        raise _damaged(path, _MANIFEST)
    if manifest.get("format") != FORMAT:
        raise Fault(
            "backup-format",
            N_("%(path)s was written by another version (%(version)s) in a form that this one does not read."),
            N_("Restore it with that version."),
            {"path": str(path), "version": str(manifest.get("version"))},
        )
    for name in sorted({*manifest["sha256"], *found, _DUMP}):
        if name not in found or manifest["sha256"].get(name) != found[name]:
            raise _damaged(path, name)
    return Summary(str(path), manifest["made_at"], manifest["version"], len(found) - 1, path.stat().st_size)


def _damaged(path: Path, part: str) -> Fault:
    return Fault(
        "backup-damaged",
        N_("%(path)s is not a whole backup: %(part)s is missing or damaged."),
        N_("Use another backup; nothing was changed."),
        {"path": str(path), "part": part},
        status=422,
    )


def restore(layout: Layout, settings: dict[str, Any], source: Path, say: Say, *, replace: bool) -> Summary:
    """Fill an empty database and data folder from a checked archive; with ``replace`` also one in use.

    The database changes in one transaction, then the files follow: a restore that was cut short leaves the
    database as it was.

    Raises:
        Fault: as ``verify``; ``restore-would-replace``; ``restore-failed`` with PostgreSQL's own words.
    """
    say(N_("Checking"))
    summary = verify(source)
    if not replace:
        _refuse_data(layout, settings)
    with _scratch(layout.root) as scratch, tarfile.open(source, "r:") as archive:
        say(N_("Unpacking"))
        try:
            _unpack(archive, scratch, source)
        except OSError as error:
            raise unusable(layout.root, error) from error
        say(N_("Reading in the database"))
        script = scratch / "database.sql"
        _run("pg_restore", ["--no-owner", "--no-comments", "--file", str(script), str(scratch / _DUMP)])
        clear = ["--command", _CLEAR] if replace else []
        _run(
            "psql",
            [
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "--set",
                "ON_ERROR_STOP=1",
                *clear,
                "--file",
                str(script),
            ],
            settings,
        )
        for _name, path in list(_data_files(layout)) if replace else ():
            path.unlink()
        files = scratch / "files"
        for path in sorted(files.rglob("*")) if files.is_dir() else ():
            if path.is_file():
                place = layout.root / path.relative_to(files)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, place)
    return summary


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo, source: Path) -> IO[bytes]:
    """Of a regular file; a backup has nothing else."""
    stream = archive.extractfile(entry) if entry.isreg() else None
    if stream is None:
        raise _damaged(source, entry.name)
    return stream


def _unpack(archive: tarfile.TarFile, folder: Path, source: Path) -> None:
    """Files below ``folder``, and nothing anywhere else (the ``filter`` for that came with Python 3.11.4)."""
    for entry in archive:
        place, stream = folder / entry.name, _content(archive, entry, source)
        if not place.resolve().is_relative_to(folder.resolve()):
            raise _damaged(source, entry.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            shutil.copyfileobj(stream, target, _BLOCK)
        place.chmod(entry.mode & 0o755 | 0o600)
        os.utime(place, (entry.mtime, entry.mtime))


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same file system, since a dump may be larger than /tmp."""
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=folder) as name:
        yield Path(name)


def _refuse_data(layout: Layout, settings: dict[str, Any]) -> None:
    """Raises ``restore-would-replace`` when there is a table in the database or a file in the data folder."""
    reach = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    given = {key: value for key, value in {**reach, "password": settings["PASSWORD"]}.items() if value}
    with psycopg.connect(dbname=settings["NAME"], **given, **settings["OPTIONS"]) as connection:
        table = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    files = [name for name, _path in _data_files(layout) if name != layout.secret.name]
    if table or files:
        raise Fault(
            "restore-would-replace",
            N_("%(path)s holds data already."),
            N_("Give a new folder with --data, or --replace to put the backup in its place; nothing was changed."),
            {"path": str(layout.root) if files or settings["HOST"].startswith("/") else str(settings["NAME"])},
            status=409,
        )


def _run(program: str, arguments: list[str], settings: dict[str, Any] | None = None) -> None:
    """Run one of PostgreSQL's programs, against the database of ``settings`` if given."""
    reach, secrets = connection_arguments(settings) if settings else ([], {})
    name = ["--dbname", str(settings["NAME"])] if settings else []
    done = subprocess.run(
        [wheel_programs() / program, *reach, *name, *arguments],
        env=environment() | secrets,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or [done.stderr.strip()]
        raise Fault(
            "backup-failed" if program == "pg_dump" else "restore-failed",
            N_("%(program)s could not do it: %(reason)s"),
            N_("Nothing was left half-done. `zhengtong doctor` shows the state of the database."),
            {"program": program, "reason": lines[0][:300]},
            status=500,
        )
