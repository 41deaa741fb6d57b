"""A value that is dear to read and seldom changes, kept for a while by each process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
_every: list[Kept[object]] = []


class Kept(Generic[Value]):
    """Calling it gives the value, read anew once it is older than ``seconds``.

    The first readers wait for each other. Later one thread reads while the others go on with the old value. An error
    of ``read`` reaches the caller; the next call tries again.
    """

    def __init__(self, read: Callable[[Value | None], Value], *, seconds: float) -> None:
        """``read`` gets the value so far (None at first): it may give the same one back if nothing changed."""
        self._read = read
        self._seconds = seconds
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._read_at = float("-inf")
        self._number = 0  # of the times it was forgotten
        _every.append(self)  # type: ignore[arg-type]

    def __call__(self) -> Value:
        value = self._value
        if value is not None and (self._is_fresh() or not self._lock.acquire(blocking=False)):
            return value
        if value is None:
            self._lock.acquire()
        try:
            return self._read_anew()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Without a value, as after a start."""
        self._value, self._number = None, self._number + 1
        self.doubt()

    def doubt(self) -> None:
        """The next call reads anew, with the value so far at hand."""
        self._read_at = float("-inf")

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._read_at <= self._seconds

    def _read_anew(self) -> Value:
        known, number = self._value, self._number
        if known is not None and self._is_fresh():
            return known
        began = time.monotonic()
        value = self._read(known)
        if number == self._number:  # what was forgotten meanwhile may be older than what made it be forgotten
            self._value, self._read_at = value, began
        return value


def doubt_everything() -> None:
    """Every kept value is read anew at its next use: the database is another one, as between tests."""
    for each in _every:
        each.doubt()
