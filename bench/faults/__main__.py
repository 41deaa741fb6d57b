"""``python -m bench.faults``: kill -9 of database, web and worker during imports and questions.

Makes a data folder of its own in a temporary place, serves it on a port of its own, imports and asks all the while,
kills, and in the end checks: it came back by itself each time, no acknowledged row is lost, the ledger verifies.
Prints JSON; exit code 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

COMEBACK_SECONDS = 30.0
QUESTIONS = ("怎么办居住证", "公司注销要什么材料", "老人优待证去哪里办", "How do I register a company?")


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="zhengtong-faults-") as folder:
        trial = Trial(Path(folder) / "data", options.port, options.items)
        with trial.service():
            for target in ("database", "web", "worker"):
                for _ in range(options.kills):
                    trial.kill(target)
            trial.finish()
        report = trial.report()
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return 0 if report["kept_its_word"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="of each kind (20)")
    parser.add_argument("--port", type=int, default=0, help="by default a free one")
    parser.add_argument("--items", type=Path, help="a file for `zhengtong import items`, imported again and again")
    return parser.parse_args()


class Trial:
    """One service under attack. ``acknowledged`` counts rows whose insertion was confirmed to us."""

    def __init__(self, data: Path, port: int, items: Path | None) -> None:
        self.data = data
        self.port = port or _free_port()
        self.items = items
        self.environment = {**os.environ, "ZHENGTONG_DATA": str(data)}
        self.environment.pop("DATABASE_URL", None)
        self.over = threading.Event()
        self.acknowledged = 0
        self.receipts: list[str] = []
        self.asked = self.failed = self.imports = 0
        self.comebacks: dict[str, list[float]] = {"database": [], "web": [], "worker": []}
        self.lost = -1
        self.receipts_lost = -1
        self.ledger = ""

    @contextmanager
    def service(self) -> Iterator[None]:
        self.serve = subprocess.Popen(
            [sys.executable, "-m", "bench.faults.command", "serve", "--port", str(self.port)], env=self.environment
        )
        self.came_back(self.answers, 120)
        with self.connect() as connection:
            connection.execute("CREATE TABLE faults (n bigint)")
        workers = [threading.Thread(target=each) for each in (self.write, self.ask, self.import_again)]
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            self.over.set()
            for worker in workers:
                worker.join()
            self.serve.send_signal(signal.SIGTERM)
            self.serve.wait(60)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.data / "run"), user="zhengtong", dbname="zhengtong", connect_timeout=5, autocommit=True
        )

    def write(self) -> None:
        """A row is acknowledged when the insertion returned; a failed one counts for nothing."""
        number = 0
        while not self.over.is_set():
            try:
                with self.connect() as connection:
                    while not self.over.is_set():
                        number += 1
                        connection.execute("INSERT INTO faults VALUES (%s)", [number])
                        self.acknowledged += 1
                        time.sleep(0.005)
            except psycopg.Error:
                time.sleep(0.05)

    def ask(self) -> None:
        """Every receipt that a reply named must be in the ledger in the end."""
        while not self.over.is_set():
            body = json.dumps({"question": QUESTIONS[self.asked % len(QUESTIONS)]}).encode()
            self.asked += 1
            try:
                reply = json.loads(self.request("/api/v1/ask", body))
                receipt = reply.get("receipt")
                if receipt:
                    self.receipts.append(receipt["code"] if isinstance(receipt, dict) else receipt)
            except (OSError, ValueError):
                self.failed += 1
                time.sleep(0.05)

    def import_again(self) -> None:
        while self.items and not self.over.is_set():
            done = subprocess.run(
                [sys.executable, "-m", "bench.faults.command", "import", "items", str(self.items)],
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            self.imports += done.returncode == 0
            time.sleep(0.5)

    def request(self, path: str, body: bytes | None = None) -> bytes:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, {"Content-Type": "application/json"} if body else {}
        )
        with urllib.request.urlopen(asked, timeout=20) as reply:
            return bytes(reply.read())

    def answers(self) -> bool:
        try:
            self.request("/")
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True

    def kill(self, target: str) -> None:
        """Kill and wait until it is there again: another process, and pages are answered."""
        victim = self.find(target)
        os.kill(victim, signal.SIGKILL)
        begun = time.monotonic()
        self.came_back(lambda: self.find(target, other_than=victim) > 0 and self.answers(), COMEBACK_SECONDS)
        self.comebacks[target].append(time.monotonic() - begun)
        time.sleep(0.3)

    def find(self, target: str, *, other_than: int = 0) -> int:
        """The process id; 0 when there is none yet."""
        if target == "database":
            try:
                found = int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])
            except (OSError, ValueError, IndexError):
                return 0
            return found if found != other_than and psutil.pid_exists(found) else 0
        # children of serve in the order of their start; only the web process has children, its workers
        keeper = int((self.data / "locks" / "keeper").read_text())
        children = [c for c in psutil.Process(self.serve.pid).children() if c.pid not in (keeper, other_than)]
        for child in children:
            try:
                workers = [each.pid for each in child.children()]
            except psutil.Error:
                continue
            if target == "web" and workers and other_than not in workers:
                return workers[0]
            if target == "worker" and not workers and child.name() not in ("", "postgres"):
                return child.pid
        return 0

    def came_back(self, there: object, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not there():  # type: ignore[operator]
            if time.monotonic() > deadline or self.serve.poll() is not None:
                raise SystemExit("it did not come back")
            time.sleep(0.02)

    def finish(self) -> None:
        """Count while it still runs."""
        self.over.set()
        time.sleep(1)
        with self.connect() as connection:
            row = connection.execute("SELECT count(*) FROM faults").fetchone()
        self.lost = max(0, self.acknowledged - (row[0] if row else 0))
        verified = subprocess.run(
            [sys.executable, "-m", "bench.faults.command", "ledger", "verify"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.ledger = "ok" if verified.returncode == 0 else (verified.stdout + verified.stderr)[-500:]
        self.receipts_lost = sum(1 for code in self.receipts if not self.has_receipt(code))

    def has_receipt(self, code: str) -> bool:
        try:
            self.request(f"/api/v1/ledger/{code}")
        except OSError:
            return False
        return True

    def report(self) -> dict[str, object]:
        return {
            "kills": {target: len(times) for target, times in self.comebacks.items()},
            "slowest_comeback_seconds": {t: round(max(times, default=0), 2) for t, times in self.comebacks.items()},
            "rows_acknowledged": self.acknowledged,
            "rows_lost": self.lost,
            "questions": self.asked,
            "questions_failed": self.failed,
            "receipts": len(self.receipts),
            "receipts_lost": self.receipts_lost,
            "imports_done": self.imports,
            "ledger": self.ledger,
            "kept_its_word": self.lost == 0 and self.receipts_lost == 0 and self.ledger == "ok",
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
