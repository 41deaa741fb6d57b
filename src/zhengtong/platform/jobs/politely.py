"""Work that steps back for everything else on the machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")
_NICENESS = 15


def at_low_priority(work: Callable[[], Result]) -> Result:
    """Run in a thread of its own: a thread's niceness cannot be taken back, and the worker's threads do other work."""
    done: list[Result] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            # where threads have no priority of their own, or less already, it stays as it is
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
            done.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the job runner below
            failure.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="low-priority")
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return done[0]
