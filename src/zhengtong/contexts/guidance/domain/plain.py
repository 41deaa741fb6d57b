"""A reply as JSON, fast: ``dataclasses.asdict`` copies every value and takes longer than finding the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pydantic_core
from pydantic import TypeAdapter

from zhengtong.contexts.guidance.domain.reply import Reply

_Form = TypeVar("_Form")


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


@cache
def _writer(kind: type) -> pydantic_core.SchemaSerializer:
    """Made once for each form from the types of its fields; what is of another type is written as what it is."""
    return TypeAdapter(kind).serializer


def to_bytes(value: Any) -> bytes:
    """JSON, UTF-8, without spaces. A NUL, which PostgreSQL cannot store, never comes through ``reading.clean``."""
    if is_dataclass(value):
        return _writer(value.__class__).to_json(value, warnings=False)
    return pydantic_core.to_json(value)


def to_json(value: Any) -> str:
    """The same as text."""
    return to_bytes(value).decode()


def as_written(stored: Mapping[str, Any]) -> bytes:
    """The JSON that ``to_bytes`` once gave for the reply that is stored as ``stored``.

    The database forgets the order of fields. Fields that it lacks because they are newer are left out.
    """
    return pydantic_core.to_json(_in_order(Reply, stored))


def _in_order(kind: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    parts, found = _parts(kind), {}
    for name in [*(n for n in _names(kind) if n in stored), *(n for n in stored if n not in _names(kind))]:
        value = stored[name]
        part, many = parts.get(name, (None, False))
        if part is not None and value is not None:
            value = [_in_order(part, row) for row in value] if many else _in_order(part, value)
        found[name] = value
    return found


def reply_from(data: Mapping[str, Any]) -> Reply:
    """The reply whose plain form ``data`` is; fields that are no longer known are left out."""
    return object_from(Reply, data)


def object_from(kind: type[_Form], data: Mapping[str, Any]) -> _Form:
    """The same for any of its parts."""
    return _object(kind, data)  # type: ignore[no-any-return]


@cache
def _parts(kind: type) -> dict[str, tuple[type, bool]]:
    """Fields of ``kind`` that hold dataclasses: name -> (the dataclass, whether there are many)."""
    parts: dict[str, tuple[type, bool]] = {}
    for name, hint in get_type_hints(kind).items():
        inner = next((each for each in get_args(hint) if isinstance(each, type) and is_dataclass(each)), None)
        if inner is not None:
            parts[name] = (inner, get_origin(hint) is tuple)
    return parts


def _object(kind: type, data: Mapping[str, Any]) -> Any:
    values = {}
    parts = _parts(kind)
    for name in _names(kind):
        if name not in data:
            continue
        value = data[name]
        part, many = parts.get(name, (None, False))
        if part is not None and value is not None:
            value = tuple(_object(part, row) for row in value) if many else _object(part, value)
        values[name] = _frozen(value)
    return kind(**values)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
