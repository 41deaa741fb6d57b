"""Gates: what a new version of a city's pack must pass, inside the transaction that loads it, before it is in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

from .models import PackVersion


@dataclass(frozen=True)
class Trial:
    """A version on its way into use.

    ``replaces``: the version in use so far, None on the first load of a city. ``accept``: ``actor`` takes the version
    into use whatever a gate finds. ``patient``: there is time to compute what measuring needs; otherwise a gate that
    needs long lets the version pass and measures it afterwards. ``progress`` hears short names of slow steps.
    """

    version: PackVersion
    replaces: PackVersion | None
    actor: Actor
    accept: bool = False
    patient: bool = True
    progress: Callable[[str], None] | None = None


class Gate(Protocol):
    """``before`` and ``after`` are called inside the transaction of the load; what it wrote can be read."""

    def ready(self, *, patient: bool, progress: Callable[[str], None] | None) -> None:
        """Before the transaction: what takes long and is worth keeping whatever becomes of the load."""

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
