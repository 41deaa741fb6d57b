"""The keeper: a small process of its own that runs the embedded PostgreSQL, restarts it, and ends it when
unused.

Why a process of its own, and not `serve`: any command may be the first to need the database and any may be
the last, and the one that started it may be killed while others go on. Everyone who uses the server holds a
shared lock on ``locks/users`` for as long as the process lives; the kernel lets go of it however the process
ends. The keeper takes that lock exclusively to learn that nobody is left. It then waits ``idle_seconds`` (so
that ten commands in a row start the server once) and shuts the server down: no command leaves a surprise
behind, none waits for a start it need not.

If the keeper itself is killed, the kernel tells PostgreSQL to shut down (Linux), and the next user starts
both again. Run as ``python -m zhengtong.platform.database.keeper PLAN``; the lock ``locks/keeper`` is
inherited from the starter.
"""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from zhengtong.platform.database.account import Account
from zhengtong.platform.database.cluster import environment
from zhengtong.platform.database.layout import Layout
from zhengtong.platform.database.locks import open_lock, release, try_lock, wait_for_lock
from zhengtong.platform.database.processes import end_all_in

TICK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
SHUTDOWN_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1
_ENDINGS = (signal.SIGTERM, signal.SIGINT)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to run. ``options`` are PostgreSQL's command-line options."""

    root: str
    programs: str
    account: Account
    options: list[str]
    idle_seconds: float

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        data = json.loads(text)
        return cls(**{**data, "account": Account(**data["account"])})


class Keeper:
    """Runs one server. ``users`` is the lock that everyone who uses it shares."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.layout = Layout(Path(plan.root))
        self.users = open_lock(self.layout.lock("users"))
        self.idle_since: float | None = None
        self.parent = os.getpid()

    def run(self) -> int:
        """Returns 0 after an orderly end, 1 when the very first start fails (the starter then reads the
        log)."""
        pause = 0.1
        ever_ready = False
        while True:
            server = self.start()
            ended, ready = self.watch(server)
            ever_ready = ever_ready or ready
            if ended:
                self.stop(server)
                return 0
            if not ever_ready:
                return 1
            # back at once when it ran; more and more slowly when it does not come up, as on a full disk
            pause = 0.1 if ready else min(pause * 2, LONGEST_PAUSE_SECONDS)
            if self.asked_to_end(within=pause) or self.unused():
                return 0

    def start(self) -> subprocess.Popen[bytes]:
        """Clear away what a killed server left, then start one that holds the lock ``locks/server`` while it
        lives."""
        cluster = self.layout.cluster
        end_all_in(cluster, gently_for=15.0)
        held = open_lock(self.layout.lock("server"))
        try:
            # still taken: a server of this folder that is not visible from here, for example in another
            # container
            if not wait_for_lock(held, exclusive=True, seconds=10.0):
                sys.stderr.write("FATAL: another PostgreSQL uses this data folder and is not visible from here\n")
                raise SystemExit(1)
            # no server is alive, so these name a process that is gone - or a stranger with its number
            (cluster / "postmaster.pid").unlink(missing_ok=True)
            for left in self.layout.sockets.glob(".s.PGSQL.*"):
                left.unlink(missing_ok=True)
            return subprocess.Popen(
                [Path(self.plan.programs) / "postgres", "-D", cluster, *self.plan.options],
                cwd="/",
                env=environment(),
                stdin=subprocess.DEVNULL,
                pass_fds=(held,),
                # set after the change of account, which clears it; the keeper has one thread, so this is safe
                preexec_fn=self.end_with_keeper,  # noqa: PLW1509
                **self.plan.account.popen_arguments(),
            )
        finally:
            os.close(held)

    def end_with_keeper(self) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
            if os.getppid() != self.parent:
                os._exit(1)

    def watch(self, server: subprocess.Popen[bytes]) -> tuple[bool, bool]:
        """Wait until it should end (True) or has ended by itself (False); and whether it ever took
        connections."""
        ready = False
        while True:
            ended = self.asked_to_end(within=TICK_SECONDS if ready else 0.05)
            ready = ready or self.is_ready()
            if server.poll() is not None:
                return ended, ready
            if ended or self.unused():
                return True, ready

    def asked_to_end(self, *, within: float) -> bool:
        """Sleep until a signal comes: the end of the child wakes it as well."""
        got = signal.sigtimedwait((*_ENDINGS, signal.SIGCHLD), within)
        return got is not None and got.si_signo in _ENDINGS

    def is_ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of ``postmaster.pid``."""
        try:
            lines = (self.layout.cluster / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def unused(self) -> bool:
        """True once nobody has used the server for ``idle_seconds``; the lock then stays taken, so that a
        newcomer waits until the server is down and starts it again."""
        if not try_lock(self.users, exclusive=True):
            self.idle_since = None
            return False
        now = time.monotonic()
        if self.idle_since is None:
            self.idle_since = now
        if now - self.idle_since >= self.plan.idle_seconds:
            return True
        release(self.users)
        return False

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        """A fast shutdown: sessions are ended, what is confirmed is written."""
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        try:
            server.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            end_all_in(self.layout.cluster)
            server.wait()


def main(plan: str) -> int:
    """Run the keeper of ``plan`` (JSON)."""
    signal.pthread_sigmask(signal.SIG_BLOCK, (*_ENDINGS, signal.SIGCHLD, signal.SIGHUP))
    return Keeper(Plan.from_json(plan)).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
