"""The web processes of ``serve``: granian in front of the WSGI application (docs/adr/0002-wsgi.md).

The application is imported and all that answers need is loaded once, in the process that forks the workers: they share
its memory, and a killed one is replaced in a moment (docs/adr/0006-warm-before-the-fork.md).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from zhengtong.config.commands._children import die_with_parent
from zhengtong.config.senders import watch

TARGET = "zhengtong.config.wsgi:application"
_LOOK_SECONDS = 0.5
_SETTLED_SECONDS = 5.0
# Objects made before garbage in cycles is looked for. An answer makes thousands and hardly a cycle: with Python's own
# 700 that search is 2 % of the work.
_LOOK_FOR_CYCLES = (10_000, 20, 50)


def preload() -> None:
    """Import and load what every request needs: addresses, the embedding model, the words and vectors of items."""
    from django.urls import get_resolver

    from zhengtong.config.wsgi import application  # noqa: F401
    from zhengtong.contexts.guidance import service as guidance

    assert get_resolver().url_patterns
    guidance.warm_up()
    gc.freeze()  # what is here stays: a collection that looks at it would copy its pages into every process
    gc.set_threshold(*_LOOK_FOR_CYCLES)


def _load(target: str, *, port: int, threads: int) -> Callable[..., Any]:
    """Called in each worker process."""
    die_with_parent()
    watch(port, threads)
    from zhengtong.config.wsgi import application

    return application


class _Web(Server):  # type: ignore[misc, valid-type]
    """Granian that never gives up on its workers. Its own loop ends when one dies twice within seconds."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        last = 0.0
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(_LOOK_SECONDS)
            self.main_loop_interrupt.clear()
            self.interrupt_children.clear()
            dead = [worker.idx for worker in self.wrks if not worker.is_alive()]
            if self.interrupt_signal or not dead:
                continue
            if time.monotonic() - last < _SETTLED_SECONDS:
                time.sleep(_LOOK_SECONDS)
            last = time.monotonic()
            self._respawn_workers(dead, spawn_target, target_loader)


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until SIGTERM."""
    _Web(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # browsers and proxies speak HTTP/2 over TLS only, and of its streams the kernel does not tell which one waits
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=threads,
        # a thread keeps its database connection, so threads are kept as well
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.critical,
    ).serve(target_loader=partial(_load, port=port, threads=threads))
