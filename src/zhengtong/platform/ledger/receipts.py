"""Receipts: what the person concerned may see of an entry, with the proof that it is in the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.kernel.sources import Source

from .codes import normalise_code
from .heads import Head, latest_head, log_id
from .merkle import (
    Place,
    Span,
    consistency_spans,
    folded,
    inclusion_spans,
    leaf_hash,
    places,
    sides,
)
from .offline import FORMAT
from .sealing import node_hashes, seal

_ENTRY = """
SELECT e.header::text, n.last FROM ledger_entry e LEFT JOIN ledger_node n ON n.entry = e.id AND n.level = 0
WHERE e.code = %s
"""


@dataclass(frozen=True)
class Step:
    """One hash of the proof, and the side on which it is joined."""

    side: str
    hash: str


@dataclass(frozen=True)
class ReceiptView:
    """Everything here may be shown to whoever holds the code. ``number`` counts entries from 1.

    ``algorithm`` and ``outcome`` are None for an audited write, ``verb`` is empty for an act. ``document`` is
    the receipt as a JSON file that can be checked without this system.
    """

    code: str
    kind: Literal["act", "audit"]
    at: datetime
    algorithm: Mapping[str, Any] | None
    actor: Mapping[str, str]
    verb: str
    outcome: str | None
    confirmed_by: Mapping[str, str] | None
    reasons: tuple[str, ...]
    sources: tuple[Source, ...]
    leaf: str
    number: int
    size: int
    root: str
    steps: tuple[Step, ...]
    head: Mapping[str, Any]
    document: Mapping[str, Any]


def not_found(code: str) -> Fault:
    return Fault(
        "receipt-not-found",
        N_("No receipt has the code %(code)s."),
        remedy=N_("Check it against the page or the paper on which it was given to you."),
        params={"code": code},
        status=404,
    )


def _code(typed: str) -> str:
    code = normalise_code(typed)
    if code is None:
        raise Fault(
            "receipt-code-invalid",
            N_("%(code)s is not a receipt code: it was mistyped, or something is missing."),
            remedy=N_("A code has 16 letters and digits in four groups, such as 7F3A-92C1-K0TM-W8Z5."),
            params={"code": typed.strip()[:40]},
            status=404,
        )
    return code


def _entry(code: str) -> tuple[str, int]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ENTRY, [code])
            row = cursor.fetchone()
        if row is None:
            raise not_found(code)
        if row[1] is not None:
            return row[0], row[1]
        if not seal():
            raise LookupError(f"entry {code} waits for nothing and is not sealed")


def receipt(code: str) -> ReceiptView:
    """The receipt for a code as a person types it; seals the entry first if it waits.

    Raises:
        Fault: ``receipt-code-invalid`` or ``receipt-not-found``.
        LookupError: the stored tree is damaged; ``verify`` says where.
    """
    text, number = _entry(_code(code))
    head = latest_head()
    if head is None or number > head.size:
        raise LookupError("an entry is sealed under no head")
    spans = inclusion_spans(number - 1, head.size)
    path = _hashes(spans)
    entry = json.loads(text)
    document = {
        "format": FORMAT,
        "entry": entry,
        "proof": {
            "leaf": leaf_hash(text.encode()).hex(),
            "number": number,
            "size": head.size,
            "path": [hash_.hex() for hash_ in path],
            "root": head.root.hex(),
        },
        "head": head.as_data(log_id()),
    }
    return _view(entry, document, head)


def _hashes(spans: list[Span]) -> list[bytes]:
    stored = node_hashes(place for span in spans for place in places(span))
    return [folded([stored[place] for place in places(span)]) for span in spans]


def _view(entry: dict[str, Any], document: dict[str, Any], head: Head) -> ReceiptView:
    proof = document["proof"]
    number = proof["number"]
    return ReceiptView(
        code=entry["code"],
        kind=entry["kind"],
        at=datetime.fromisoformat(entry["at"]),
        algorithm=entry.get("algorithm"),
        actor=entry["actor"],
        verb=entry.get("verb", ""),
        outcome=entry.get("outcome"),
        confirmed_by=entry.get("confirmed_by"),
        reasons=tuple(entry.get("reasons", ())),
        sources=tuple(Source(**source) for source in entry.get("sources", ())),
        leaf=proof["leaf"],
        number=number,
        size=head.size,
        root=proof["root"],
        steps=tuple(Step(side, hash_) for side, hash_ in zip(sides(number - 1, head.size), proof["path"], strict=True)),
        head=document["head"],
        document=document,
    )


def consistency(first: int, second: int) -> list[str]:
    """The proof (hexadecimal hashes) that the log of ``second`` entries begins with the log of ``first``.

    Raises:
        Fault: ``no-such-log-size``.
    """
    head = latest_head()
    if head is None or not 0 < first <= second <= head.size:
        raise Fault(
            "no-such-log-size",
            N_("The log has %(size)s entries; sizes must rise from 1 to that."),
            params={"size": head.size if head else 0},
        )
    return [hash_.hex() for hash_ in _hashes(consistency_spans(first, second))]


def root_at(size: int) -> bytes:
    """The root of the first ``size`` entries, from the stored tree."""
    names: list[Place] = places(Span(0, size))
    stored = node_hashes(names)
    return folded([stored[place] for place in names])
