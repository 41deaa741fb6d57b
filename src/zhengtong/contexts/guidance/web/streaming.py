"""Server-sent events over WSGI: steps as they happen, then the reply."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

from zhengtong.contexts.guidance.domain.plain import to_json, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply, Step
from zhengtong.kernel.errors import Fault
from zhengtong.platform.database import service as database

PATIENCE_SECONDS = 30.0
OnStep = Callable[[Step], None]
_Told = tuple[str, str]
_BROKEN = Fault(
    "broken",
    "Something went wrong on our side; it is not your fault.",
    "Try again in a few minutes. If it is urgent, call us.",
    status=500,
)


def event_stream(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """Server-sent events, which nothing on their way keeps or holds back."""
    response = StreamingHttpResponse(pieces, content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def events(
    ask: Callable[[OnStep], Reply], say: Callable[[Fault], str], show: Callable[[Reply], Any] = to_plain
) -> Iterator[bytes]:
    """``event: step`` for each step, then ``event: reply`` or ``event: problem``."""
    for name, data in told(ask, say, show):
        yield f"event: {name}\ndata: {data}\n\n".encode()


def told(
    ask: Callable[[OnStep], Reply], say: Callable[[Fault], str], show: Callable[[Reply], Any] = to_plain
) -> Iterator[_Told]:
    """(name, JSON) of each step, then of the reply or of a problem.

    ``ask`` and ``show`` run in another thread, with its own database connection; a reader who goes away costs
    no more than the reply that was begun.
    """
    said: queue.Queue[_Told | None] = queue.Queue()
    language = translation.get_language()

    def run() -> None:
        with translation.override(language):
            last: _Told = ("problem", _problem(_BROKEN, say))
            try:
                reply = ask(lambda step: said.put(("step", to_json(step))))
                last = ("reply", to_json(show(reply)))
            except Fault as fault:
                last = ("problem", _problem(fault, say))
            finally:
                # also when something unexpected ends this thread, which Python then writes into the log
                said.put(last)
                said.put(None)

    database.beside(run)
    try:
        while (event := said.get(timeout=PATIENCE_SECONDS)) is not None:
            yield event
    except queue.Empty:  # silence: whoever waits is told so
        yield "problem", _problem(_BROKEN, say)


def _problem(fault: Fault, say: Callable[[Fault], str]) -> str:
    return to_json({"code": fault.code, "detail": say(fault), "status": fault.status})
