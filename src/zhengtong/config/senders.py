"""Who sends a body and does not get to its end: a line that died, a browser that gave up half-way, somebody who means
to hold the service up.

The server waits in the thread for a body that was announced, without a limit, and what did not arrive it leaves out
without a word.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest

from zhengtong.config.connections import listeners
from zhengtong.config.slow_senders import Awaited, keep_places_free

_ASK_AFTER, _ASK_EVERY, _ASK_TIMES = 30, 10, 3  # seconds without a word; seconds; questions
_LISTENING_WITHIN = 60.0  # seconds
_PIECE = 1 << 16  # so that one sees how much of a long body has come

# The bodies that a thread reads at this moment; one step of the interpreter each to come and to go.
_awaited: dict[int, WholeBody] = {}


class WholeBody:
    """A body of announced length. Half of a message is no message: nothing is done with it."""

    def __init__(self, body: Any, length: int, environ: dict[str, Any]) -> None:
        self._body, self._length, self._left = body, length, length
        self._environ = environ
        self._began = 0.0

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        if wanted <= _PIECE:
            return self._piece(wanted) if wanted else b""
        pieces = []
        while wanted:
            pieces.append(self._piece(min(wanted, _PIECE)))
            wanted -= len(pieces[-1])
        return b"".join(pieces)

    def _piece(self, wanted: int) -> bytes:
        piece = self._waiting_for(self._body.read, wanted)
        if len(piece) < wanted:
            raise BadRequest("the body ended before the length that was announced")
        return piece

    def readline(self, size: int = -1) -> bytes:
        return self._waiting_for(self._body.readline)  # granian's takes no size

    def _waiting_for(self, read: Callable[..., bytes], *size: int) -> bytes:
        self._began = self._began or time.monotonic()
        _awaited[id(self)] = self
        try:
            piece = read(*size)
        finally:
            del _awaited[id(self)]
        self._left -= len(piece)
        return piece

    def awaited(self) -> Awaited:
        """What is known of it while a thread waits for it."""
        return Awaited(
            address=self._environ.get("REMOTE_ADDR", ""),
            began=self._began,
            arrived=self._length - self._left,
        )


def whole_body(environ: dict[str, Any]) -> None:
    """Lets a cut body be noticed where one of a known length is on its way."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdecimal() and length != "0":
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length), environ)


def awaited_now() -> list[Awaited]:
    """The bodies that threads of this process wait for."""
    return [each.awaited() for each in list(_awaited.values())]


def watch(port: int, threads: int) -> None:
    """In a web process: a thread that keeps places free for those who send (``slow_senders``), and has the kernel ask
    every connection to ``port`` from time to time whether its other end still lives: one that does not answer for a
    minute ends, and with it the wait for the rest of its body. Costs a request nothing."""
    threading.Thread(target=_watch, args=(port, threads), daemon=True, name="slow senders").start()


def _watch(port: int, threads: int) -> None:
    from zhengtong.config.rates import proxies_from_environment  # which needs settings; this is imported before them

    end = time.monotonic() + _LISTENING_WITHIN
    while not (found := listeners(port)):
        if time.monotonic() > end:
            return
        time.sleep(0.2)  # the server begins to listen after the application is loaded
    for listener in found:
        _set_on(listener)
    keep_places_free(port, threads, awaited_now, proxies=proxies_from_environment())


def _set_on(listener: socket.socket) -> None:
    """The listening socket hands this on to every connection, and the kernel asks."""
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _ASK_AFTER)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _ASK_EVERY)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _ASK_TIMES)
