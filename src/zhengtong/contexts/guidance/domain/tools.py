"""The tools that other assistants may use: their names, what they are for, what they take and what they give."""

from __future__ import annotations

from typing import Any

SOMETHING = r"\S"  # not only blanks
_TEXT = {"type": "string"}
_WORDS = {**_TEXT, "pattern": SOMETHING, "maxLength": 400}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": 20, "default": 8}
_LANGUAGE = {"enum": ["zh-hans", "en"], "default": "zh-hans", "description": "Used where the question has none."}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "The day it is asked for; else today."}
_SOURCE = {
    "type": "object",
    "properties": {"number": {"type": "integer"}, "kind": _TEXT, "title": _TEXT, "locator": _TEXT, "url": _TEXT},
    "required": ["number", "title"],
}


def _object(required: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **(more or {})}, "required": list(required)}


def _rows(row: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": row}


def _tool(name: str, title: str, text: str, takes: dict[str, Any], gives: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name, "title": title, "description": text, "inputSchema": {**takes, "additionalProperties": False},
        "outputSchema": gives, "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }  # fmt: skip


TOOLS: tuple[dict[str, Any], ...] = (
    _tool(
        "search_items", "Find service items",
        "Government service items (办事事项) whose names or everyday names fit some words, best first. "
        "Take a code from here to get_item.",
        _object({"query": _WORDS}, {"limit": _LIMIT}),
        _object({"items": _rows(_object({"code": _TEXT, "title": _TEXT, "department": _TEXT, "url": _TEXT}))}),
    ),
    _tool(
        "get_guide", "Ask for a guide",
        "A resident's or company's question in their own words becomes a guide with sources: what to bring, where, how "
        "long, what it costs, by which law; or an honest word that it is not known. Every fact has a numbered source; "
        "keep the numbers when you pass it on. To go on with the same conversation, send its key back; to answer the "
        "question asked back, send answers {question.key: option key}.",
        _object(
            {"question": {**_TEXT, "maxLength": 2000}},
            {
                "conversation": {**_TEXT, "maxLength": 36}, "language": _LANGUAGE,
                "answers": {"type": "object", "maxProperties": 40, "additionalProperties": {**_TEXT, "maxLength": 80}},
                "region": {"type": "string", "pattern": r"^\d{2,12}$", "description": "Division code that narrows it."},
                "item": {**_TEXT, "maxLength": 64, "description": "Code of the item that is meant, where it is known."},
            },
        ),
        _object({
            "state": _TEXT, "reason": _TEXT, "guide": {**_TEXT, "description": "Markdown with [n] marks."},
            "items": _rows(_TEXT),
            "offered": {**_rows(_object({"code": _TEXT, "title": _TEXT})), "description": "What else may be meant."},
            "sources": _rows(_SOURCE), "conversation": _TEXT, "turn": {"type": "integer"},
            "receipt": {**_TEXT, "description": "Anyone can check it on the page for receipts."},
            "question": {"type": ["object", "null"], "description": "What is asked back, with its options."},
        }),
    ),
    _tool(
        "get_item", "Read a service item",
        "Everything the catalogue says of one item: conditions, materials, fees, limits, places, steps, legal basis.",
        _object({"code": {**_TEXT, "minLength": 1, "maxLength": 64}}),
        _object({"code": _TEXT, "title": _TEXT, "department": _TEXT, "revision": {"type": "integer"}, "since": _TEXT,
                 "in_force": {"type": "boolean"}, "url": _TEXT, "content": {"type": "object"}}),
    ),
    _tool(
        "search_law", "Find articles of law",
        "Articles of Chinese law in force on a day that settle a question or a situation, best first, word for word.",
        _object({"query": _WORDS}, {"limit": _LIMIT, "on": _DAY}),
        _object({"articles": _rows(_object({"law": _TEXT, "article": _TEXT, "text": _TEXT, "since": _TEXT,
                                            "in_force": {"type": "boolean"}, "url": _TEXT}))}),
    ),
    _tool(
        "verify_citation", "Check citations of law",
        "Every 《…》第…条 in a text: whether the article exists, is in force on the day and says what is quoted. "
        "Use it before passing on any citation.",
        _object({"text": {**_TEXT, "pattern": SOMETHING, "maxLength": 20000}}, {"on": _DAY}),
        _object({"citations": _rows(_object(
            {"cited": _TEXT, "outcome": _TEXT, "wrong": {"type": "boolean"}, "message": _TEXT},
            {"law": _TEXT, "article": _TEXT, "since": _TEXT, "until": _TEXT, "by": _TEXT, "now": _TEXT, "url": _TEXT},
        ))}),
    ),
)  # fmt: skip
