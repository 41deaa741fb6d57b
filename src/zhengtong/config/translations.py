"""Compile every ``.po`` of the product: ``python -m zhengtong.config.translations``.

Done with Babel at set-up, so that a fresh machine needs no gettext tools and no binary file is in the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1]


def compile_all(root: Path = SOURCE) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` that is newer than it; returns what was written."""
    written = []
    for po in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, abort_invalid=True)
        with mo.open("wb") as target:
            write_mo(target, catalog)
        written.append(mo)
    return written


if __name__ == "__main__":
    sys.stdout.write("".join(f"{path.relative_to(SOURCE)}\n" for path in compile_all()))
