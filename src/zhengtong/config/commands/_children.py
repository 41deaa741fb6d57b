"""Child processes of ``serve``: started, watched, started again, ended."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkProcess

_PR_SET_PDEATHSIG = 1
_SETTLED_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 5.0


def die_with_parent() -> None:
    """Linux ends this process when its parent is gone, also when that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass
class Child:
    """A process that is to run as long as its parent does.

    Forked, so that it starts at once with everything loaded and shares the memory of it. The parent runs one thread
    (onnxruntime keeps an idle one, which no child needs) and has no open database connection.
    """

    name: str
    run: Callable[[], None]
    process: ForkProcess | None = None
    begun: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        self.process = multiprocessing.get_context("fork").Process(
            target=_bound, args=(self.run, os.getpid()), name=self.name
        )
        self.process.start()
        self.begun = time.monotonic()

    def look_after(self) -> int | None:
        """Start it again when it is due; returns how it ended when it just did. Waits longer each time."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return None
        ended = self.process.exitcode
        if ended is None:
            return None
        settled = now - self.begun > _SETTLED_SECONDS
        self.pause = 0.0 if settled else min(self.pause * 2 + 0.2, _LONGEST_PAUSE_SECONDS)
        self.due = now + self.pause
        self.process = None
        return ended

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def end(self, *, within: float) -> None:
        """Wait for its end, and bring it about when it takes longer."""
        if self.process is None:
            return
        self.process.join(within)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.process = None


def _bound(run: Callable[[], None], parent: int) -> None:
    """In the child: end with the parent, and in a group of its own, so that Ctrl-C reaches the parent only, which
    then ends everything in order."""
    os.setpgid(0, 0)
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, signal.SIG_DFL)
    die_with_parent()
    if os.getppid() == parent:
        run()
