"""The embedded server comes up anywhere, survives kills, and says clearly why when it cannot."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database import cluster, embedded
from zhengtong.platform.database.layout import Layout, prepare
from zhengtong.platform.database.processes import working_in

FAST = ("-c", "fsync=off")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="changes accounts")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped data folder, copied by each test: making one takes most of a second."""
    layout = Layout(tmp_path_factory.mktemp("template") / "data")
    embedded.ensure_running(layout, extra_options=FAST)
    assert embedded.stop(layout, if_unused=False)
    return layout.root


@pytest.fixture
def layout(template: Path, tmp_path: Path) -> Iterator[Layout]:
    root = tmp_path / "data"
    subprocess.run(["cp", "-a", str(template), str(root)], check=True)
    shutil.rmtree(root / "run")
    yield Layout(root)
    embedded.stop(Layout(root), if_unused=False)


def _one(layout: Layout, query: str) -> object:
    with embedded.connect(layout) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return row[0]


def _until(condition: Callable[[], bool], *, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def _main_process(layout: Layout) -> int:
    return int((layout.cluster / "postmaster.pid").read_text().split()[0])


def test_a_new_database_speaks_utf8_and_checks_its_pages(layout: Layout) -> None:
    embedded.ensure_running(layout, extra_options=FAST)
    assert _one(layout, "SHOW server_encoding") == "UTF8"
    assert _one(layout, "SHOW data_checksums") == "on"
    assert _one(layout, "SELECT upper('é')") == "É"
    assert _one(layout, "SHOW listen_addresses") == ""


def test_only_the_first_of_two_calls_starts_it(layout: Layout) -> None:
    assert embedded.ensure_running(layout, extra_options=FAST).started
    assert not embedded.ensure_running(layout, extra_options=FAST).started


def test_two_processes_at_once_use_one_server(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    code = (
        "import sys; from pathlib import Path; from zhengtong.platform.database import embedded;"
        "from zhengtong.platform.database.layout import Layout;"
        "layout = Layout(Path(sys.argv[1]));"
        "embedded.ensure_running(layout, extra_options=('-c', 'fsync=off'));"
        "c = embedded.connect(layout);"
        "print(c.execute('SELECT pg_postmaster_start_time()').fetchone()[0]); sys.stdin.read()"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(layout.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        said = [process.stdout.readline() for process in both if process.stdout]
        assert said[0] == said[1] != ""
    finally:
        for process in both:
            process.communicate("")
        embedded.stop(layout, if_unused=False)


def test_it_ends_when_its_last_user_has_gone(layout: Layout) -> None:
    embedded.ensure_running(layout, idle_seconds=0.0, extra_options=FAST)
    embedded.drop_lease(layout)
    _until(lambda: not working_in(layout.cluster))
    _until(lambda: embedded.keeper_process(layout) is None)


def test_it_stays_while_somebody_else_uses_it(layout: Layout) -> None:
    embedded.ensure_running(layout, extra_options=FAST)
    from zhengtong.platform.database.locks import open_lock, try_lock

    other = open_lock(layout.lock("users"))
    assert try_lock(other, exclusive=False)
    try:
        assert not embedded.stop(layout, if_unused=True)
        assert _one(layout, "SELECT 1") == 1
    finally:
        os.close(other)


@pytest.mark.faults
def test_a_killed_server_comes_back_with_every_confirmed_row(layout: Layout) -> None:
    embedded.ensure_running(layout)
    with embedded.connect(layout) as connection:
        connection.execute("CREATE TABLE rows (n int)")
    for number in range(3):
        with embedded.connect(layout) as connection:
            connection.execute("INSERT INTO rows VALUES (%s)", [number])
            os.kill(_main_process(layout), signal.SIGKILL)
        _until(lambda: _accepts(layout))
    assert _one(layout, "SELECT count(*) FROM rows") == 3


@pytest.mark.faults
def test_a_killed_keeper_and_server_are_repaired_at_the_next_use(layout: Layout) -> None:
    embedded.ensure_running(layout, extra_options=FAST)
    keeper = embedded.keeper_process(layout)
    assert keeper is not None
    main = _main_process(layout)
    os.kill(keeper, signal.SIGKILL)
    os.kill(main, signal.SIGKILL)
    assert "repairing" not in embedded.why_it_takes_long(layout.log.read_text())
    assert embedded.ensure_running(layout, extra_options=FAST).started
    assert _one(layout, "SELECT 1") == 1
    assert "repairing" in embedded.why_it_takes_long(layout.log.read_text())


@pytest.mark.faults
def test_a_killed_keeper_alone_takes_its_server_along_and_both_come_back(layout: Layout) -> None:
    embedded.ensure_running(layout, extra_options=FAST)
    before = _one(layout, "SELECT pg_postmaster_start_time()")
    keeper = embedded.keeper_process(layout)
    assert keeper is not None
    os.kill(keeper, signal.SIGKILL)
    embedded.ensure_running(layout, extra_options=FAST)
    assert _one(layout, "SELECT pg_postmaster_start_time()") != before


def test_a_stale_lock_of_a_process_number_used_by_a_stranger_does_not_matter(layout: Layout) -> None:
    stale = f"{os.getpid()}\n{layout.cluster}\n1700000000\n5432\n{layout.sockets}\n\n  1 1\nready\n"
    (layout.cluster / "postmaster.pid").write_text(stale)
    embedded.ensure_running(layout, extra_options=FAST)
    assert _one(layout, "SELECT 1") == 1


def test_what_a_killed_making_of_a_database_left_is_cleared_away(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    prepare(layout)
    layout.unfinished_cluster.mkdir()
    (layout.unfinished_cluster / "PG_VERSION").write_text("18\n")
    embedded.ensure_running(layout, extra_options=FAST)
    try:
        assert _one(layout, "SELECT 1") == 1
        assert not layout.unfinished_cluster.exists()
    finally:
        embedded.stop(layout, if_unused=False)


def test_a_path_too_long_for_a_socket_works(template: Path, tmp_path: Path) -> None:
    root = tmp_path / ("很长的路径" * 8) / ("x" * 60) / "data"
    root.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(template), str(root)], check=True)
    layout = Layout(root)
    embedded.ensure_running(layout, extra_options=FAST)
    try:
        assert _one(layout, "SELECT 1") == 1
    finally:
        embedded.stop(layout, if_unused=False)
        shutil.rmtree(layout.sockets)


@needs_root
def test_root_may_keep_its_data_where_nobody_else_gets_in(template: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    root = closed / "data"
    subprocess.run(["cp", "-a", str(template), str(root)], check=True)
    subprocess.run(["chown", "root:root", str(root)], check=True)
    layout = Layout(root)
    embedded.ensure_running(layout, extra_options=FAST)
    try:
        assert _one(layout, "SELECT 1") == 1
        assert closed.stat().st_mode & 0o007 == 0
    finally:
        embedded.stop(layout, if_unused=False)


@needs_root
def test_root_may_have_its_programs_where_nobody_else_gets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhengtong.platform.database import binaries
    from zhengtong.platform.database.account import server_account

    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "pginstall18"
    (home / "bin").mkdir(parents=True)
    shutil.copy2(binaries.wheel_programs() / "postgres", home / "bin" / "postgres")
    shutil.copytree(binaries.wheel_programs().parent / "lib", home / "lib")
    monkeypatch.setattr(binaries, "wheel_programs", lambda: home / "bin")
    open_cache = tmp_path.parent.parent / "open-cache"
    monkeypatch.setattr(binaries, "_CACHES", (Path("/var/tmp"),))
    assert not open_cache.exists()
    found = binaries.reachable_programs(server_account(tmp_path / "none"))
    try:
        assert found.parent.parent == Path("/var/tmp")
        assert found == binaries.reachable_programs(server_account(tmp_path / "none"))
    finally:
        shutil.rmtree(found.parent)


def _refused(layout: Layout) -> Fault:
    before = {path: path.stat().st_mtime_ns for path in layout.root.rglob("*")} if layout.root.is_dir() else {}
    with pytest.raises(Fault) as refused:
        embedded.ensure_running(layout)
    after = {path: path.stat().st_mtime_ns for path in layout.root.rglob("*")} if layout.root.is_dir() else {}
    assert after == before, "nothing may be touched"
    assert refused.value.remedy
    return refused.value


def test_a_folder_with_other_files_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    assert _refused(Layout(tmp_path)).code == "data-folder-foreign"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    assert _refused(Layout(tmp_path / "data")).code == "data-folder-foreign"


def test_an_empty_folder_with_a_volumes_own_files_is_taken(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    prepare(Layout(tmp_path))
    assert Layout(tmp_path).marker.exists()


def test_the_folder_of_an_older_postgresql_is_refused_and_not_touched(layout: Layout) -> None:
    (layout.cluster / "PG_VERSION").write_text("16\n")
    fault = _refused(layout)
    assert fault.code == "data-folder-other-version"
    assert "16" in str(fault)


def test_a_database_without_its_version_is_refused_and_not_touched(layout: Layout) -> None:
    (layout.cluster / "PG_VERSION").unlink()
    assert _refused(layout).code == "data-folder-damaged"


def test_a_damaged_control_file_is_told_with_postgresqls_words(layout: Layout) -> None:
    (layout.cluster / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(Fault) as refused:
        embedded.ensure_running(layout)
    assert refused.value.code == "database-does-not-start"


def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_args: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "data"))

    # root may write anywhere, so the kernel's answer is put in its mouth
    monkeypatch.setattr(Path, "mkdir", denied)
    assert _refused(Layout(tmp_path / "data")).code == "data-folder-not-writable"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=260m,mode=755", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_told_before_anything_is_written(small_disk: Path) -> None:
    (small_disk / "lost+found").mkdir()
    (small_disk / "lost+found" / "ballast").write_bytes(b"\0" * (200 << 20))
    layout = Layout(small_disk)
    with pytest.raises(Fault) as refused:
        embedded.ensure_running(layout)
    assert refused.value.code == "disk-full"
    assert not layout.cluster.exists()


@pytest.mark.faults
def test_after_a_full_disk_it_comes_back_with_every_confirmed_row(small_disk: Path) -> None:
    layout = Layout(small_disk / "data")
    embedded.ensure_running(layout)
    try:
        confirmed = 0
        with embedded.connect(layout) as connection:
            connection.execute("CREATE TABLE rows (n int, filler text STORAGE EXTERNAL)")
            ballast = small_disk / "ballast"
            ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - (6 << 20)))
            with pytest.raises(psycopg.Error):
                while confirmed < 400:
                    connection.execute("INSERT INTO rows VALUES (%s, repeat('x', 200000))", [confirmed])
                    confirmed += 1
        ballast.unlink()
        _until(lambda: _accepts(layout))
        assert _one(layout, "SELECT count(*) FROM rows") == confirmed
    finally:
        embedded.stop(layout, if_unused=False)


def test_full_disk_in_postgresqls_words_becomes_advice(layout: Layout) -> None:
    words = "FATAL:  could not write lock file: No space left on device"
    assert cluster.explained(words, layout, code="x").code == "disk-full"


def _accepts(layout: Layout) -> bool:
    try:
        embedded.connect(layout).close()
    except psycopg.OperationalError:
        return False
    return True
