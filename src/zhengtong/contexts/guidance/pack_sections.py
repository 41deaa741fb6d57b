"""What guidance reads of a pack: its own test questions, and the desks where people answer who asked for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.desks import replace_desks
from zhengtong.contexts.guidance.domain.handover import HOTLINE_DESK
from zhengtong.contexts.guidance.domain.scoring import can_be_asked
from zhengtong.kernel.actors import Actor
from zhengtong.platform.packs import service as packs

_GOLD = {
    "type": "array",
    "description": "One list for each need: any of its codes is right.",
    "items": {"type": "array", "items": {"type": "string"}, "minItems": 1},
}
_TURN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text", "gold"],
    "properties": {"text": {"type": "string", "minLength": 1}, "gold": {"type": "array", "items": {"type": "string"}}},
}
_QUESTION: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "kind": {"enum": ["single", "compound", "unanswerable", "dialogue"]},
        "lang": {"enum": ["zh-Hans", "zh-Hant", "en"]},
        "style": {"type": "string"},
        "text": {"type": "string", "minLength": 1},
        "turns": {"type": "array", "minItems": 1, "items": _TURN},
        "gold": _GOLD,
        "facets": {"type": "array"},
        "reason": {"type": "string", "description": "Why there is no answer, for unanswerable ones."},
    },
    "anyOf": [{"required": ["text"]}, {"required": ["turns"]}],
}


class QuestionsSection(packs.PlainSection):
    """Read by ``zhengtong evaluate guidance``; loading keeps nothing but the file itself."""

    name = "questions"
    pattern = "questions/*.yaml"
    order = 90
    schema: Mapping[str, Any] | None = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The pack's own questions",
        "type": "array",
        "items": _QUESTION,
    }

    def declares(self, file: packs.PackFile) -> Iterable[packs.Declaration]:
        """By their ids, under which runs are compared."""
        for index, question in enumerate(file.data):
            yield packs.Declaration("question", question["id"], file, (index,))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        """Every question can be asked, and every expected matter is in the pack."""
        for file in files:
            for number, question in enumerate(file.data):
                if not can_be_asked(question):
                    yield file.finding(
                        "error", "question-incomplete",
                        N_("A question of this kind (%(kind)s) cannot be asked so."), (number,),
                        N_("Give it text and gold; a dialogue has turns instead."), kind=question["kind"],
                    )  # fmt: skip
                for place, code in _expected(question):
                    finding = pack.broken_reference("item", code, file, (number, *place))
                    if finding:
                        yield finding

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        """The number of questions."""
        return sum(len(file.data) for file in files)


def _expected(question: dict[str, Any]) -> Iterable[tuple[tuple[str | int, ...], str]]:
    for need, codes in enumerate(question.get("gold", ())):
        for index, code in enumerate(codes):
            yield ("gold", need, index), code
    for turn, said in enumerate(question.get("turns", ())):
        for index, code in enumerate(said["gold"]):
            yield ("turns", turn, "gold", index), code


_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}
_SPAN: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["open", "close"],
    "properties": {"open": _TIME, "close": _TIME},
}
_DAYS = {"type": "array", "minItems": 1, "items": {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}}
_WEEKLY = {**_SPAN, "required": ["days", *_SPAN["required"]], "properties": {"days": _DAYS, **_SPAN["properties"]}}
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _number(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": 100_000, "description": description}


_DESK: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["desk"],
    "properties": {
        "desk": {"type": "string", "description": "Key of a department, or hotline for the one that takes all else."},
        "hours": {"type": "array", "items": _WEEKLY, "description": "When people answer here."},
        "on_holidays": {"enum": ["closed", "as-weekday", "as-sunday"], "description": "Default: closed."},
        "special_days": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["date", "hours"],
                "properties": {"date": _DATE, "hours": {"type": "array", "items": _SPAN}},
            },
        },
        "phone": packs.TEXT,
        "answer_within": {"type": "integer", "minimum": 1, "description": "Minutes of opening time."},
        "visitor_limits": {
            "type": "object",
            "description": "Requests of one visitor, of the desk hotline. 0: no limit. Distress is never limited.",
            "additionalProperties": False,
            "properties": {
                "waiting": _number("That may wait at once. Default: 3."),
                "day": _number("Within 24 hours. Default: 10."),
                "program_waiting": _number("The same for a program with a key. Default: 100."),
                "program_day": _number("Within 24 hours, for a program. Default: 500."),
            },
        },
        "keep_contact_days": {
            "type": "integer", "minimum": 0, "maximum": 365,
            "description": "Days after closing until name and number of the person are deleted. Default: 30.",
        },
    },
}  # fmt: skip


class DesksSection(packs.PlainSection):
    """A department that is not here leaves its people to the department above it, or to the hotline."""

    name = "desks"
    pattern = "desks.yaml"
    order = 30
    schema: Mapping[str, Any] | None = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Desks where people answer 人工坐席",
        "type": "array",
        "items": _DESK,
    }

    def declares(self, file: packs.PackFile) -> Iterable[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("desk", entry["desk"], file, (index,))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        for file in files:
            for index, entry in enumerate(file.data):
                if entry["desk"] != HOTLINE_DESK:
                    finding = pack.broken_reference("department", entry["desk"], file, (index, "desk"))
                    if finding:
                        yield finding
                    if "visitor_limits" in entry:
                        yield file.finding("error", "limits-elsewhere", N_("Limits are for all desks together."),
                                           (index, "visitor_limits"), N_("Move them to the desk hotline."))  # fmt: skip
                for place, span in _spans(entry):
                    if span["close"] <= span["open"]:
                        yield file.finding("error", "backward-span", N_("It closes before it opens."),
                                           (index, *place), N_("Swap the two."))  # fmt: skip

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return replace_desks(entries=[entry for file in files for entry in file.data])


def _spans(entry: Mapping[str, Any]) -> Iterable[tuple[tuple[str | int, ...], Mapping[str, str]]]:
    """Opening hours of the week and of special days, each with its place in the entry."""
    for number, span in enumerate(entry.get("hours", ())):
        yield ("hours", number), span
    for day, special in enumerate(entry.get("special_days", ())):
        for number, span in enumerate(special["hours"]):
            yield ("special_days", day, "hours", number), span
