"""The door of the ledger: register of algorithms, acts, audited writes, sealing, receipts, verification."""

from __future__ import annotations

from .acts import record_act
from .algorithms import (
    RISKS,
    Algorithm,
    AlgorithmDefinition,
    algorithms,
    forget_cached,
    register_algorithms,
    require_algorithm,
    switch_algorithm,
)
from .codes import normalise_code
from .offline import check_document
from .receipts import ReceiptView, Step, consistency, receipt
from .record import Receipt, Together, record_audit
from .sealing import seal
from .stored import StoredAct, stored_act
from .verification import Problem, Verification, verify

__all__ = [
    "RISKS",
    "Algorithm",
    "AlgorithmDefinition",
    "Problem",
    "Receipt",
    "ReceiptView",
    "Step",
    "StoredAct",
    "Together",
    "Verification",
    "algorithms",
    "check_document",
    "consistency",
    "forget_cached",
    "normalise_code",
    "receipt",
    "record_act",
    "record_audit",
    "register_algorithms",
    "require_algorithm",
    "seal",
    "stored_act",
    "switch_algorithm",
    "verify",
]
