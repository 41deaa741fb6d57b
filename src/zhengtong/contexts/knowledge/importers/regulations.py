"""``regulations.yaml``: regulations and rules whose texts are not held, and the check of every reference to them.

The laws are held with every article. Regulations of the State Council and rules of ministries are not, so a register
says what can be said of them: their names, since when they are in force, how many articles they have, what replaced
them. The core pack holds the national ones; a city adds those of its province and its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.knowledge.domain.numbering import parse_article
from zhengtong.contexts.knowledge.importers.pack_sections import not_an_article
from zhengtong.kernel.actors import Actor
from zhengtong.platform.packs import service as packs

_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Regulations that items may rest on 可引用的法规、规章和文件",
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": {**_TEXT, "description": "The full name, without 《》."},
            "number": {**_TEXT, "description": "Number of the decree or document, such as 国务院令第663号."},
            "in_force": {**packs.DATE, "description": "Since when the present text is in force."},
            "articles": {
                "type": "integer",
                "minimum": 1,
                "maximum": 2000,
                "description": "Number of its last article. Leave it out if you are not sure, or if there are none.",
            },
            "repealed": {**packs.DATE, "description": "Since when it is no longer in force."},
            "replaced_by": {**_TEXT, "description": "What took its place."},
        },
    },
}


class RegulationsSection(packs.PlainSection):
    """The register; it is read while a pack is checked and is not kept."""

    name = "regulations"
    pattern = "regulations.yaml"
    order = 19
    schema: Mapping[str, Any] | None = SCHEMA

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("regulation", entry["name"], file, (index, "name"), entry)

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return sum(len(file.data) for file in files)


class RegulationReferences:
    """Judges ``{regulation: …, article: …}`` by the register of the pack and of the core."""

    def __call__(self, reference: Mapping[str, str], pack: packs.PackView) -> packs.Finding | None:
        name, article = str(reference.get("regulation", "")), str(reference.get("article", ""))
        known = pack.declared("regulation")
        if name not in known:
            return _unknown(name, known)
        entry: Mapping[str, Any] = known[name].value
        return _validity(entry) or (_article(entry, article) if article else None)


def _unknown(name: str, known: Mapping[str, packs.Declaration]) -> packs.Finding:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return packs.Finding(
        "warning", "regulation-unknown", N_("“%(regulation)s” is not in the register of regulations."),
        {"regulation": name, "near": near[0] if near else ""},
        remedy=N_("Did you mean “%(near)s”?") if near else N_("Check its name; then add it to regulations.yaml."),
    )  # fmt: skip


def _validity(entry: Mapping[str, Any]) -> packs.Finding | None:
    today = timezone.localdate()
    if "repealed" in entry and date.fromisoformat(entry["repealed"]) <= today:
        by = entry.get("replaced_by", "")
        return packs.Finding(
            "error", "regulation-not-in-force", N_("“%(regulation)s” is no longer in force since %(day)s."),
            {"regulation": entry["name"], "day": entry["repealed"], "by": by},
            remedy=N_("Refer to “%(by)s”.") if by else N_("Refer to what took its place."),
        )  # fmt: skip
    if "in_force" in entry and date.fromisoformat(entry["in_force"]) > today:
        return packs.Finding(
            "error", "regulation-not-in-force", N_("“%(regulation)s” is in force only from %(day)s."),
            {"regulation": entry["name"], "day": entry["in_force"]},
            remedy=N_("Refer to what holds today."),
        )  # fmt: skip
    return None


def _article(entry: Mapping[str, Any], article: str) -> packs.Finding | None:
    locator = service.parse_locator(article)
    number = parse_article(locator.article) if locator else None
    if number is None:
        return not_an_article(article)
    last = entry.get("articles")
    if last is not None and number.main > last:
        return packs.Finding(
            "error", "article-unknown", N_("“%(regulation)s” has only %(last)s articles."),
            {"regulation": entry["name"], "last": last},
            remedy=N_("Look the article up in its text."),
        )  # fmt: skip
    return None
