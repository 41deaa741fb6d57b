"""The JSON Schemas (2020-12) of the catalogue's files in a pack, closed so that a misspelt key is found.

The same form, as JSON, is what one immutable revision of an item holds.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

KEY = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": 60}
TEXT = {"type": "string", "minLength": 1, "maxLength": 20000}
CODE = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$", "maxLength": 64}


def _closed(properties: Schema, required: tuple[str, ...] = (), description: str = "") -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        schema["required"] = list(required)
    if description:
        schema["description"] = description
    return schema


def _list(items: Schema, description: str = "", **extra: Any) -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {}), **extra}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


DEFS: Schema = {
    "key": KEY,
    "code": CODE,
    "text": TEXT,
    "bilingual": _closed({"zh": TEXT, "en": TEXT}, ("zh",), "Chinese, and English for people who read no Chinese."),
    "phrases": _closed({"zh": _list(TEXT), "en": _list(TEXT)}),
    "condition": {
        "type": "object",
        "description": "A condition tree: {field, op, value} or {all|any: […]}, {not: …}, {at_least_n: {n, of}}. "
        "A field is a situation's key (its value is the chosen option's key) or a fact about the person.",
    },
    "source": {
        "description": "Where the fact comes from: a law and its article, a regulation, policy, document or standard, "
        "or city: true for what this sample city made up or decided itself.",
        "oneOf": [
            _closed({"law": TEXT, "article": TEXT}, ("law",)),
            _closed({"regulation": TEXT, "article": TEXT, "locator": TEXT, "url": TEXT}, ("regulation",)),
            _closed({"policy": TEXT, "locator": TEXT, "url": TEXT}, ("policy",)),
            _closed({"document": TEXT, "locator": TEXT, "url": TEXT}, ("document",)),
            _closed({"standard": TEXT, "locator": TEXT, "url": TEXT}, ("standard",)),
            _closed({"city": {"const": True}, "note": _ref("bilingual")}, ("city",)),
        ],
    },
    "sources": _list(_ref("source")),
    "statement": _closed({"text": _ref("bilingual"), "sources": _ref("sources")}, ("text",)),
    "limit": _closed(
        {
            "days": {"type": "integer", "minimum": 0, "maximum": 3650, "description": "0: on the spot"},
            "unit": {"enum": ["working", "calendar"]},
            "when": _ref("condition"),
            "sources": _ref("sources"),
        },
        ("days", "unit"),
    ),
    "option": _closed(
        {
            "key": KEY,
            "label": _ref("bilingual"),
            "when": _ref("condition"),
            "words": {**_ref("phrases"), "description": "Expressions in a question that say this answer."},
        },
        ("key", "label"),
    ),
    "situation": _closed(
        {
            "key": KEY,
            "question": _ref("bilingual"),
            "why": _ref("bilingual"),
            "when": {**_ref("condition"), "description": "Ask only if this can be true."},
            "fact": {**KEY, "description": "Name of a fact shared by situations of other items: asked once for all."},
            "options": _list(_ref("option"), minItems=2),
        },
        ("key", "question", "options"),
    ),
    "material": _closed(
        {
            "key": KEY,
            "name": _ref("bilingual"),
            "need": {"enum": ["required", "conditional", "already-held"]},
            "when": _ref("condition"),
            "form": {"enum": ["original", "copy", "electronic", "original-and-copy"]},
            "copies": {"type": "integer", "minimum": 0, "maximum": 99},
            "held_by": {**KEY, "description": "Department that already holds it."},
            "note": _ref("bilingual"),
            "sources": _ref("sources"),
        },
        ("key", "name", "need"),
    ),
    "fee": _closed(
        {
            "name": _ref("bilingual"),
            "amount": {"type": "number", "minimum": 0, "description": "Yuan; 0 says that it is free."},
            "unit": _ref("bilingual"),
            "when": _ref("condition"),
            "sources": _ref("sources"),
        },
        ("name", "amount"),
    ),
    "step": _closed(
        {
            "name": _ref("bilingual"),
            "text": _ref("bilingual"),
            "when": {**_ref("condition"), "description": "Only in this situation."},
            "sources": _ref("sources"),
        },
        ("name",),
    ),
    "place": _closed(
        {
            "hall": {**KEY, "description": "Key of a hall in halls.yaml."},
            "windows": {"anyOf": [TEXT, _ref("bilingual")], "description": "Numbers, or numbers and the area."},
            "text": {**_ref("bilingual"), "description": "The address in words, where there is no hall."},
            "sources": _ref("sources"),
        },
    )
    | {"anyOf": [{"required": ["hall"]}, {"required": ["text"]}]},
    "basis": {
        "description": "A law, or a regulation of the State Council, a ministry or a province, and its article.",
        "oneOf": [
            _closed({"law": TEXT, "article": TEXT, "point": _ref("bilingual")}, ("law",)),
            _closed({"regulation": TEXT, "article": TEXT, "url": TEXT, "point": _ref("bilingual")}, ("regulation",)),
        ],
    },
}

ITEM_PROPERTIES: Schema = {
    "code": _ref("code"),
    "title": _ref("bilingual"),
    "aliases": {**_ref("phrases"), "description": "Other names that people use."},
    "questions": {**_ref("phrases"), "description": "Questions in people's own words that this item answers."},
    "department": {**KEY, "description": "Key of a department in departments.yaml."},
    "kind": {**KEY, "description": "Kind of item; packs/core/vocabulary.yaml lists them."},
    "audience": _list(KEY, "Who may apply; packs/core/vocabulary.yaml lists the words.", minItems=1, uniqueItems=True),
    "region": {"type": "string", "pattern": "^[0-9]{6,12}$", "description": "Division code (GB/T 2260)."},
    "catalogue": {**TEXT, "description": "Name of the catalogue entry (主项) that this item is part of."},
    "variant": {**TEXT, "description": "What sets it apart within the catalogue entry (业务办理项)."},
    "level": {"enum": ["national", "province", "city", "county", "town", "village"]},
    "themes": _list(KEY, "Keys of themes.yaml.", uniqueItems=True),
    "summary": _ref("bilingual"),
    "channels": _closed(
        {
            "online": {"type": "boolean"},
            "online_url": {"type": "string", "format": "uri", "maxLength": 2000},
            "window": {"type": "boolean"},
            "booking": {"type": "boolean"},
            "courier": {"type": "boolean"},
            "self_service": {"type": "boolean"},
            "visits": {"type": "integer", "minimum": 0, "maximum": 20, "description": "Times to come in person."},
        }
    ),
    "conditions": _list(_ref("statement")),
    "situations": _list(_ref("situation")),
    "materials": _list(_ref("material")),
    "fees": _list(_ref("fee"), "An amount of 0 says free of charge; no fees at all says nothing."),
    "limits": _closed({"statutory": _ref("limit"), "promised": _ref("limit")}),
    "steps": _list(_ref("step")),
    "places": _list(_ref("place")),
    "legal_basis": _list(_ref("basis")),
    "notes": _list(_ref("statement")),
    "outcome": _closed(
        {
            "name": _ref("bilingual"),
            "delivery": _list(
                {"enum": ["window", "courier", "electronic", "self-service", "account"]}, uniqueItems=True
            ),
            "sources": _ref("sources"),
        },
        ("name",),
    ),
    "related": _list(_ref("code"), "Codes of items that people often need next.", uniqueItems=True),
    "after": _list(
        _closed(
            {
                "item": _ref("code"),
                "why": _ref("bilingual"),
                "when": _ref("condition"),
                "sources": _ref("sources"),
            },
            ("item", "why"),
        ),
        "Items whose result this one needs first, for people who need both: the graph of dependencies.",
    ),
    "phones": _closed({"consult": TEXT, "complain": TEXT}),
    "url": {"type": "string", "maxLength": 2000},
}


def _document(title: str, body: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **body, "$defs": DEFS}


ITEM = _document(
    "Service item 事项",
    _closed(ITEM_PROPERTIES, ("code", "title", "department", "kind", "audience", "region")),
)

_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}
_SPAN = _closed({"open": _TIME, "close": _TIME}, ("open", "close"))
_WEEKDAY = {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}

HALLS = _document(
    "Halls 大厅",
    _list(
        _closed(
            {
                "key": KEY,
                "name": _ref("bilingual"),
                "address": _ref("bilingual"),
                "entrance": {**_ref("bilingual"), "description": "Which way in; name the one without steps."},
                "transit": _ref("bilingual"),
                "phone": TEXT,
                "region": ITEM_PROPERTIES["region"],
                "hours": _list(
                    _closed(
                        {"days": _list(_WEEKDAY, minItems=1), "open": _TIME, "close": _TIME},
                        ("days", "open", "close"),
                    )
                ),
                "on_holidays": {"enum": ["closed", "as-weekday", "as-sunday"], "description": "Default: closed."},
                "special_days": _list(
                    _closed({"date": {"type": "string", "format": "date"}, "hours": _list(_SPAN)}, ("date", "hours")),
                    "Single days with hours of their own; an empty list closes that day.",
                ),
                "longitude": {"type": "number", "minimum": -180, "maximum": 180},
                "latitude": {"type": "number", "minimum": -90, "maximum": 90},
                "note": _ref("bilingual"),
                "source": _ref("source"),
            },
            ("key", "name", "address"),
        )
    ),
)

THEMES = _document(
    "Themes 主题",
    _list(
        _closed(
            {
                "key": KEY,
                "name": _ref("bilingual"),
                "hint": {**_ref("bilingual"), "description": "One short line under the name."},
                "icon": KEY,
                "audience": {**_list(KEY), "description": "`elderly`: comes first in elder mode."},
                "aliases": {**_list(TEXT), "description": "The same theme as other catalogues name it."},
            },
            ("key", "name"),
        )
    ),
)

VOCABULARY = _document(
    "Vocabulary: kinds of items and audiences",
    _closed(
        {
            name: _list(_closed({"key": KEY, "name": _ref("bilingual")}, ("key", "name")))
            for name in ("kinds", "audiences")
        }
    ),
)

ONE_THING = _document(
    "One-thing 一件事: several items done as one",
    _closed(
        {
            "key": KEY,
            "title": _ref("bilingual"),
            "aliases": _ref("phrases"),
            "questions": _ref("phrases"),
            "summary": _ref("bilingual"),
            "department": {**KEY, "description": "Department that leads."},
            "audience": _list(KEY, minItems=1, uniqueItems=True),
            "region": ITEM_PROPERTIES["region"],
            "items": _list(
                _closed(
                    {
                        "item": _ref("code"),
                        "after": _list(_ref("code"), "Items that must be done before this one."),
                        "note": _ref("bilingual"),
                        "when": _ref("condition"),
                    },
                    ("item",),
                ),
                minItems=2,
            ),
            "notes": _list(_ref("statement")),
        },
        ("key", "title", "items"),
    ),
)
