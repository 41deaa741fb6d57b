"""What else could have been said: the options of facts that are known, so that they can be changed by choosing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain import region_said
from zhengtong.contexts.guidance.domain.facts_said import expressions
from zhengtong.contexts.guidance.domain.reply import Known, Language, Reply
from zhengtong.contexts.guidance.queries.home import home

Options = tuple[tuple[str, str], ...]


def options_of(reply: Reply) -> dict[str, Options]:
    """(value, label) of each option, by the key of the known facts of ``reply``. At most one query."""
    keys = {known.key for known in reply.known}
    options = {**_general(keys, reply.language), **_districts(keys, reply.language)}
    rest = keys - options.keys()
    codes = {need.chosen for need in reply.needs if need.chosen} | {
        key.rpartition(".")[0] for key in rest if "." in key
    }
    items = catalog.items(sorted(codes)) if rest and codes else {}
    return {**options, **_of_items(rest, items, reply.language)}


def _general(keys: Iterable[str], language: Language) -> dict[str, Options]:
    wanted = set(keys)
    found: dict[str, list[tuple[str, str]]] = {}
    for each in expressions():
        if each.key in wanted:
            found.setdefault(each.key, []).append((each.value, each.label.in_language(language)))
    return {key: tuple(options) for key, options in found.items()}


def _districts(keys: Iterable[str], language: Language) -> dict[str, Options]:
    if region_said.KEY not in keys:
        return {}
    places = [place for place in home().places if not place.hall]
    return {region_said.KEY: tuple((each.code, each.name.in_language(language)) for each in places)}


def _of_items(keys: Iterable[str], items: Mapping[str, catalog.ServiceItem], language: Language) -> dict[str, Options]:
    wanted = set(keys)
    return {
        key: tuple((o.key, o.label.in_language(language)) for o in situation.options)
        for code, item in items.items()
        for situation in item.situations
        for key in (situation.fact, f"{code}.{situation.key}")
        if key in wanted
    }


def label_of(known: Known, options: Options) -> str:
    """What is shown of a known fact; what the person does not know is named by what was asked."""
    return known.label or next((label for value, label in options if value == known.value), known.value)
