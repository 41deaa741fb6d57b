"""Gates: what a new version of a city's pack must pass, inside the transaction that loads it, before it is in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

from .models import PackVersion

LOCK = 7_301_990  # any number; all loads of all processes wait for one another on it

# the queue of loads and the building of an index wait for every load anyway
_WAITING = """
SELECT EXISTS (
    SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)) AND locktype <> 'virtualxid'
      AND NOT (locktype = 'advisory' AND classid = 0 AND objid = %s AND objsubid = 1)
)
"""


class GaveWay(Exception):  # noqa: N818 - no error: the load goes on afterwards
    """Another writer waits for what this load has changed: the load is undone and tried again after it."""


@dataclass(frozen=True)
class Trial:
    """A version on its way into use.

    ``replaces``: the version in use so far, None on the first load of a city. ``accept``: ``actor`` takes the version
    into use whatever a gate finds. ``patient``: there is time to compute what measuring needs; otherwise a gate that
    needs long lets the version pass and measures it afterwards. ``yielding``: others go first, see :meth:`give_way`.
    ``progress`` hears short names of slow steps.
    """

    version: PackVersion
    replaces: PackVersion | None
    actor: Actor
    accept: bool = False
    patient: bool = True
    yielding: bool = False
    progress: Callable[[str], None] | None = None

    def give_way(self) -> None:
        """Called again and again by a gate that takes long, so that nobody waits for it longer than a moment.

        Raises:
            GaveWay: somebody who changes data waits for this load. To be let through.
        """
        if not self.yielding:
            return
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [LOCK])
            if cursor.fetchone()[0]:
                raise GaveWay


class Gate(Protocol):
    """``before`` and ``after`` are called inside the transaction of the load; what it wrote can be read. Readers see
    nothing of it; whoever wants to write waits, so what takes long calls ``trial.give_way`` often."""

    def ready(self, *, pack: str, patient: bool, progress: Callable[[str], None] | None) -> None:
        """Before the transaction, nobody waits: what takes long and is worth keeping whatever becomes of the load."""

    def before(self, trial: Trial) -> object:
        """Before any file of the new version is loaded: what ``after`` will compare with."""

    def after(self, trial: Trial, seen: object) -> None:
        """With everything loaded. Raises :class:`Refused` to undo it all."""


class Refused(Fault):
    """A gate keeps a version of ``pack`` out. ``keep``, called once everything is undone, records that it did."""

    keep: Callable[[], object] | None = None
    pack: str = ""


_gates: dict[str, Gate] = {}


def add_gate(name: str, gate: Gate) -> None:
    """Every city's pack passes this gate from now on. A name that is added again replaces the gate."""
    _gates[name] = gate


def gates() -> tuple[Gate, ...]:
    return tuple(_gates.values())
