"""Several pieces of work at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from zhengtong.kernel.errors import Fault


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with database connections of its own, all beginning together; a test needs real transactions.

    Returns:
        What each returned, or the fault it raised, in their order. Any other error is raised here.
    """
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return work()
        except Fault as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def codes(outcomes: list[Any]) -> list[str]:
    """Those of the faults."""
    return [outcome.code for outcome in outcomes if isinstance(outcome, Fault)]
