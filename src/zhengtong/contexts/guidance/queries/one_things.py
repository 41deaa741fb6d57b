"""The pack's one-things as people speak of them; kept for a minute, so that no question waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.life_events import Named, named
from zhengtong.kernel.kept import Kept

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


def _read(_: object) -> Bundles:
    found = catalog.one_things()
    return Bundles({t.key: t for t in found}, tuple(map(named, found)))


_known = Kept(_read, seconds=KEEP_SECONDS)


def bundles() -> Bundles:
    """All one-things in force; inside a transaction always fresh."""
    return _read(None) if connection.in_atomic_block else _known()
