"""The JSON Schemas as files beside the packs, so that editors complete and check while people write."""

from __future__ import annotations

import json
from pathlib import Path

from .sections import sections


def schema_files() -> dict[str, str]:
    """File name to content: ``item.json`` and so on, one per section with a schema."""
    return {
        f"{section.name}.json": json.dumps(section.schema, ensure_ascii=False, indent=2) + "\n"
        for section in sections()
        if section.schema is not None
    }


def write_schemas(folder: Path) -> list[str]:
    """Write them into ``folder``; returns the names of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in schema_files().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed
