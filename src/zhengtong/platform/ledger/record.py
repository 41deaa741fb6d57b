"""Writing entries: one INSERT in the caller's transaction, sealed later."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.digests import canonical_json, digest
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.database import service as database

from .codes import new_code
from .merkle import leaf_hash

FORMAT = 1
INSERT = """
INSERT INTO ledger_entry (header, private, recorded_at)
VALUES (%(ledger_header)s, %(ledger_private)s, %(ledger_at)s)
"""


@dataclass(frozen=True)
class Receipt:
    """``code`` is for people; ``digest`` is the leaf hash (hex) under which the entry will be sealed."""

    id: UUID
    code: str
    digest: str


def actor_data(actor: Actor) -> dict[str, Any]:
    """Everything about the actor, without empty fields."""
    fields = {
        "kind": actor.kind,
        "identifier": actor.identifier,
        "display": actor.display,
        "department": actor.department,
    }
    return {name: value for name, value in fields.items() if value}


def public_actor(actor: Actor) -> dict[str, Any]:
    """What a receipt may say: components and algorithms by name, people only by kind and department."""
    if actor.kind in ("system", "algorithm"):
        return actor_data(actor)
    return {name: value for name, value in {"kind": actor.kind, "department": actor.department}.items() if value}


_NOT_STORABLE = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def stored_json(value: Any) -> str:
    """Canonical JSON that PostgreSQL can read field by field: NUL, which it cannot, becomes U+FFFD."""
    text = canonical_json(value).decode("utf-8")
    return _NOT_STORABLE.sub("\\1\ufffd", text) if "\\u0000" in text else text


@dataclass(frozen=True)
class Together:
    """What a caller writes by the same statement as an entry: all of it is done, or none.

    Each of ``statements`` is an INSERT, UPDATE or DELETE; none sees what the others or the entry write.
    """

    statements: tuple[str, ...]
    params: Mapping[str, Any]


def insert(
    header: dict[str, Any],
    private: Mapping[str, Any],
    salt: str,
    now: datetime,
    together: Callable[[Receipt], Together] | None = None,
) -> Receipt:
    """Write one entry; completes ``header`` with its id, code, time and the digest of ``private``."""
    entry_id, code = uuid4(), new_code()
    private_text = stored_json({**private, "salt": salt})
    header |= {
        "v": FORMAT,
        "id": str(entry_id),
        "code": code,
        "at": now.isoformat(timespec="microseconds"),
        "private": leaf_hash(private_text.encode()).hex(),
    }
    header_text = stored_json(header)
    receipt = Receipt(id=entry_id, code=code, digest=leaf_hash(header_text.encode()).hex())
    params = {"ledger_header": header_text, "ledger_private": private_text, "ledger_at": now}
    _execute(params, together(receipt) if together else None)
    return receipt


def _execute(params: dict[str, Any], together: Together | None) -> None:
    """One round trip, also where the statement is the whole transaction."""
    sql = INSERT
    if together is not None:
        beside = ", ".join(f"beside_{number} AS ({each})" for number, each in enumerate(together.statements))
        sql, params = f"WITH {beside} {INSERT}", params | dict(together.params)
    with database.prepared_cursor() as cursor:
        cursor.execute(sql, params)


def salted(salt: str, value: Any) -> str:
    """A digest that cannot be guessed by trying likely values; ``salt`` is kept in the private part."""
    return digest([salt, value])


def utc_now() -> datetime:
    return timezone.now()


def new_salt() -> str:
    return secrets.token_hex(16)


def record_audit(*, actor: Actor, verb: str, subject: str, detail: Any) -> Receipt:
    """Record a write by a person or a component, in the caller's transaction.

    ``verb`` is ``thing.past-tense``, for example ``pack.loaded``; it is public. ``subject`` and ``detail`` are
    kept, but shown on no receipt.
    """
    header = {"kind": "audit", "verb": verb, "actor": public_actor(actor)}
    private = {"actor": actor_data(actor), "subject": subject, "detail": detail}
    return insert(header, private, new_salt(), utc_now())


def refusal(error: DatabaseError, algorithm: str) -> Fault | None:
    """The Fault for a refusal by the database's own constraints, or None for any other error."""
    state = getattr(error.__cause__, "sqlstate", None)
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if constraint == "ledger_adverse_needs_a_named_person":
        return Fault(
            "adverse-needs-a-named-person",
            N_("An adverse decision must be confirmed by a named person."),
            params={"algorithm": algorithm},
            status=409,
        )
    if constraint in ("ledger_outcome_within_risk", "ledger_entry_kind_known"):
        return Fault(
            "outcome-beyond-risk",
            N_("The algorithm %(algorithm)s is not registered for an outcome of this kind."),
            params={"algorithm": algorithm},
            status=409,
        )
    if state in ("ZT001", "ZT002", "ZT003"):
        codes = {"ZT001": "algorithm-not-registered", "ZT002": "algorithm-switched-off"}
        return Fault(
            codes.get(state, "algorithm-risk-changed"),
            N_("The register no longer allows the algorithm %(algorithm)s to run."),
            params={"algorithm": algorithm},
            status=503,
        )
    return None


def reasons_text(reasons: Sequence[str]) -> list[str]:
    """Reasons as they may be shown to anyone who holds the receipt."""
    return [mask_personal_data(str(reason)) for reason in reasons]
