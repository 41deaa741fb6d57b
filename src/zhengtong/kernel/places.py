"""A few places, for those who came first."""

from __future__ import annotations

import threading
from collections import deque


class Places:
    """A semaphore that nobody overtakes: who leaves hands the place to whoever has waited longest.

    With ``threading.Semaphore`` a thread that comes just then takes it, and some wait several times as long as others.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def acquire(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
