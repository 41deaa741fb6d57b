"""A backup holds everything, is checked, and comes back whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database import archive
from zhengtong.platform.database.layout import MARKER, MARKER_TEXT, Layout

HEADS = "ledger-heads.log"


def _heard(_message: str) -> None:
    """Progress is for people."""


class Place:
    """A data folder and a database of its own on the server that all tests share."""

    def __init__(self, root: Path, name: str) -> None:
        self.layout = Layout(root)
        self.name = name
        self.settings: dict[str, Any] = {**settings.DATABASES["default"], "NAME": name}
        root.mkdir()
        (root / MARKER).write_text(MARKER_TEXT)

    def connect(self, name: str = "") -> psycopg.Connection:
        keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        given = {key: self.settings[name] for key, name in keys.items() if self.settings.get(name)}
        return psycopg.connect(dbname=name or self.settings["NAME"], autocommit=True, **given)

    def rows(self) -> list[int]:
        with self.connect() as connection:
            return [row[0] for row in connection.execute("SELECT n FROM things ORDER BY n").fetchall()]

    def fill(self, *numbers: int) -> None:
        with self.connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS things (n int PRIMARY KEY)")
            for number in numbers:
                connection.execute("INSERT INTO things VALUES (%s)", [number])

    def backup(self, target: Path) -> archive.Summary:
        return archive.backup(self.layout, self.settings, target, _heard)

    def restore(self, source: Path, *, replace: bool = False) -> archive.Summary:
        return archive.restore(self.layout, self.settings, source, _heard, replace=replace)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    made = [Place(tmp_path / name, f"archive_{name}_{os.getpid()}") for name in ("one", "other")]
    for place in made:
        with place.connect("postgres") as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place.name)))
        with place.connect() as ours:
            ours.execute("CREATE EXTENSION IF NOT EXISTS vector")
    yield made[0], made[1]
    for place in made:
        with place.connect("postgres") as server:
            name = sql.Identifier(place.name)
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def backup(places: tuple[Place, Place], tmp_path: Path) -> Path:
    one = places[0]
    one.fill(1, 2)
    (one.layout.root / HEADS).write_text('{"number": 1}\n')
    one.layout.secret.write_text("very secret\n")
    (one.layout.root / "uploads").mkdir()
    (one.layout.root / "uploads" / "照片 1.jpg").write_bytes(bytes(range(256)))
    target = tmp_path / "a.backup"
    one.backup(target)
    return target


def test_rows_and_files_come_back_as_they_were(places: tuple[Place, Place], backup: Path) -> None:
    other = places[1]
    summary = other.restore(backup)
    assert other.rows() == [1, 2]
    assert (other.layout.root / HEADS).read_text() == '{"number": 1}\n'
    assert other.layout.secret.read_text() == "very secret\n"
    assert (other.layout.root / "uploads" / "照片 1.jpg").read_bytes() == bytes(range(256))
    assert summary.files == 3


def test_only_its_owner_can_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_head_of_the_ledger_written_meanwhile_is_not_ahead_of_the_database(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    one = places[0]
    one.fill(1)
    heads = one.layout.root / HEADS
    heads.write_text("first\n")

    def seal_meanwhile(message: str) -> None:
        if message == "Packing":
            heads.write_text("first\nsecond\n")

    archive.backup(one.layout, one.settings, tmp_path / "b.backup", seal_meanwhile)
    with tarfile.open(tmp_path / "b.backup") as made:
        stored = made.extractfile(f"files/{HEADS}")
        assert stored is not None
        assert stored.read() == b"first\n"


def test_a_database_with_tables_is_refused_and_left_as_it_is(places: tuple[Place, Place], backup: Path) -> None:
    other = places[1]
    other.fill(7)
    with pytest.raises(Fault) as refused:
        other.restore(backup)
    assert refused.value.code == "restore-would-replace"
    assert "--replace" in refused.value.remedy
    assert other.rows() == [7]
    assert not (other.layout.root / HEADS).exists()


def test_a_folder_with_files_is_refused(places: tuple[Place, Place], backup: Path) -> None:
    other = places[1]
    (other.layout.root / "letter.docx").write_text("mine")
    with pytest.raises(Fault) as refused:
        other.restore(backup)
    assert refused.value.code == "restore-would-replace"
    assert (other.layout.root / "letter.docx").read_text() == "mine"


def test_replace_puts_the_backup_in_place_of_everything(places: tuple[Place, Place], backup: Path) -> None:
    other = places[1]
    other.fill(7)
    (other.layout.root / "letter.docx").write_text("mine")
    (other.layout.root / HEADS).write_text("of another log\n")
    other.restore(backup, replace=True)
    assert other.rows() == [1, 2]
    assert not (other.layout.root / "letter.docx").exists()
    assert (other.layout.root / HEADS).read_text() == '{"number": 1}\n'


def _last_byte(path: Path) -> int:
    """Where the last file in the archive ends; what follows is filling."""
    with tarfile.open(path) as made:
        return max(entry.offset_data + entry.size for entry in made.getmembers()) - 1


def _in_the_database(path: Path) -> int:
    with tarfile.open(path) as made:
        entry = made.getmember("database.dump")
        return entry.offset_data + entry.size // 2


@pytest.mark.parametrize("where", [_in_the_database, _last_byte], ids=["in the database", "at the end"])
def test_one_changed_byte_is_found_and_nothing_is_touched(
    places: tuple[Place, Place], backup: Path, where: Callable[[Path], int]
) -> None:
    content = bytearray(backup.read_bytes())
    content[where(backup)] ^= 1
    backup.write_bytes(content)
    other = places[1]
    other.fill(7)
    with pytest.raises(Fault) as refused:
        other.restore(backup, replace=True)
    assert refused.value.code == "backup-damaged"
    assert other.rows() == [7]


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\0" * 20_000], ids=["empty", "words", "zeros"])
def test_a_file_that_is_no_backup_is_refused(places: tuple[Place, Place], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Fault) as refused:
        places[1].restore(tmp_path / "x")
    assert refused.value.code == "backup-damaged"


def test_a_backup_that_was_cut_off_is_refused(places: tuple[Place, Place], backup: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: _last_byte(backup) - 1])
    with pytest.raises(Fault) as refused:
        places[1].restore(backup)
    assert refused.value.code == "backup-damaged"


def test_a_member_that_would_land_elsewhere_is_refused(places: tuple[Place, Place], backup: Path) -> None:
    with tarfile.open(backup, "a") as made:
        entry = tarfile.TarInfo("../../outside")
        made.addfile(entry)
    with pytest.raises(Fault) as refused:
        places[1].restore(backup)
    assert refused.value.code == "backup-damaged"
    assert not (places[1].layout.root.parent.parent / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.SYMTYPE], ids=["outside", "link"])
def test_a_backup_made_to_write_elsewhere_is_refused_though_its_digests_are_right(
    places: tuple[Place, Place], backup: Path, kind: bytes
) -> None:
    entry = tarfile.TarInfo("../../outside" if kind == tarfile.REGTYPE else "files/link")
    entry.type, entry.linkname = kind, "../database.dump"
    with tarfile.open(backup) as made:
        manifest = json.load(made.extractfile("manifest.json"))  # type: ignore[arg-type]
    dump = manifest["sha256"]["database.dump"]
    manifest["sha256"][entry.name] = hashlib.sha256(b"").hexdigest() if kind == tarfile.REGTYPE else dump
    content = json.dumps(manifest).encode()
    with tarfile.open(backup, "a") as made:
        made.addfile(entry)
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(content)
        made.addfile(entry, io.BytesIO(content))
    with pytest.raises(Fault) as refused:
        places[1].restore(backup)
    assert refused.value.code == "backup-damaged"
    assert not (places[1].layout.root.parent.parent / "outside").exists()


def test_a_backup_never_overwrites_a_file(places: tuple[Place, Place], backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Fault) as refused:
        places[0].backup(backup)
    assert refused.value.code == "backup-exists"
    assert backup.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(places: tuple[Place, Place], tmp_path: Path) -> None:
    one = places[0]
    one.settings["NAME"] = "no such database"
    with pytest.raises(Fault) as refused:
        one.backup(tmp_path / "folder" / "c.backup")
    assert refused.value.code == "backup-failed"
    assert list((tmp_path / "folder").iterdir()) == []


COMMAND = "from zhengtong.config.cli import main; main()"
# what the worker of `serve` does once a minute
SEAL = (
    "from zhengtong.config.startup import start; start();"
    "from zhengtong.platform.ledger import service; assert service.seal()"
)


def _command(*arguments: str, data: Path, code: str = COMMAND) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZHENGTONG_DATA": str(data), "ZHENGTONG_LANGUAGE": "en"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.faults
def test_the_ledger_of_a_restored_folder_verifies(tmp_path: Path) -> None:
    """The whole way on embedded databases: acts, sealing, backup, restore elsewhere, verification, more acts."""
    first, second = tmp_path / "first", tmp_path / "second"
    try:
        assert _command("ask", "身份证丢了怎么办", data=first).returncode == 0
        assert _command(data=first, code=SEAL).returncode == 0
        verified = _command("ledger", "verify", "--json", data=first)
        assert verified.returncode == 0, verified.stderr
        made = _command("backup", str(tmp_path / "a.backup"), "--json", data=first)
        assert made.returncode == 0, made.stderr
        assert _command("restore", str(tmp_path / "a.backup"), data=second).returncode == 0
        again = _command("ledger", "verify", "--json", data=second)
        assert again.returncode == 0, again.stderr + again.stdout
        assert json.loads(again.stdout)["entries"] >= json.loads(verified.stdout)["entries"] > 0
        refused = _command("restore", str(tmp_path / "a.backup"), data=second)
        assert refused.returncode == 1
        assert "holds data already" in refused.stderr
    finally:
        from zhengtong.platform.database import embedded

        for folder in (first, second):
            embedded.stop(Layout(folder), if_unused=False)
