"""From a row of another catalogue's export to an item, as a mapping file says.

Pure: the mapping is data (its form is ``SCHEMA``), a row is a JSON object. Department and theme come out as names;
whoever stores the item turns them into keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengtong.contexts.catalog.domain.schema import KEY, TEXT, Schema
from zhengtong.kernel.digests import digest
from zhengtong.kernel.text import normalise

Row = Mapping[str, Any]

_VALUE = {"type": ["string", "boolean", "integer", "null"]}
_RULE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "from": {
            "description": "Column or key; a dot leads into an object; of several, the first that says something.",
            "anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}],
        },
        "constant": _VALUE,
        "empty": {"type": "array", "items": TEXT, "description": "Further values that say nothing."},
        "remove": {**TEXT, "format": "regex", "description": "Regular expression; what it finds is taken out."},
        "split": {**TEXT, "format": "regex", "description": "Regular expression between the parts of a list."},
        "pattern": {**TEXT, "format": "regex", "description": "Must match; its group “value” (or all) is kept."},
        "values": {"type": "object", "additionalProperties": _VALUE, "description": "Value in the file: ours."},
        "otherwise": {**_VALUE, "description": "Ours for a value that is not listed; without it the row is rejected."},
    },
}  # fmt: skip

TEXTS = (
    "code", "title", "title_en", "catalogue", "variant", "department", "kind", "region", "level", "summary",
    "place", "consult_phone", "complain_phone", "url", "online_url", "outcome", "fee",
)  # fmt: skip
LISTS = ("audience", "themes", "aliases", "questions", "conditions", "materials", "notes", "legal_basis", "related")
SWITCHES = ("online", "window", "booking", "courier", "self_service")
LIMITS = ("statutory_limit", "promised_limit")
FIELDS = (*TEXTS, *LISTS, *SWITCHES, *LIMITS, "visits")

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Mapping of another catalogue's export",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "fits", "fields"],
    "properties": {
        "id": KEY,
        "name": {"type": "object"},
        "fits": {"type": "array", "items": TEXT, "minItems": 1, "description": "A file with all these columns fits."},
        "empty": {"type": "array", "items": {"type": "string"}, "description": "Values that say nothing."},
        "fields": {
            "type": "object",
            "additionalProperties": False,
            "required": ["code", "title", "department", "kind", "audience", "region"],
            "properties": dict.fromkeys(FIELDS, _RULE),
        },
    },
}

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_REGION = re.compile(r"[0-9]{6,12}\Z")
_DAYS = re.compile(r"(?P<days>[0-9]{1,4})\s*(?:[(（]?\s*个?(?P<unit>工作日|自然日|日|天)\s*[)）]?)?\Z")
_UNITS = {"工作日": "working", "自然日": "calendar", "日": "calendar", "天": "calendar"}
_ON_THE_SPOT = {"即办", "当场办结", "即时办结", "即办件"}


class RowRejected(Exception):  # noqa: N818 - named for what happened
    """The row cannot become an item. ``message`` is an English message id with ``params``."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(code, message)
        self.code, self.message, self.params = code, message, params


def _wrong_form(field: str, value: str) -> RowRejected:
    return RowRejected("wrong-form", "%(field)s “%(value)s” has not the right form.", field=field, value=value[:80])


def _missing(rule: _Rule) -> RowRejected:
    columns = ", ".join(rule.columns)
    return RowRejected("missing", "%(field)s is missing (%(columns)s).", field=rule.name, columns=columns)


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    columns: tuple[str, ...]
    constant: Any
    empty: frozenset[str]
    remove: re.Pattern[str] | None
    split: re.Pattern[str] | None
    pattern: re.Pattern[str] | None
    values: Mapping[str, Any] | None
    otherwise: Any
    has_otherwise: bool

    def raw(self, row: Row) -> Any:
        for column in self.columns:
            value = _at(row, column)
            if isinstance(value, str):
                value = value.strip()
            if value is None or value in ("", []) or (isinstance(value, str) and value in self.empty):
                continue
            return value
        return self.constant

    def texts(self, row: Row) -> list[str]:
        """The parts of a list; a value that is no list is split."""
        raw = self.raw(row)
        if raw is None:
            return []
        parts = raw if isinstance(raw, list) else self.split.split(str(raw)) if self.split else [raw]
        found = [self._clean(part) for part in parts if part is not None]
        return [text for text in dict.fromkeys(found) if text and text not in self.empty]

    def text(self, row: Row) -> str:
        raw = self.raw(row)
        if raw is None:
            return ""
        if isinstance(raw, list):
            raw = "、".join(str(part) for part in raw if part is not None)
        text = self._clean(raw)
        return "" if text in self.empty else text

    def value(self, row: Row) -> Any:
        """Through ``values``: ours, or None when the row says nothing."""
        text = self.text(row)
        return self.translated(text) if text else None

    def translated(self, text: str) -> Any:
        if self.values is None:
            return text
        if text in self.values:
            return self.values[text]
        if self.has_otherwise:
            return self.otherwise
        raise RowRejected(
            "value-not-mapped", "The value “%(value)s” of %(field)s is not in the mapping.",
            value=text[:80], field=self.name,
        )  # fmt: skip

    def _clean(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, str | int | float):
            raise RowRejected("not-text", "%(field)s holds an object where text is expected.", field=self.name)
        text = normalise_lightly(str(value))
        if self.remove:
            text = self.remove.sub("", text).strip()
        if self.pattern and text and text not in self.empty:
            match = self.pattern.search(text)
            if match is None:
                raise RowRejected("no-match", "“%(value)s” of %(field)s does not fit the pattern of the mapping.",
                                  value=text[:80], field=self.name)  # fmt: skip
            text = match.groupdict().get("value") or match.group(0)
        return text


def normalise_lightly(text: str) -> str:
    """Blanks at the ends and characters nobody sees go; the wording and its punctuation stay as they are."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = "".join(c for c in text if c == "\n" or c.isprintable() or c == "\u3000")
    return kept.replace("\u3000", " ").strip()


def _at(row: Row, column: str) -> Any:
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


class ItemMapping:
    """A mapping file, ready to use. Build it from data that fits ``SCHEMA``."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.id: str = data["id"]
        self.fits: tuple[str, ...] = tuple(data["fits"])
        self.fingerprint = digest(data)
        everywhere = frozenset(data.get("empty", ()))
        self._rules = {name: _rule(name, rule, everywhere) for name, rule in data["fields"].items()}

    def fits_row(self, row: Row) -> bool:
        """Whether the row has every column by which the mapping recognises its files."""
        return all(_at(row, column) is not None or column in row for column in self.fits)

    def code_of(self, row: Row) -> str:
        """The row's code, or empty."""
        return self._rules["code"].text(row)

    def item(self, row: Row) -> dict[str, Any]:
        """An item in the form of ``schema.ITEM``, but ``department`` and ``themes`` hold names.

        Raises:
            RowRejected: a fact that every item needs is missing or has not its form.
        """
        data: dict[str, Any] = {
            "code": self._checked("code", row, _CODE),
            "title": {"zh": self._needed("title", row)[:500]},
            "department": self._needed("department", row)[:200],
            "kind": self._needed("kind", row),
            "audience": self._audience(row),
            "region": self._checked("region", row, _REGION),
        }
        if english := self._text("title_en", row):
            data["title"]["en"] = english
        for name in ("catalogue", "variant", "level", "url"):
            if text := self._value(name, row):
                data[name] = text
        data |= self._lists(row) | self._shape(row)
        return data

    def _text(self, name: str, row: Row) -> str:
        rule = self._rules.get(name)
        return rule.text(row) if rule else ""

    def _value(self, name: str, row: Row) -> Any:
        rule = self._rules.get(name)
        return rule.value(row) if rule else None

    def _texts(self, name: str, row: Row) -> list[str]:
        rule = self._rules.get(name)
        return rule.texts(row) if rule else []

    def _needed(self, name: str, row: Row) -> str:
        value = self._value(name, row)
        if not value:
            raise _missing(self._rules[name])
        return str(value)

    def _checked(self, name: str, row: Row, form: re.Pattern[str]) -> str:
        value = normalise(self._needed(name, row))
        if not form.match(value):
            raise _wrong_form(name, value)
        return value

    def _audience(self, row: Row) -> list[str]:
        rule = self._rules["audience"]
        found = list(dict.fromkeys(str(rule.translated(text)) for text in rule.texts(row)))
        if not found:
            raise _missing(rule)
        return found

    def _lists(self, row: Row) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if themes := self._texts("themes", row):
            data["themes"] = [str(self._rules["themes"].translated(text)) for text in themes]
        for name in ("aliases", "questions"):
            if texts := self._texts(name, row):
                data[name] = {"zh": texts}
        for name in ("conditions", "notes"):
            if texts := self._texts(name, row):
                data[name] = [{"text": {"zh": text[:20000]}} for text in texts]
        if materials := self._texts("materials", row):
            data["materials"] = [
                {"key": f"m{number}", "name": {"zh": text}, "need": "required"}
                for number, text in enumerate(materials, start=1)
            ]
        if laws := self._texts("legal_basis", row):
            data["legal_basis"] = [_basis(text) for text in laws]
        if related := self._texts("related", row):
            data["related"] = related
        return data

    def _shape(self, row: Row) -> dict[str, Any]:
        data: dict[str, Any] = {}
        channels: dict[str, Any] = {
            name: value for name in SWITCHES if isinstance(value := self._value(name, row), bool)
        }
        if online_url := self._text("online_url", row):
            channels["online_url"] = online_url[:2000]
        if (visits := self._number("visits", row, most=20)) is not None:
            channels["visits"] = visits
        if channels:
            data["channels"] = channels
        limits = {
            name.removesuffix("_limit"): limit for name in LIMITS if (limit := self._limit(name, row)) is not None
        }
        if limits:
            data["limits"] = limits
        if place := self._text("place", row):
            data["places"] = [{"text": {"zh": place}}]
        phones = {name: text for name in ("consult", "complain") if (text := self._text(f"{name}_phone", row))}
        if phones:
            data["phones"] = phones
        if summary := self._text("summary", row):
            data["summary"] = {"zh": summary}
        if outcome := self._text("outcome", row):
            data["outcome"] = {"name": {"zh": outcome}}
        if fee := self._text("fee", row):
            data.setdefault("notes", []).append({"text": {"zh": fee}})
        return data

    def _number(self, name: str, row: Row, *, most: int) -> int | None:
        text = self._text(name, row)
        if not text:
            return None
        if not text.isdecimal() or int(text) > most:
            raise _wrong_form(name, text)
        return int(text)

    def _limit(self, name: str, row: Row) -> dict[str, Any] | None:
        text = normalise(self._text(name, row))
        if not text:
            return None
        if text in _ON_THE_SPOT:
            return {"days": 0, "unit": "working"}
        match = _DAYS.match(text)
        if match is None or int(match["days"]) > 3650:
            raise _wrong_form(name, text)
        return {"days": int(match["days"]), "unit": _UNITS[match["unit"] or "工作日"]}


_LAW = re.compile(
    r"《(?P<law>[^》]+)》\s*(?P<article>第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?)?"
)


def _basis(text: str) -> dict[str, Any]:
    match = _LAW.search(text)
    if match is None:
        return {"law": text}
    return {"law": match["law"], **({"article": match["article"]} if match["article"] else {})}


def _compiled(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _rule(name: str, data: Mapping[str, Any], everywhere: frozenset[str]) -> _Rule:
    columns: str | Sequence[str] = data.get("from", ())
    return _Rule(
        name=name,
        columns=(columns,) if isinstance(columns, str) else tuple(columns),
        constant=data.get("constant"),
        empty=everywhere | frozenset(data.get("empty", ())),
        remove=_compiled(data.get("remove")),
        split=_compiled(data.get("split")),
        pattern=_compiled(data.get("pattern")),
        values=data.get("values"),
        otherwise=data.get("otherwise"),
        has_otherwise="otherwise" in data,
    )
