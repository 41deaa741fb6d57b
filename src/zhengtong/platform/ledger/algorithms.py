"""The register: what may run, and the switch that stops it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

from .models import Algorithm as AlgorithmRow
from .record import record_audit

Risk = Literal["information", "suggestion", "favourable", "adverse"]
RISKS: tuple[str, ...] = get_args(Risk)
"""From the least to the most that an algorithm may do. An outcome may not go beyond the registered risk."""

CACHE_SECONDS = 3.0
"""How long a process may go on after another one turned the switch; the database refuses the act at once."""


@dataclass(frozen=True)
class AlgorithmDefinition:
    """An algorithm as its pack describes it. Texts are ``{"zh": …, "en": …}``."""

    id: str
    version: str
    name: Mapping[str, str]
    owner: Mapping[str, str]
    purpose: Mapping[str, str]
    risk: Risk
    inputs: Sequence[Mapping[str, str]] = ()
    filing_number: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Algorithm(AlgorithmDefinition):
    """A registered algorithm. ``source`` names the pack it comes from."""

    source: str = ""
    snapshot: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


_cache: dict[str, tuple[float, Algorithm]] = {}


def forget_cached() -> None:
    """Read the register afresh on the next use."""
    _cache.clear()


def _algorithm(row: AlgorithmRow) -> Algorithm:
    snapshot: dict[str, Any] = {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "owner": row.owner,
        "purpose": row.purpose,
        "risk": row.risk,
    }
    if row.filing_number:
        snapshot["filing_number"] = row.filing_number
    return Algorithm(
        id=row.id,
        version=row.version,
        name=row.name,
        owner=row.owner,
        purpose=row.purpose,
        risk=row.risk,  # type: ignore[arg-type]  # the table's CHECK holds it to the four
        inputs=tuple(row.inputs),
        filing_number=row.filing_number,
        enabled=row.enabled,
        source=row.source,
        snapshot=snapshot,
    )


def registered(algorithm_id: str) -> Algorithm | None:
    """The registered algorithm, switched on or off, or None; at most ``CACHE_SECONDS`` old."""
    now = time.monotonic()
    known = _cache.get(algorithm_id)
    if known is not None and known[0] > now:
        return known[1]
    row = AlgorithmRow.objects.filter(id=algorithm_id).first()
    if row is None:
        _cache.pop(algorithm_id, None)
        return None
    algorithm = _algorithm(row)
    _cache[algorithm_id] = (now + CACHE_SECONDS, algorithm)
    return algorithm


def not_registered(algorithm_id: str) -> Fault:
    return Fault(
        "algorithm-not-registered",
        N_("The algorithm %(algorithm)s is not registered, so it cannot run."),
        remedy=N_("Add it to algorithms.yaml of a city pack and load the pack."),
        params={"algorithm": algorithm_id},
        status=503,
    )


def switched_off(algorithm_id: str) -> Fault:
    return Fault(
        "algorithm-switched-off",
        N_("The algorithm %(algorithm)s is switched off."),
        remedy=N_("Ask a person at a service window, or try again later."),
        params={"algorithm": algorithm_id},
        status=503,
    )


def require_algorithm(algorithm_id: str) -> Algorithm:
    """The algorithm, if it is registered and switched on. Call it before the algorithm runs.

    Raises:
        Fault: ``algorithm-not-registered`` or ``algorithm-switched-off``.
    """
    algorithm = registered(algorithm_id)
    if algorithm is None:
        raise not_registered(algorithm_id)
    if not algorithm.enabled:
        raise switched_off(algorithm_id)
    return algorithm


def algorithms() -> tuple[Algorithm, ...]:
    """All registered algorithms, by id."""
    return tuple(_algorithm(row) for row in AlgorithmRow.objects.order_by("id"))


def _as_data(definition: AlgorithmDefinition) -> dict[str, Any]:
    return {
        "version": definition.version,
        "name": dict(definition.name),
        "owner": dict(definition.owner),
        "purpose": dict(definition.purpose),
        "inputs": [dict(entry) for entry in definition.inputs],
        "risk": definition.risk,
        "filing_number": definition.filing_number,
        "enabled_in_pack": definition.enabled,
    }


def _effective_source(definitions: Mapping[str, Any]) -> str | None:
    """A city's own definition goes before the one of the product."""
    return next((source for source in sorted(definitions) if source != "core"), "core" if definitions else None)


def _settle(row: AlgorithmRow, *, actor: Actor) -> None:
    """Make the row say what its effective definition says; record what changed."""
    source = _effective_source(row.definitions)
    if source is None:
        if row.enabled or row.enabled_in_pack:
            row.enabled = row.enabled_in_pack = False
            record_audit(actor=actor, verb="algorithm.withdrawn", subject=row.id, detail={"source": row.source})
        row.save()
        return
    wanted = row.definitions[source] | {"source": source}
    changed = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
    if "enabled_in_pack" in changed or row._state.adding:
        row.enabled = wanted["enabled_in_pack"]
    for name, value in wanted.items():
        setattr(row, name, value)
    if changed:
        record_audit(actor=actor, verb="algorithm.registered", subject=row.id, detail=wanted)
    row.save()


@transaction.atomic
def register_algorithms(definitions: Iterable[AlgorithmDefinition], *, source: str, actor: Actor) -> None:
    """Make the register say what ``source`` ("core", or the layer of a city's pack) says; changes are recorded.

    An algorithm that ``source`` no longer names goes back to the product's own definition; one that nobody names
    is switched off, not deleted: its acts remain explained. A switch that a person turned stays as it is until a
    pack itself changes its ``enabled``.
    """
    wanted = {definition.id: definition for definition in definitions}
    rows = {row.id: row for row in AlgorithmRow.objects.select_for_update().order_by("id")}
    for algorithm_id in sorted(wanted.keys() | rows.keys()):
        row = rows.get(algorithm_id) or AlgorithmRow(id=algorithm_id)
        before = dict(row.definitions)
        if algorithm_id in wanted:
            row.definitions[source] = _as_data(wanted[algorithm_id])
        else:
            row.definitions.pop(source, None)
        if row.definitions != before:
            _settle(row, actor=actor)
    transaction.on_commit(forget_cached)
    forget_cached()


@transaction.atomic
def switch_algorithm(algorithm_id: str, *, on: bool, actor: Actor, reason: str) -> Algorithm:
    """Turn the switch; who, when and why are recorded.

    Raises:
        Fault: ``algorithm-not-registered``, or ``reason-missing`` when no reason is given.
    """
    if not reason.strip():
        raise Fault("reason-missing", N_("Say why the switch is turned."))
    row = AlgorithmRow.objects.select_for_update().filter(id=algorithm_id).first()
    if row is None:
        raise not_registered(algorithm_id)
    if row.enabled != on:
        row.enabled = on
        row.save()
        record_audit(
            actor=actor,
            verb="algorithm.switched-on" if on else "algorithm.switched-off",
            subject=algorithm_id,
            detail={"reason": reason.strip()},
        )
    transaction.on_commit(forget_cached)
    forget_cached()
    return _algorithm(row)
