"""What the schema of an item cannot see: whether everything it names exists and its conditions can come true."""

from __future__ import annotations

from collections.abc import Iterator

from zhengtong.platform.packs import service as packs


def item_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """All findings about one item."""
    data = file.data
    for kind, pointer, key in [
        ("department", ("department",), data["department"]),
        ("kind", ("kind",), data["kind"]),
        *(("audience", ("audience", n), key) for n, key in enumerate(data["audience"])),
        *(("theme", ("themes", n), key) for n, key in enumerate(data.get("themes", ()))),
        *(("item", ("related", n), key) for n, key in enumerate(data.get("related", ()))),
        *(("hall", ("places", n, "hall"), place["hall"])
          for n, place in enumerate(data.get("places", ())) if "hall" in place),
    ]:
        finding = pack.broken_reference(kind, key, file, pointer)
        if finding:
            yield finding


def hall_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """All findings about the halls."""
    yield from ()


def one_thing_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """All findings about one bundle."""
    for n, member in enumerate(file.data["items"]):
        finding = pack.broken_reference("item", member["item"], file, ("items", n, "item"))
        if finding:
            yield finding
