"""Threads that work beside the one that serves. Each stays a while for the next work, with its database connection:
opening one costs the server several times what a reply does.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.db import close_old_connections, connections

IDLE_SECONDS = 60.0
_Inbox = SimpleQueue[Callable[[], None] | None]

_lock = threading.Lock()
_idle: list[_Inbox] = []  # whoever worked last is called first, so that the others come to their end
_threads: set[threading.Thread] = set()
_ended = 0  # a thread that began before this number last changed ends after its work


def run(work: Callable[[], None]) -> None:
    """Do ``work`` in another thread, at once. What it raises ends that thread and is written into the log."""
    with _lock:
        inbox = _idle.pop() if _idle else None
    if inbox is None:
        inbox = SimpleQueue()
        thread = threading.Thread(target=_stay, args=(inbox, _ended), daemon=True, name="beside")
        with _lock:
            thread.start()
            _threads.add(thread)
    inbox.put(work)


def end(*, seconds: float = 5.0) -> None:
    """End the threads: those without work at once, the others after it; wait so long for them."""
    global _ended  # noqa: PLW0603 - one value per process
    with _lock:
        _ended += 1
        waiting, threads = list(_idle), list(_threads)
        _idle.clear()
    for inbox in waiting:
        inbox.put(None)
    for thread in threads:
        thread.join(seconds)


def _stay(inbox: _Inbox, began: int) -> None:
    try:
        while (work := _next(inbox)) is not None:
            close_old_connections()  # as before and after a request
            work()
            close_old_connections()
            with _lock:
                if began != _ended:
                    return
                _idle.append(inbox)
    finally:
        connections.close_all()
        with _lock:
            _threads.discard(threading.current_thread())


def _next(inbox: _Inbox) -> Callable[[], None] | None:
    try:
        return inbox.get(timeout=IDLE_SECONDS)
    except Empty:
        with _lock:
            if inbox in _idle:
                _idle.remove(inbox)
                return None
        return inbox.get()  # it was called in this very moment


def _forget() -> None:
    """A forked process has none of these threads."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _idle.clear()
    _threads.clear()


os.register_at_fork(after_in_child=_forget)
