"""What a field of a matter is called by people: ``fees/=工本费/amount`` is the amount of the fee 工本费."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _in

from zhengtong.contexts.catalog.service import Field

_GROUPS = {
    "title": _("Name and what it is"),
    "summary": _("Name and what it is"),
    "conditions": _in("group of fields", "Conditions"),
    "situations": _in("group of fields", "Questions back"),
    "materials": _in("group of fields", "What to bring"),
    "fees": _in("group of fields", "Fees"),
    "limits": _in("group of fields", "How long it takes"),
    "channels": _in("group of fields", "Ways to apply"),
    "places": _in("group of fields", "Where to go"),
    "phones": _in("group of fields", "Telephones"),
    "steps": _in("group of fields", "Steps"),
    "outcome": _in("group of fields", "What one gets"),
    "notes": _in("group of fields", "Watch for"),
    "after": _in("group of fields", "What comes before"),
    "legal_basis": _in("group of fields", "What it rests on in law"),
}
_LEAVES = {
    "title": _in("field", "name of the matter"),
    "summary": _in("field", "what it is"),
    "name": _in("field", "name"),
    "text": _in("field", "text"),
    "note": _in("field", "note"),
    "copies": _in("field", "copies"),
    "amount": _in("field", "amount in yuan"),
    "unit": _in("field", "unit"),
    "question": _in("field", "question"),
    "why": _in("field", "why"),
    "label": _in("field", "answer to pick"),
    "point": _in("field", "what it says here"),
    "regulation": _in("field", "name of the regulation"),
    "windows": _in("field", "windows"),
    "statutory": _in("field", "days by law"),
    "promised": _in("field", "days promised"),
    "consult": _in("field", "for enquiries"),
    "complain": _in("field", "for complaints"),
    "online": _in("field", "online"),
    "window": _in("field", "at a window"),
    "booking": _in("field", "by appointment"),
    "courier": _in("field", "by courier"),
    "self_service": _in("field", "at a machine"),
    "visits": _in("field", "number of visits"),
}
_LANGUAGES = {"zh": _in("language of a field", "Chinese"), "en": _in("language of a field", "English")}
_OF_THEIR_GROUP = ("days",)  # says no more than what it stands under
_MOST_SHOWN = 60


def grouped(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The fields for a list to pick from, under what they are about, in the order of the matter, Chinese first."""
    order = list(_GROUPS)
    first: dict[str, int] = {}
    for place, field in enumerate(fields):
        first.setdefault(_without_language(field.path), place)

    def rank(field: Field) -> tuple[int, int, bool]:
        head = _head(field)
        group = order.index(head) if head in order else len(order)
        return group, first[_without_language(field.path)], field.path.endswith("/en")

    return [
        {"name": name, "fields": [{"path": f.path, "label": label_of(f)} for f in group]}
        for name, group in groupby(sorted(fields, key=rank), key=lambda f: str(_GROUPS.get(_head(f), _head(f))))
    ]


def _head(field: Field) -> str:
    return field.path.partition("/")[0]


def _without_language(path: str) -> str:
    return path.removesuffix("/zh").removesuffix("/en")


def label_of(field: Field) -> str:
    """What the field belongs to, what it is, in which language, and what it says now."""
    words = [part for part in field.path.split("/") if not part.startswith(("@", "="))]
    language = str(_LANGUAGES[words.pop()]) if words[-1] in _LANGUAGES else ""
    if words[-1] in _OF_THEIR_GROUP:
        words.pop()
    leaf = str(_LEAVES.get(words[-1], words[-1]))
    if language:
        leaf = gettext("%(field)s in %(language)s") % {"field": leaf, "language": language}
    name = " · ".join(filter(None, (field.of[:30], leaf)))
    return f"{name}{pgettext('after a label', ': ')}{_said(field.value)[:_MOST_SHOWN]}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value)
