"""``items/*.yaml``, ``one-things/*.yaml``, ``halls.yaml``, ``themes.yaml`` and ``vocabulary.yaml`` of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from zhengtong.contexts.catalog.actions.correct import amended
from zhengtong.contexts.catalog.actions.one_things import replace_one_things
from zhengtong.contexts.catalog.actions.store import publish, store_items, withdraw_items
from zhengtong.contexts.catalog.actions.words import replace_halls, replace_themes, replace_words
from zhengtong.contexts.catalog.domain import schema
from zhengtong.contexts.catalog.importers import item_check
from zhengtong.contexts.catalog.models import Item
from zhengtong.kernel.actors import Actor
from zhengtong.platform.packs import service as packs


class VocabularySection(packs.PlainSection):
    """Kinds of items and audiences."""

    name = "vocabulary"
    pattern = "vocabulary.yaml"
    order = 22
    schema: Mapping[str, Any] | None = schema.VOCABULARY

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        for group, kind in (("kinds", "kind"), ("audiences", "audience")):
            for index, entry in enumerate(file.data.get(group, ())):
                yield packs.Declaration(kind, entry["key"], file, (group, index))

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        groups: dict[str, list[Mapping[str, Any]]] = {"kind": [], "audience": []}
        for file in files:
            groups["kind"] += file.data.get("kinds", ())
            groups["audience"] += file.data.get("audiences", ())
        return replace_words(groups=groups, origin=pack.layer)


class HallsSection(packs.PlainSection):
    """Places where people go."""

    name = "halls"
    pattern = "halls.yaml"
    order = 23
    schema: Mapping[str, Any] | None = schema.HALLS

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("hall", entry["key"], file, (index,))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterator[packs.Finding]:
        for file in files:
            yield from item_check.hall_findings(file, pack)

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return replace_halls(entries=_entries(files), origin=pack.layer)


class ThemesSection(packs.PlainSection):
    """Life events and business events."""

    name = "themes"
    pattern = "themes.yaml"
    order = 24
    schema: Mapping[str, Any] | None = schema.THEMES

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("theme", entry["key"], file, (index,))

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return replace_themes(entries=_entries(files), origin=pack.layer)


class ItemsSection(packs.PlainSection):
    """Service items, one a file."""

    name = "item"
    pattern = "items/*.yaml"
    order = 30
    schema: Mapping[str, Any] | None = schema.ITEM

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        yield packs.Declaration("item", file.data["code"], file, ("code",))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterator[packs.Finding]:
        for file in files:
            yield from item_check.item_findings(file, pack)
        yield from item_check.circle_findings(files)

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        contents = amended([file.data for file in files])
        stored = store_items(contents=contents, origin=pack.layer, actor=actor)
        publish(stored.unchanged)  # their department may have another name now; what is the same is not touched
        codes = [content["code"] for content in contents]
        gone = Item.objects.filter(origin=pack.layer, in_force=True).exclude(pk__in=codes)
        withdraw_items(codes=list(gone.values_list("code", flat=True)))
        return len(contents)


class OneThingsSection(packs.PlainSection):
    """Several items done as one, one bundle a file."""

    name = "one-thing"
    pattern = "one-things/*.yaml"
    order = 31
    schema: Mapping[str, Any] | None = schema.ONE_THING

    def declares(self, file: packs.PackFile) -> Iterator[packs.Declaration]:
        yield packs.Declaration("one-thing", file.data["key"], file, ("key",))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterator[packs.Finding]:
        for file in files:
            yield from item_check.one_thing_findings(file, pack)

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return replace_one_things(entries=[file.data for file in files], origin=pack.layer)


def _entries(files: Iterable[packs.PackFile]) -> list[Mapping[str, Any]]:
    return [entry for file in files for entry in file.data]


def register() -> None:
    """Make the files of the catalogue known to the packs."""
    for section in (VocabularySection(), HallsSection(), ThemesSection(), ItemsSection(), OneThingsSection()):
        packs.register(section)
