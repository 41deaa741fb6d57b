"""One PostgreSQL for the whole test run: the one of DATABASE_URL, or an embedded one kept between runs.

A pytest plugin (``-p`` in pyproject.toml) and not a conftest.py, because pytest-django reads the settings
before any conftest.py, and the settings need to know the data folder. With pytest-xdist every worker comes
here: they all find the same server and Django gives each worker a database of its own on it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def _use_embedded_database() -> None:
    checkout = hashlib.sha256(str(Path(__file__).resolve().parent).encode()).hexdigest()[:8]
    os.environ["ZHENGTONG_DATA"] = str(Path(tempfile.gettempdir()) / f"zhengtong-tests-{os.getuid()}-{checkout}")
    from zhengtong.platform.database import service as database

    # Tests may lose everything at a power cut; the server ends a minute after the last run.
    database.ensure_running(extra_options=["-c", "fsync=off", "-c", "max_connections=200"])


if not os.environ.get("DATABASE_URL"):
    _use_embedded_database()
