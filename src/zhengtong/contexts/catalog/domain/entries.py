"""Which texts of an item are searchable, and as what.

One short text per vector: its title, its aliases and questions, and a body of the department, the conditions and
the materials, cut so that a small embedding model reads all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhengtong.contexts.catalog.domain.item import ServiceItem

TITLE, SHORT = 0, 1
_BODY, _CONDITIONS, _MATERIALS, _SUMMARY = 200, 80, 60, 60
_SAYS_NOTHING = {
    "无", "无条件受理", "无受理条件", "无条件办理", "直接申请", "无要求", "无条件", "暂无", "-",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchText:
    """One searchable text of an item; ``key`` is unique within the item."""

    key: str
    role: str
    title: str
    text: str
    language: str
    vector_priority: int


def search_texts(item: ServiceItem) -> Iterator[SearchText]:
    """Every text by which people may find the item."""
    for language in ("zh", "en"):
        title = getattr(item.title, language)
        suffix = "" if language == "zh" else f".{language}"
        if title:
            yield SearchText(f"title{suffix}", "title", title, "", language, TITLE)
            body = _body(item, language)
            if body:
                yield SearchText(f"body{suffix}", "body", title, body, language, SHORT)
        for role, phrases in (("alias", item.aliases), ("question", item.questions)):
            for number, phrase in enumerate(getattr(phrases, language), start=1):
                yield SearchText(f"{role}{number}{suffix}", role, phrase, "", language, SHORT)


def _body(item: ServiceItem, language: str) -> str:
    conditions = [getattr(each.text, language).strip() for each in item.conditions]
    conditions = [text for text in conditions if text and text.strip("。. ") not in _SAYS_NOTHING]
    materials = [getattr(each.name, language) for each in item.materials]
    summary = getattr(item.summary, language) if item.summary else ""
    stop, comma = ("。", "、") if language == "zh" else (". ", ", ")
    parts = (
        getattr(item.department.name, language),
        summary[:_SUMMARY],
        stop.join(conditions)[:_CONDITIONS],
        comma.join(filter(None, materials))[:_MATERIALS],
    )
    return stop.join(part.strip("。. ") for part in parts if part)[:_BODY]
