"""A breaker in front of a service that may be down: after some failures in a row it stops trying for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed: calls pass. Open: none pass for ``rest`` seconds. Then one trial call decides."""

    def __init__(self, *, failures: int = 5, rest: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._rest, self._clock = failures, rest, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened: float | None = None

    def allows(self) -> bool:
        """Whether a call may go out now. After the rest, only one caller gets a yes until its result is known."""
        with self._lock:
            if self._opened is None:
                return True
            if self._clock() - self._opened < self._rest:
                return False
            self._opened = self._clock()
            return True

    def succeeded(self) -> None:
        """The last call came back."""
        with self._lock:
            self._failures, self._opened = 0, None

    def failed(self) -> None:
        """The last call did not come back, or not in a usable form."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._opened = self._clock()

    @property
    def is_open(self) -> bool:
        """Whether calls are held back at this moment."""
        with self._lock:
            return self._opened is not None and self._clock() - self._opened < self._rest
