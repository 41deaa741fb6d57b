"""The pack's one-things as people speak of them; kept for a minute, so that no question waits for them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.life_events import Named, named

KEEP_SECONDS = 60.0


@dataclass(frozen=True)
class Bundles:
    """``named`` in the order of ``by_key``."""

    by_key: dict[str, catalog.OneThing]
    named: tuple[Named, ...]

    def made_of(self, codes: set[str]) -> catalog.OneThing | None:
        """The one-thing that these matters are, less only members that not everybody needs."""
        for thing in self.by_key.values():
            members = {m.code: m.when for m in thing.members if m.item is not None}
            if codes <= members.keys() and all(members[code] for code in members.keys() - codes):
                return thing
        return None


_known: tuple[float, Bundles] | None = None


def bundles() -> Bundles:
    """All one-things in force; inside a transaction always fresh."""
    global _known  # noqa: PLW0603 - one value per process
    if connection.in_atomic_block:
        return _read()
    if _known is None or time.monotonic() - _known[0] > KEEP_SECONDS:
        _known = (time.monotonic(), _read())
    return _known[1]


def _read() -> Bundles:
    found = catalog.one_things()
    return Bundles({t.key: t for t in found}, tuple(map(named, found)))
