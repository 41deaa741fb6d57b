"""The web processes of ``serve`` as they run, with the database of the tests, which they see empty."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.conf import settings

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 60
SERVE = "import sys; from zhengtong.config.commands import _web; _web.serve('127.0.0.1', int(sys.argv[1]), 1, 2)"


@contextmanager
def running_server(log: Path) -> Iterator[int]:
    """The port of one web process with two threads."""
    place = settings.DATABASES["default"]
    query = urlencode({"host": place["HOST"], "port": place["PORT"]})
    user = quote(place["USER"], safe="") + (f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else "")
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{user}@/{quote(place['NAME'])}?{query}",
        "PYTHONPATH": str(REPOSITORY / "src"),
        "DJANGO_SETTINGS_MODULE": "zhengtong.config.settings",
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with log.open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)], env=environment, cwd=REPOSITORY, stdout=said, stderr=said
        )
        try:
            _wait(port, server, log)
            yield port
        finally:
            server.terminate()
            server.wait(START_SECONDS)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/style/", timeout=START_SECONDS):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
