"""Checking a downloaded receipt with nothing but the file: no database, no network, no settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.digests import canonical_json, sm3

from .codes import normalise_code
from .merkle import leaf_hash, verify_inclusion

FORMAT = "zhengtong-receipt/1"


def head_digest(data: dict[str, Any]) -> bytes:
    """The digest that the next head repeats as ``previous``: over everything but itself."""
    return sm3(canonical_json({name: value for name, value in data.items() if name != "digest"}))


def check_document(document: Any) -> list[str]:
    """What is wrong with a downloaded receipt, without any database; nothing when all is right.

    Proves that the entry shown is under the root shown, and that the head was not altered. That the head is
    the ledger's own is proved by comparing it with the ledger (``verify``), the head file or another receipt.
    """
    try:
        entry, proof, head = document["entry"], document["proof"], document["head"]
        path = [bytes.fromhex(step) for step in proof["path"]]
        leaf, root = bytes.fromhex(proof["leaf"]), bytes.fromhex(proof["root"])
        number, size = int(proof["number"]), int(proof["size"])
        head_root, digest = head["root"], bytes.fromhex(head["digest"])
        code, head_size = str(entry["code"]), head["size"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [N_("The file is not a receipt.")]
    problems = []
    if document.get("format") != FORMAT or normalise_code(code) != code:
        problems.append(N_("The receipt has an unknown form or a wrong code."))
    if leaf_hash(canonical_json(entry)) != leaf:
        problems.append(N_("The entry was changed: it does not have the digest under which it was sealed."))
    if not verify_inclusion(leaf, number - 1, size, path, root):
        problems.append(N_("The proof does not lead from the entry to the root."))
    if head_root != proof["root"] or head_size != size:
        problems.append(N_("The head is not that of the proof."))
    if head_digest(head) != digest:
        problems.append(N_("The head was changed."))
    return problems
