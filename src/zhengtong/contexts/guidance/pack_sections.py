"""A pack's own test: ``questions/*.yaml`` hold questions in people's words and the matters that answer them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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

_FILE: Mapping[str, Any] | None = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The pack's own questions",
    "type": "array",
    "items": _QUESTION,
}


class QuestionsSection(packs.PlainSection):
    """Read by ``zhengtong evaluate guidance``; loading keeps nothing but the file itself."""

    name = "questions"
    pattern = "questions/*.yaml"
    order = 90
    schema = _FILE

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        """Every expected matter must be in the pack."""
        for file in files:
            for number, question in enumerate(file.data):
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
