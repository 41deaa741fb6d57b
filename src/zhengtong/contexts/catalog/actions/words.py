"""Replacing halls, themes, words and one-things with those of a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction

from zhengtong.contexts.catalog.models import Hall, OneThing, Theme, Word
from zhengtong.contexts.catalog.queries.surroundings import forget_names_after_commit

Data = Mapping[str, Any]


def _text(entry: Data, field: str) -> dict[str, str]:
    value = entry.get(field) or {}
    return {f"{field}_zh": value.get("zh", ""), f"{field}_en": value.get("en", "")}


@transaction.atomic
def _replace(model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str], origin: str) -> int:
    manager = model._default_manager
    manager.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=[*fields, "origin", "active"])
    manager.filter(origin=origin).exclude(pk__in=[row.pk for row in rows]).update(active=False)
    forget_names_after_commit()
    return len(rows)


def replace_halls(*, entries: Sequence[Data], origin: str) -> int:
    """Make the halls of one origin exactly these."""
    rows = [
        Hall(key=entry["key"], **_text(entry, "name"), content=dict(entry), origin=origin, active=True)
        for entry in entries
    ]
    return _replace(Hall, rows, ["name_zh", "name_en", "content"], origin)


def replace_themes(*, entries: Sequence[Data], origin: str) -> int:
    """Make the themes of one origin exactly these."""
    rows = [
        Theme(
            key=entry["key"],
            **_text(entry, "name"),
            **_text(entry, "hint"),
            icon=entry.get("icon", ""),
            aliases=list(entry.get("aliases", ())),
            audience=list(entry.get("audience", ())),
            position=position,
            origin=origin,
            active=True,
        )
        for position, entry in enumerate(entries)
    ]
    fields = ["name_zh", "name_en", "hint_zh", "hint_en", "icon", "aliases", "audience", "position"]
    return _replace(Theme, rows, fields, origin)


@transaction.atomic
def ensure_themes(*, names: Mapping[str, str]) -> None:
    """Make sure that there is a theme for each ``key: Chinese name``; for imports."""
    rows = [
        Theme(key=key, name_zh=name, origin="import", position=position, active=True)
        for position, (key, name) in enumerate(sorted(names.items()))
    ]
    if Theme.objects.bulk_create(rows, ignore_conflicts=True):
        forget_names_after_commit()


def replace_bundles(*, entries: Sequence[Data], origin: str) -> int:
    """Make the rows of the one-things of one origin exactly these."""
    rows = [
        OneThing(key=entry["key"], **_text(entry, "title"), content=dict(entry), origin=origin, active=True)
        for entry in entries
    ]
    return _replace(OneThing, rows, ["title_zh", "title_en", "content"], origin)


@transaction.atomic
def replace_words(*, groups: Mapping[str, Sequence[Data]], origin: str) -> int:
    """Make the vocabulary of one origin exactly this. ``groups``: ``kind`` and ``audience``."""
    Word.objects.filter(origin=origin).delete()
    rows = [
        Word(group=group, key=entry["key"], **_text(entry, "name"), position=position, origin=origin)
        for group, entries in groups.items()
        for position, entry in enumerate(entries)
    ]
    Word.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["group", "key"],
        update_fields=["name_zh", "name_en", "position", "origin"],
    )  # fmt: skip
    forget_names_after_commit()
    return len(rows)
