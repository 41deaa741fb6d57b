"""A reply as JSON, fast: ``dataclasses.asdict`` copies every value and takes longer than finding the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from zhengtong.contexts.guidance.domain.reply import (
    Contact,
    Fact,
    Need,
    NumberedSource,
    Offered,
    Passage,
    Reply,
    Step,
)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def to_plain(value: Any) -> Any:
    """Nested dataclasses and tuples as dicts and lists; everything else as it is."""
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if is_dataclass(value):
        return {name: to_plain(getattr(value, name)) for name in _names(value.__class__)}
    return value


def to_json(value: Any) -> str:
    """JSON text, UTF-8, without spaces. A NUL, which PostgreSQL cannot store, never comes through ``reading.clean``."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def reply_from(data: Mapping[str, Any]) -> Reply:
    """The reply whose plain form ``data`` is; fields that are no longer known are left out."""
    return _object(Reply, data)  # type: ignore[no-any-return]


_PARTS: dict[tuple[type, str], type] = {
    (Reply, "needs"): Need,
    (Reply, "sources"): NumberedSource,
    (Reply, "contacts"): Contact,
    (Reply, "trace"): Step,
    (Need, "offered"): Offered,
    (Need, "perhaps"): Offered,
    (Need, "facts"): Fact,
    (Need, "passages"): Passage,
}


def _object(kind: type, data: Mapping[str, Any]) -> Any:
    values = {}
    for name in _names(kind):
        if name in data:
            value = data[name]
            part = _PARTS.get((kind, name))
            if part is not None:
                value = tuple(_object(part, row) for row in value)
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
