"""Places kept free for those who send. A web process has a few threads, and one that reads a body waits until it has
come: whoever announces bodies and does not send them would hold them all.

Nobody is hurried while there is room: a body may take ten seconds, and one more for every 8 kB of it that has come.
Where others have waited for a second and all places are held, it may take one second, and one more for every 32 kB;
half of that and less where it has happened a moment ago. Then its connection is ended: the thread finds the body cut
and takes the next request.

The server does not say which connection a body comes in on, only from which address: it is one to which nothing was
sent since the thread began to wait. Of several the likeliest is ended, one for each body and look, so that behind an
address that many share, a proxy for example, no more end than must. An address that does it again and again, and is no
known proxy, loses all its connections that wait.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhengtong.config.connections import Connection, taken

# seconds a body may take, and bytes of it that earn a second more: with room, and without
_WITH_ROOM = (10.0, 8_000)
_WITHOUT = (1.0, 32_000)
_LEAST = 0.05  # seconds; below them nobody is hurried
_LOOK, _AT_REST = 0.025, 0.5  # seconds between two looks, and where nothing is amiss
_REMEMBERED = 30.0  # seconds
_AGAIN_AND_AGAIN = 3  # times
_TOLD_EVERY = 60.0  # seconds
_AT_ONCE, _WORD_TO_GO_ON = 0.05, 0.25  # seconds between what the kernel has seen and what the thread does
_TICK = 0.01  # seconds: no finer is the clock by which the kernel dates what it has received
_ASLEEP = 1.0  # seconds of rest beyond those intended: the machine stood still, and what has come is read in a moment

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Awaited:
    """A body for which a thread waits."""

    address: str
    began: float  # time.monotonic()
    arrived: int  # bytes


@dataclass(frozen=True)
class Ended:
    """One whose connection was ended."""

    address: str  # "" for that of a known proxy, behind which are many
    at: float


def keep_places_free(port: int, threads: int, awaited: Callable[[], list[Awaited]], *, proxies: frozenset[str]) -> None:
    """Look at what threads wait for, for ever."""
    ended: deque[Ended] = deque(maxlen=10_000)
    untold, told = 0, -_TOLD_EVERY
    rest, rested = 0.0, 0.0
    while True:
        now = time.monotonic()
        while ended and ended[0].at < now - _REMEMBERED:
            ended.popleft()
        bodies = awaited()
        if rested < rest + _ASLEEP and any(now - body.began >= _LEAST for body in bodies):
            for connection in to_end(bodies, taken(port), threads=threads, ended=ended, now=now):
                connection.end()
                ended.append(Ended("" if connection.address in proxies else connection.address, now))
                untold += 1
        if untold and now - told >= _TOLD_EVERY:
            _log.warning("%d connections announced a body and did not send it; they were ended", untold)
            untold, told = 0, now
        rest = _LOOK if bodies or ended else _AT_REST
        time.sleep(rest)
        rested = time.monotonic() - now


def to_end(
    bodies: Iterable[Awaited], connections: Iterable[Connection], *, threads: int, ended: Iterable[Ended], now: float
) -> list[Connection]:
    """The connections that are to be ended now, so that ``threads`` places are not held by ``bodies``."""
    bodies = sorted(bodies, key=lambda body: body.began)
    connections = list(connections)
    of_body = _pairs(bodies, connections)
    times = Counter(each.address for each in ended)
    hurried = max(_LEAST, _WITHOUT[0] / (1 + times.total() // threads))
    crowded = _without_room(bodies, connections, of_body.values(), threads, now - hurried)
    patience, pace = (hurried, _WITHOUT[1]) if crowded else _WITH_ROOM
    chosen: dict[int, Connection] = {}
    for place, body in enumerate(bodies):
        if now - body.began < patience + body.arrived / pace or place not in of_body:
            continue
        found = [of_body[place]]
        if crowded and times[body.address] >= _AGAIN_AND_AGAIN:
            found += [each for each in connections if each.address == body.address and _waits(each, now - patience)]
        chosen.update((id(each), each) for each in found)
    return list(chosen.values())


def _pairs(bodies: list[Awaited], connections: list[Connection]) -> dict[int, Connection]:
    """By the place of a body in the list, the connection that it most likely comes in on."""
    left = dict(enumerate(connections))
    found = {}
    for place, body in enumerate(bodies):
        possible = [number for number, each in left.items() if _may_carry(each, body)]
        if possible:
            found[place] = left.pop(min(possible, key=lambda number: _unlikely(left[number], body.began)))
    return found


def _may_carry(connection: Connection, body: Awaited) -> bool:
    # what was sent as the wait began may be the word to go on that the sender has asked for
    return connection.address == body.address and connection.sent <= body.began + _WORD_TO_GO_ON


def _unlikely(connection: Connection, began: float) -> tuple[int, float]:
    """The smallest is the likeliest."""
    received = connection.received
    if not connection.asked:  # it looks idle: its last answer and the head of this body came in one go
        return 3, abs(connection.sent - began)
    if received <= began + _TICK:  # who came at that moment, else who waited longest: first come, first served
        return (0 if received >= began - _AT_ONCE else 1), received
    return 2, -received  # something still drips in


def _without_room(
    bodies: list[Awaited], connections: list[Connection], of_bodies: Iterable[Connection], threads: int, since: float
) -> bool:
    """Whether more have been waiting since then than there are places besides those that ``bodies`` hold."""
    taken_up = {id(each) for each in of_bodies}
    waiting = sum(id(each) not in taken_up and _waits(each, since) for each in connections)
    return waiting > threads - len(bodies)


def _waits(connection: Connection, since: float) -> bool:
    """Whether the other end has asked before then and has had no answer."""
    return connection.asked and max(connection.received, connection.sent) <= since
