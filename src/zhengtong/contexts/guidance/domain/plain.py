"""A reply as JSON, fast: ``dataclasses.asdict`` copies every value and takes longer than finding the answer."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def to_plain(value: Any) -> Any:
    """Nested dataclasses and tuples as dicts and lists; everything else as it is."""
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if is_dataclass(value):
        return {name: to_plain(getattr(value, name)) for name in _names(type(value))}
    return value


def to_json(value: Any) -> str:
    """JSON text, UTF-8, without spaces. A NUL, which PostgreSQL cannot store, never comes through ``reading.clean``."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))
