"""The connections of this process as the kernel knows them. The server, which is not Python, has made them and shows
none of them; Linux lists them among the open files."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_INTERNET = (socket.AF_INET, socket.AF_INET6)
_OPEN_FILES = Path("/proc/self/fd")
# of struct tcp_info (linux/tcp.h): the state; milliseconds since data was last sent and since it was last received; the
# number of packets with data that came and that went
_TCP_INFO = struct.Struct("=B43xI4xI96xII")
_OPEN = (1, 8)  # states: both ends send; the other end has no more to send, and waits


@dataclass(frozen=True)
class Connection:
    """One connection that was taken; times as ``time.monotonic()`` has them."""

    address: str  # of the other end
    received: float  # when data last came; the time at which it was made, where none has come
    sent: float  # when data was last sent; the time at which it was made, where none was
    asked: bool  # something has come after which nothing was sent
    socket: socket.socket = field(repr=False, compare=False)

    def end(self) -> None:
        """Whoever reads from it comes to its end."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # it ended meanwhile
            return


def listeners(port: int) -> list[socket.socket]:
    """This process's sockets that take connections there."""
    return [each for each in _sockets(port) if each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)]


def taken(port: int) -> list[Connection]:
    """The connections that came in there and still stand."""
    found = []
    for each in _sockets(port):
        try:
            address = str(each.getpeername()[0]).partition("%")[0]  # the server names no scope either
            info = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
        except OSError:  # it listens, or has ended
            continue
        state, sent, received, came, went = _TCP_INFO.unpack(info)
        if state not in _OPEN:
            continue
        now = time.monotonic()
        asked = bool(came) and (not went or received < sent)
        found.append(Connection(address, now - received / 1000, now - sent / 1000, asked, each))
    return found


def _sockets(port: int) -> Iterator[socket.socket]:
    """Those of this port, each once, held by a descriptor of our own: what the server closes meanwhile is not mistaken
    for what it opens next."""
    seen = set()
    for name in _OPEN_FILES.iterdir() if _OPEN_FILES.is_dir() else ():
        try:
            what = str(name.readlink())
            if what in seen or not what.startswith("socket:"):
                continue
            each = socket.socket(fileno=os.dup(int(name.name)))
        except OSError:  # closed meanwhile
            continue
        seen.add(what)
        if each.family in _INTERNET and each.type == socket.SOCK_STREAM and each.getsockname()[1] == port:
            yield each
        else:
            each.close()
