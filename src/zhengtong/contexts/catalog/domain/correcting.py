"""Fields of an item's content that a person may correct one at a time: where they are, what they hold.

A place names the entry of a list by its key or by what it says, never by its position: a later version of a pack may
have the entries in another order, or others.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from zhengtong.contexts.catalog.domain import schema
from zhengtong.kernel.digests import digest

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
_LONGEST = 30  # characters of an entry's words that are in a path; a longer one is told apart by a digest


@dataclass(frozen=True)
class Field:
    """``path`` is like ``materials/@id-card/copies`` or ``fees/=工本费/amount``; ``of`` names what the field belongs to
    where that has a name."""

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
        for name, value in zip(_names(node), node, strict=True):
            yield from _fields(value, (*path, name), of)
    elif isinstance(node, str | int | float | bool):
        yield Field("/".join(path), node, of)


def _names(entries: Sequence[Any]) -> list[str]:
    """How a path names each entry of a list. Entries that say the same are counted."""
    found: list[str] = []
    for entry in entries:
        name = _name(entry)
        same = sum(each == name or each.startswith(f"{name}#") for each in found)
        found.append(f"{name}#{same + 1}" if same else name)
    return found


def _name(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "=" + str(entry).replace("/", "／")[:_LONGEST]
    if "key" in entry:
        return f"@{entry['key']}"
    words = " ".join(_said(entry)).replace("/", "／").replace("#", "＃")
    when = entry.get("when")
    if when is None and len(words) <= _LONGEST:
        return f"={words}"
    return f"={words[:_LONGEST]}~{digest([words, when])[:8]}"


def _said(entry: Data) -> Iterator[str]:
    """What an entry without a key is known by: its name or words, the matter, hall or article it points to."""
    for name in ("name", "title", "question", "text", "item", "hall", "windows", "law", "regulation", "article"):
        value = entry.get(name)
        if isinstance(value, Mapping):
            yield str(value.get("zh", ""))
        elif value:
            yield str(value)


def value_at(content: Data, path: str) -> Value | None:
    """What a field holds, or None where there is no such field."""
    return next((field.value for field in fields(content) if field.path == path), None)


def says_already(content: Data, path: str, old: Value, new: Value) -> bool:
    """Whether the content is as if ``old`` at ``path`` had been corrected to ``new``: also where the words that were
    corrected are those that the path names the entry by."""
    if value_at(content, path) == new:
        return True
    like = path.rpartition("/")[2]
    return any(
        field.value == new and field.path.rpartition("/")[2] == like
        and value_at(with_value(content, field.path, old), path) == old
        for field in fields(content)
    )  # fmt: skip


def with_value(content: Data, path: str, new: Value, source: Data | None = None) -> dict[str, Any]:
    """A copy with another value at ``path``; ``source`` becomes the source of what the field belongs to, where the
    form has a place for it."""
    changed = copy.deepcopy(dict(content))
    parts = _steps(changed, path.split("/"))
    node: Any = changed
    for part in parts[:-1]:
        node = node[part]
    node[parts[-1]] = new
    if source:
        _give_source(changed, parts, dict(source))
    return changed


def _steps(content: Data, path: Sequence[str]) -> list[str | int]:
    """The path with the positions that entries of lists have now. Raises LookupError where there is no such entry."""
    found: list[str | int] = []
    node: Any = content
    for part in path:
        if isinstance(node, list):
            names = _names(node)
            if part not in names:
                raise LookupError(part)
            found.append(names.index(part))
        else:
            found.append(part)
        node = node[found[-1]]
    return found


def _give_source(content: dict[str, Any], parts: Sequence[str | int], source: dict[str, Any]) -> None:
    nodes: list[dict[str, Any]] = []
    node: Any = content
    for part in parts[:-1]:
        node = node[part]
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
        if not math.isfinite(number):
            raise ValueError(text)
        return int(number) if number.is_integer() else number
    if not text:
        raise ValueError(text)
    return text
