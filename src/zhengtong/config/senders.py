"""Who sends a body and does not get to its end: a line that died, or a browser that gave up half-way.

The server waits in the thread for a body that was announced, without a limit, and what did not arrive it leaves out
without a word.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

from django.core.exceptions import BadRequest

_ASK_AFTER, _ASK_EVERY, _ASK_TIMES = 30, 10, 3  # seconds without a word; seconds; questions
_LISTENING_WITHIN = 60.0  # seconds


class WholeBody:
    """A body of announced length. Half of a message is no message: nothing is done with it."""

    def __init__(self, body: Any, length: int) -> None:
        self._body, self._left = body, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        piece: bytes = self._body.read(wanted) if wanted else b""
        self._left -= len(piece)
        if len(piece) < wanted:
            raise BadRequest("the body ended before the length that was announced")
        return piece

    def readline(self, size: int = -1) -> bytes:
        line: bytes = self._body.readline()  # granian's takes no size
        self._left -= len(line)
        return line


def whole_body(environ: dict[str, Any]) -> None:
    """Lets a cut body be noticed where one of a known length is on its way."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdecimal() and length != "0":
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))


def notice_dead_peers(port: int) -> None:
    """In a web process: every connection to ``port`` is asked from time to time whether its other end still lives; one
    that does not answer for a minute ends, and with it the wait for the rest of its body. Costs a request nothing: the
    listening socket hands this on to every connection, and the kernel asks."""
    threading.Thread(target=_ask_for_life, args=(port,), daemon=True, name="dead peers").start()


def _ask_for_life(port: int) -> None:
    end = time.monotonic() + _LISTENING_WITHIN
    while time.monotonic() < end:
        listeners = _listeners(port)
        for listener in listeners:
            _set_on(listener)
        if listeners:
            return
        time.sleep(0.2)  # the server begins to listen after the application is loaded


def _listeners(port: int) -> list[socket.socket]:
    """This process's sockets that take connections there. The server, which is not Python, has made them."""
    found = []
    open_files = Path("/proc/self/fd")
    for name in open_files.iterdir() if open_files.is_dir() else ():
        try:
            if not str(name.readlink()).startswith("socket:"):
                continue
            each = socket.socket(fileno=os.dup(int(name.name)))
        except OSError:  # closed meanwhile
            continue
        inet = each.family in (socket.AF_INET, socket.AF_INET6)
        takes = inet and each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        if takes and each.getsockname()[1] == port:
            found.append(each)
        else:
            each.close()
    return found


def _set_on(listener: socket.socket) -> None:
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _ASK_AFTER)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _ASK_EVERY)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _ASK_TIMES)
