"""Server-sent events over WSGI: steps as they happen, then the reply."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.utils import translation

from zhengtong.contexts.guidance.domain.plain import to_json, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply, Step
from zhengtong.kernel.errors import Fault

PATIENCE_SECONDS = 30.0
OnStep = Callable[[Step], None]
_Told = tuple[str, str]
_BROKEN = Fault(
    "broken",
    "Something went wrong on our side; it is not your fault.",
    "Try again in a few minutes. If it is urgent, call us.",
    status=500,
)


def events(
    ask: Callable[[OnStep], Reply], say: Callable[[Fault], str], show: Callable[[Reply], Any] = to_plain
) -> Iterator[bytes]:
    """``event: step`` for each step, then ``event: reply`` or ``event: problem``.

    ``ask`` and ``show`` run in a thread of their own with its own database connection; a reader who goes away costs
    no more than the reply that was begun.
    """
    told: queue.Queue[_Told | None] = queue.Queue()
    language = translation.get_language()

    def run() -> None:
        with translation.override(language):
            last: _Told = ("problem", to_json({"code": _BROKEN.code, "detail": say(_BROKEN)}))
            try:
                reply = ask(lambda step: told.put(("step", to_json(step))))
                last = ("reply", to_json(show(reply)))
            except Fault as fault:
                last = ("problem", to_json({"code": fault.code, "detail": say(fault)}))
            finally:
                # also when something unexpected ends this thread, which Python then writes into the log
                connections.close_all()
                told.put(last)
                told.put(None)

    threading.Thread(target=run, daemon=True).start()
    while (event := _next(told)) is not None:
        name, data = event
        yield f"event: {name}\ndata: {data}\n\n".encode()


def _next(told: queue.Queue[_Told | None]) -> _Told | None:
    try:
        return told.get(timeout=PATIENCE_SECONDS)
    except queue.Empty:
        return None
