"""The lines between ``---`` at the top of a Markdown file: what is known about a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from zhengtong.kernel.errors import Fault, Location

FIELDS = {
    "key", "title", "kind", "short_names", "issuer", "number", "level", "field", "region", "published", "effective",
    "repealed", "source", "language", "sample",
}  # fmt: skip
KINDS = ("law", "policy", "document")
_LONGEST = 64 * 1024


class _NoAliases(yaml.SafeLoader):
    """An anchor can point at itself; front matter has no need of any."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(yaml.MarkedYAMLError(problem="aliases are not taken", problem_mark=event.start_mark))
        return super().compose_node(parent, index)


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """(fields, body). A text without front matter has no fields. Dates are ``date``, names lists of ``str``.

    Raises:
        Fault: with file and line, where it is not YAML, or a field is unknown or of the wrong form.
    """
    match = re.match(r"﻿?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text, re.DOTALL)
    if not match:
        return {}, text
    if len(match[1]) > _LONGEST:
        raise _wrong(name, 1, "", "The front matter is too long.")
    try:
        data = yaml.load(match[1], Loader=_NoAliases)  # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(
            error.args[0] if error.args else None, "problem_mark", None
        )
        raise _wrong(name, (mark.line + 2) if mark else 1, "", "The front matter is not valid YAML.") from error
    if data is None:
        return {}, text[match.end() :]
    if not isinstance(data, dict):
        raise _wrong(name, 1, "", "The front matter must be lines of the form name: value.")
    fields = {field: _value(field, value, name, match[1]) for field, value in data.items()}
    return {field: value for field, value in fields.items() if value is not None}, text[match.end() :]


def _value(field: Any, value: Any, name: str, block: str) -> Any:
    line = next((n for n, row in enumerate(block.split("\n"), start=2) if row.startswith(f"{field}")), 1)
    if field not in FIELDS:
        raise _wrong(name, line, str(field), "There is no field %(field)s.", "Known fields: %(known)s.")
    if value is None:
        return None
    if field in ("published", "effective", "repealed"):
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        raise _wrong(name, line, field, "%(field)s is not a date.", "Write it as 2026-11-21.")
    if field == "short_names":
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise _wrong(name, line, field, "%(field)s must be a list of names.")
        return names
    if field == "kind" and value not in KINDS:
        raise _wrong(name, line, field, "kind must be law, policy or document.")
    if isinstance(value, dict | list):
        raise _wrong(name, line, field, "%(field)s must be a single value.")
    return str(value)


def _wrong(name: str, line: int, field: str, message: str, remedy: str = "") -> Fault:
    params: Mapping[str, object] = {"field": field, "known": ", ".join(sorted(FIELDS))}
    return Fault(
        "front-matter", message, remedy, params=params, where=Location(file=name, line=line, field=field or None)
    )
