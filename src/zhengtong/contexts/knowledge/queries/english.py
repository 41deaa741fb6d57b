"""English names of laws, rules and the city's own documents."""

from __future__ import annotations

from zhengtong.contexts.knowledge.domain import english_names
from zhengtong.platform.packs import service as packs


def english_name(title: str) -> str | None:
    """The English name; the city is asked only for what is no national law or rule."""
    return english_names.english_name(title) or english_names.english_name(title, _of_the_city())


def law_in_english(title: str, locator: str) -> tuple[str, str]:
    """Name and place as an English reader finds them, with the Chinese by which the text can be looked up."""
    more = None if english_names.english_name(title) else _of_the_city()
    return english_names.law_in_english(title, locator, more)


def _of_the_city() -> dict[str, str]:
    city = packs.city()
    return dict(city.titles) if city else {}
