"""Which texts of an item are searchable, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhengtong.contexts.catalog.domain.item import ServiceItem

SHORT, MIDDLE, NONE = 1, 5, 99
_EMPTY = {"无", "无条件受理", "无受理条件", "无条件办理", "直接申请", "无要求"}


@dataclass(frozen=True, slots=True)
class SearchText:
    """One searchable text of an item; ``key`` is unique within the item."""

    key: str
    role: str
    text: str
    language: str
    vector_priority: int


def search_texts(item: ServiceItem) -> Iterator[SearchText]:
    """Every text by which people may find the item, each once per role."""
    for language in ("zh", "en"):
        yield from _in_language(item, language)


def _in_language(item: ServiceItem, language: str) -> Iterator[SearchText]:
    title = getattr(item.title, language)
    if title:
        yield SearchText(f"title.{language}", "title", title, language, 0)
    for role, phrases in (("alias", item.aliases), ("question", item.questions)):
        for number, phrase in enumerate(getattr(phrases, language)):
            yield SearchText(f"{role}{number}.{language}", role, phrase, language, SHORT)
    if language == "zh" and item.catalogue and item.catalogue != title:
        yield SearchText("catalogue.zh", "alias", item.catalogue, "zh", SHORT)
    if item.summary and getattr(item.summary, language):
        yield SearchText(f"summary.{language}", "summary", getattr(item.summary, language), language, SHORT)
    conditions = [getattr(each.text, language) for each in item.conditions]
    conditions = [text for text in conditions if text and text.strip("。. ") not in _EMPTY]
    if conditions:
        yield SearchText(f"condition.{language}", "condition", "\n".join(conditions), language, MIDDLE)
    materials = [getattr(each.name, language) for each in item.materials]
    if any(materials):
        yield SearchText(f"material.{language}", "material", "\n".join(filter(None, materials)), language, NONE)
    department = getattr(item.department.name, language)
    if department:
        yield SearchText(f"department.{language}", "department", department, language, NONE)
