"""The real product for the browser tests: its own database with the sample city, served by granian."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg import sql
from tests.contexts.knowledge.conftest import write_laws

from zhengtong.config import translations

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 40
OFFICIAL, PASSWORD = "wang.min", "jianglan-browser-9"
LAWS = [
    ("l1", "中华人民共和国居民身份证法", "法律", "2011-10-29", "2012-01-01", "现行有效"),
    ("l2", "中华人民共和国长卷法", "法律", "2020-05-28", "2021-01-01", "现行有效"),  # invented, and long
]
# in one process: each command would load everything anew
PREPARE = """
import sys
from zhengtong.config.cli import cli
laws, official = sys.argv[1:]
for words in (["pack", "load", "packs/jianglan"], ["import", "laws", "--file", laws], ["account", "add", official]):
    cli(args=words, prog_name="zhengtong", standalone_mode=False)
from zhengtong.contexts.guidance.models import QualityRun
wrong = {"id": "q1", "kind": "single", "text": "问一", "state": "answered", "gold": [["T-1"]], "rank": None,
    "offered": [["T-2 别的"]]}
QualityRun.objects.create(pack="jianglan", label="1", digest="a", occasion="start", state="done", made_by="start",
    figures={"single": {"n": 2, "hit_at_1": 0.5}}, regressions=["q1"], wrong=[wrong])
"""


@dataclass(frozen=True)
class City:
    """The sample city with laws and an official: a database that nobody is connected to, and its data folder."""

    database: str
    folder: Path


def _articles() -> list[tuple[str, str | None, str | None, str, str]]:
    short = [
        ("l1", "第二章 申领和发放", None, "第十条", "申请领取居民身份证，应当填写申领登记表，交验居民户口簿。"),
        ("l1", "第二章 申领和发放", None, "第十一条", "居民身份证丢失的，应当申请补领。"),
        ("l1", "第二章 申领和发放", None, "第十二条", "急需使用的，可以申请领取临时居民身份证。"),
    ]
    long = [
        ("l2", f"第{chapter}章 卷{chapter}", f"第{part}节 段{part}", f"第{chapter}百{part}十{n}条", "本条很长。" * 60)
        for chapter in "一二三四五六"
        for part in "一二"
        for n in "一二三四五"
    ]
    return [*short, *long]


def _database_url(name: str) -> str:
    place = settings.DATABASES["default"]
    user = quote(place["USER"], safe="")
    password = f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    query = urlencode({"host": place["HOST"], "port": place["PORT"]})
    return f"postgresql://{user}{password}@/{quote(name)}?{query}"


def _new_database(name: str, *, like: str = "template1") -> None:
    _drop_database(name)
    with psycopg.connect(_database_url("postgres"), autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
        connection.execute(made)


def _drop_database(name: str) -> None:
    with psycopg.connect(_database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(environment: dict[str, str], *arguments: str, typed: str = "") -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False, env=environment, cwd=REPOSITORY, capture_output=True, text=True, input=typed,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(database: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _database_url(database),
        "ZHENGTONG_DATA": str(folder),
        "PYTHONPATH": str(REPOSITORY / "src"),
        "DJANGO_SETTINGS_MODULE": "zhengtong.config.settings",
    }


@contextmanager
def sample_city(folder: Path, name: str) -> Iterator[City]:
    """What every site begins with; database ``name`` lives as long as it is needed."""
    translations.compile_all()
    laws = write_laws(folder / "laws.db", LAWS, _articles())
    data = folder / "data"
    data.mkdir()
    _new_database(name)
    try:
        _run(_environment(name, data), "-c", PREPARE, str(laws), OFFICIAL, typed=f"{PASSWORD}\n")
        yield City(name, data)
    finally:
        _drop_database(name)


@contextmanager
def running_site(city: City, folder: Path, name: str) -> Iterator[str]:
    """The address of a site of its own, without a slash at the end; it is served from copies of the city's data."""
    _new_database(name, like=city.database)
    shutil.copytree(city.folder, folder / "data")
    environment = _environment(name, folder / "data")
    port = _free_port()
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--workers", "1", "--blocking-threads", "2", "zhengtong.config.wsgi:application"],
        env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait(port, server, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(START_SECONDS)
        log.close()
        _drop_database(name)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/style/", timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
