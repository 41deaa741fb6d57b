"""The files that belong to no context: the pack's settings, the calendar, synonyms; ``algorithms.yaml`` is beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.actors import Actor
from zhengtong.platform.search import service as search

from .files import PackFile
from .findings import Finding
from .models import PackVersion
from .sections import Declaration, PackView

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 5000}
BILINGUAL: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["zh"],
    "properties": {"zh": TEXT, "en": TEXT},
}
DATE: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class PlainSection:
    """What most sections share: nothing declared, nothing to check beyond the schema."""

    name = ""
    pattern = ""
    schema: Mapping[str, Any] | None = None
    order = 0
    untranslated: tuple[str, ...] = ()  # fields that may stay without a translation

    def declares(self, file: PackFile) -> Iterable[Declaration]:
        return ()

    def check(self, files: Sequence[PackFile], pack: PackView) -> Iterable[Finding]:
        return ()

    def load(self, files: Sequence[PackFile], pack: PackVersion, actor: Actor) -> int:
        return 0


class SettingsSection(PlainSection):
    """``pack.yaml``; kept in the version itself."""

    name = "pack"
    pattern = "pack.yaml"
    order = 0
    schema: Mapping[str, Any] | None = {
        "$schema": _DIALECT,
        "title": "The pack itself",
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "version", "name"],
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 60},
            "version": {"type": "string", "minLength": 1, "maxLength": 60},
            "name": BILINGUAL,
            "division_code": {"type": "string", "pattern": "^[0-9]{6,12}$"},
            "sample": {"type": "boolean", "description": "An invented city; every page says so."},
            "notice": {**BILINGUAL, "description": "Shown on every page."},
            "languages": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": ["zh", "en"]}},
            "time_zone": TEXT,
            "hotline": TEXT,
            "divisions": {
                "type": "array",
                "description": "Districts, counties and towns of the city, so that they are understood in a question.",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["code", "name"],
                    "properties": {
                        "code": {"type": "string", "pattern": "^[0-9]{6,12}$"},
                        "name": BILINGUAL,
                        "words": {"type": "array", "items": TEXT, "description": "What else people call it."},
                    },
                },
            },
            "service_hours": BILINGUAL,
            "titles": {
                "type": "array",
                "description": "English titles of the city's own documents and sources, shown beside the Chinese ones.",
                "items": {**BILINGUAL, "required": ["zh", "en"]},
            },
        },
    }

    def check(self, files: Sequence[PackFile], pack: PackView) -> Iterable[Finding]:
        for file in files:
            if pack.layer == "city" and not file.data.get("division_code"):
                yield file.finding("error", "key-missing", N_("“%(key)s” is missing."), (), N_("Add it."),
                                   key="division_code")  # fmt: skip
            if "time_zone" in file.data and not _is_time_zone(file.data["time_zone"]):
                yield file.finding(
                    "error", "no-time-zone", N_("There is no time zone “%(name)s”."), ("time_zone",),
                    N_("Write it as Asia/Shanghai."), name=file.data["time_zone"],
                )  # fmt: skip
            if file.data.get("sample") and not file.data.get("notice"):
                yield file.finding("error", "no-notice", N_("A sample city needs a notice that says so."), ("sample",),
                                   N_("Add “notice” in every language of the pack."))  # fmt: skip


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


class CalendarSection(PlainSection):
    """``calendar.yaml``; kept in the version itself."""

    name = "calendar"
    pattern = "calendar.yaml"
    order = 1
    schema: Mapping[str, Any] | None = {
        "$schema": _DIALECT,
        "title": "Holidays, and weekend days that are worked",
        "type": "object",
        "additionalProperties": False,
        "required": ["years"],
        "properties": {
            "years": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["year", "holidays", "source"],
                    "properties": {
                        "year": {"type": "integer", "minimum": 1990, "maximum": 2200},
                        "source": {"type": "object", "minProperties": 1},
                        "holidays": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["from", "to"],
                                "properties": {"from": DATE, "to": DATE, "name": BILINGUAL},
                            },
                        },
                        "workdays": {"type": "array", "items": DATE, "uniqueItems": True},
                    },
                },
            }
        },
    }

    def check(self, files: Sequence[PackFile], pack: PackView) -> Iterable[Finding]:
        for file in files:
            for index, year in enumerate(file.data["years"]):
                for number, span in enumerate(year["holidays"]):
                    if date.fromisoformat(span["to"]) < date.fromisoformat(span["from"]):
                        yield file.finding("error", "backward-span", N_("The last day is before the first."),
                                           ("years", index, "holidays", number), N_("Swap the two."))  # fmt: skip
                for number, day in enumerate(year.get("workdays", ())):
                    if date.fromisoformat(day).weekday() < 5:
                        yield file.finding(
                            "warning",
                            "workday-on-weekday",
                            N_("%(day)s is no weekend day, so it is worked anyway."),
                            ("years", index, "workdays", number),
                            N_("Check the date."),
                            day=day,
                        )


class SynonymsSection(PlainSection):
    """``synonyms.csv``: expression, terms (separated by ``|``), kind, weight."""

    name = "synonyms"
    pattern = "synonyms.csv"
    order = 10
    schema: Mapping[str, Any] | None = {
        "$schema": _DIALECT,
        "title": "Everyday expressions and the official terms they stand for",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["expression", "terms"],
            "properties": {
                "expression": TEXT,
                "terms": {**TEXT, "description": "Official terms, separated by |"},
                "kind": {"type": "string", "maxLength": 60},
                "weight": {"type": "string", "pattern": "^(0(\\.[0-9]+)?|1(\\.0+)?)?$"},
                "note": {"type": "string"},
            },
        },
    }

    def declares(self, file: PackFile) -> Iterable[Declaration]:
        for index, row in enumerate(file.data):
            yield Declaration("synonym", f"{row['expression']} ({row.get('kind', '')})", file, (index,))

    def load(self, files: Sequence[PackFile], pack: PackVersion, actor: Actor) -> int:
        entries = [
            search.SynonymEntry(
                expression=row["expression"],
                terms=tuple(term.strip() for term in row["terms"].split("|") if term.strip()),
                kind=row.get("kind") or "everyday",
                weight=float(row.get("weight") or 0.6),
            )
            for file in files
            for row in file.data
        ]
        search.set_synonyms(f"pack:{pack.layer}", entries)
        return len(entries)
