"""What an account may be allowed to do. Contexts add their own; roles name them."""

from __future__ import annotations

from collections.abc import Mapping

_known: dict[str, str] = {}


def register(permissions: Mapping[str, str]) -> None:
    """``{"ledger.read": "Read the ledger"}``; the texts are message ids."""
    _known.update(permissions)


def known() -> Mapping[str, str]:
    """Every permission there is, with its description."""
    return dict(_known)
