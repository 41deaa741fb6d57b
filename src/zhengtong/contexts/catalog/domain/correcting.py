"""Fields of an item's content that a person may correct one at a time: where they are, what they hold."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from zhengtong.contexts.catalog.domain import schema

Data = Mapping[str, Any]
Value = str | int | float | bool
# keys and what other things hang on are no words of the catalogue, and are changed in the pack only
_FIXED = frozenset(
    {
        "code", "key", "kind", "region", "audience", "themes", "department", "when", "sources", "hall", "fact", "item",
        "related", "law", "article", "need", "form", "unit", "held_by", "delivery", "level", "variant", "catalogue",
        "words", "aliases", "questions",
    }
)  # fmt: skip
_validator = Draft202012Validator(schema.ITEM, format_checker=FormatChecker())


@dataclass(frozen=True)
class Field:
    """``path`` is like ``fees/0/amount``; ``of`` names what the field belongs to where that has a name."""

    path: str
    value: Value
    of: str = ""


def fields(content: Data) -> tuple[Field, ...]:
    """Every field that can be corrected, in the order of the content."""
    return tuple(_fields(content, (), ""))


def _fields(node: Any, path: tuple[str, ...], of: str) -> Iterator[Field]:
    if isinstance(node, Mapping):
        name = node.get("name") or node.get("title") or node.get("question") or {}
        inside = str(name.get("zh", "")) if isinstance(name, Mapping) and path else of
        for key, value in node.items():
            # ``unit`` of a limit is a key, ``unit`` of a fee is words
            if key not in _FIXED or (key == "unit" and isinstance(value, Mapping)):
                yield from _fields(value, (*path, key), inside or of)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _fields(value, (*path, str(index)), of)
    elif isinstance(node, str | int | float | bool):
        yield Field("/".join(path), node, of)


def value_at(content: Data, path: str) -> Value | None:
    """What a field holds, or None where there is no such field."""
    return next((field.value for field in fields(content) if field.path == path), None)


def with_value(content: Data, path: str, new: Value, source: Data | None = None) -> dict[str, Any]:
    """A copy with another value at ``path``; ``source`` becomes the source of what the field belongs to, where the
    form has a place for it."""
    changed = copy.deepcopy(dict(content))
    parts = path.split("/")
    node: Any = changed
    for part in parts[:-1]:
        node = node[int(part)] if isinstance(node, list) else node[part]
    node[parts[-1]] = new
    if source:
        _give_source(changed, parts, dict(source))
    return changed


def _give_source(content: dict[str, Any], parts: list[str], source: dict[str, Any]) -> None:
    nodes: list[dict[str, Any]] = []
    node: Any = content
    for part in parts[:-1]:
        node = node[int(part)] if isinstance(node, list) else node[part]
        if isinstance(node, dict):
            nodes.append(node)
    for each in reversed(nodes):
        had = each.get("sources")
        each["sources"] = [source, *[s for s in had or () if s != source]]
        if not faults(content):
            return
        if had is None:
            del each["sources"]
        else:
            each["sources"] = had


def faults(content: Data) -> tuple[str, ...]:
    """Why the content would not fit the form of an item."""
    return tuple(f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in _validator.iter_errors(content))


def read_value(text: str, old: Value) -> Value:
    """What a person typed, as a value of the same type. Raises ValueError."""
    text = text.strip()
    if isinstance(old, bool):
        known: dict[str, bool] = {"true": True, "是": True, "yes": True, "false": False, "否": False, "no": False}
        if text.lower() not in known:
            raise ValueError(text)
        return known[text.lower()]
    if isinstance(old, int | float):
        number = float(text)
        return int(number) if number.is_integer() else number
    if not text:
        raise ValueError(text)
    return text
