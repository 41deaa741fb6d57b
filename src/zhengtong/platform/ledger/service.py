"""The door of the ledger: the register of algorithms, acts and audited writes, sealing, receipts, verification."""

from __future__ import annotations

from .acts import record_act
from .algorithms import (
    Algorithm,
    AlgorithmDefinition,
    algorithms,
    register_algorithms,
    require_algorithm,
    switch_algorithm,
)
from .record import Receipt, record_audit

__all__ = [
    "Algorithm",
    "AlgorithmDefinition",
    "Receipt",
    "algorithms",
    "record_act",
    "record_audit",
    "register_algorithms",
    "require_algorithm",
    "switch_algorithm",
]
