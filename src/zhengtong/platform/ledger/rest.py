"""REST: receipts with their proofs, the newest head, consistency, the register."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from .algorithms import algorithms
from .heads import latest_head, log_id
from .receipts import consistency, receipt

router = Router(tags=["ledger"])


class ReceiptOut(Schema):
    """The same document as the downloaded file; ``zhengtong ledger check FILE`` checks it offline."""

    format: str
    entry: dict[str, Any]
    proof: dict[str, Any]
    head: dict[str, Any]


class ConsistencyOut(Schema):
    """RFC 9162, 2.1.4: hashes in hexadecimal that lead from the root of ``first`` to the root of ``second``."""

    first: int
    second: int
    path: list[str]


class AlgorithmOut(Schema):
    id: str
    version: str
    name: dict[str, str]
    owner: dict[str, str]
    purpose: dict[str, str]
    inputs: list[dict[str, str]]
    risk: str
    filing_number: str
    enabled: bool


@router.get("/ledger/head", response=dict[str, Any], summary="The newest head of the log; empty before the first")
def newest_head(request: HttpRequest) -> dict[str, Any]:
    head = latest_head()
    return head.as_data(log_id()) if head else {}


@router.get("/ledger/consistency", response=ConsistencyOut, summary="Proof that the log only grew")
def grew(request: HttpRequest, first: int, second: int) -> dict[str, Any]:
    return {"first": first, "second": second, "path": consistency(first, second)}


@router.get("/ledger/{code}", response=ReceiptOut, summary="A receipt with its inclusion proof")
def one_receipt(request: HttpRequest, code: str) -> dict[str, Any]:
    return dict(receipt(code).document)


@router.get("/algorithms", response=list[AlgorithmOut], summary="Every registered algorithm")
def register(request: HttpRequest) -> list[dict[str, Any]]:
    names = AlgorithmOut.model_fields
    return [{name: getattr(algorithm, name) for name in names} for algorithm in algorithms()]
