"""Corrections point to the thing itself instead of its position in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations, models

from zhengtong.kernel.digests import digest

# the names as they were given when this migration was written (catalog/domain/correcting.py)
_LONGEST = 30
_SAID = ("name", "title", "question", "text", "item", "hall", "windows", "law", "regulation", "article")


def _name(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "=" + str(entry).replace("/", "／")[:_LONGEST]
    if "key" in entry:
        return f"@{entry['key']}"
    values = [entry.get(name) for name in _SAID]
    said = [str(v.get("zh", "")) if isinstance(v, Mapping) else str(v) for v in values if v]
    words = " ".join(said).replace("/", "／").replace("#", "＃")
    when = entry.get("when")
    if when is None and len(words) <= _LONGEST:
        return f"={words}"
    return f"={words[:_LONGEST]}~{digest([words, when])[:8]}"


def _names(entries: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for entry in entries:
        name = _name(entry)
        same = sum(each == name or each.startswith(f"{name}#") for each in found)
        found.append(f"{name}#{same + 1}" if same else name)
    return found


def place(content: Any, path: str) -> tuple[str, Any]:
    """The same place by what stands there, and its value; LookupError or ValueError where there is none."""
    node, found = content, []
    for part in path.split("/"):
        if isinstance(node, list):
            found.append(_names(node)[int(part)])
            node = node[int(part)]
        else:
            found.append(part)
            node = node[part]
    return "/".join(found), node


def _has_position(path: str) -> bool:
    return any(part.isdecimal() for part in path.split("/"))


def name_places(apps: Any, schema_editor: Any) -> None:
    """By the revision in which the field held the old value; a correction for which there is none is without effect."""
    revisions = apps.get_model("catalog", "ItemRevision").objects
    for row in apps.get_model("guidance", "Correction").objects.order_by("pk").iterator():
        if not _has_position(row.field):
            continue
        older = revisions.filter(item_id=row.item).order_by("-number")
        if row.revision:
            older = older.filter(number__lt=row.revision)
        for content in older.values_list("content", flat=True).iterator(chunk_size=20):
            try:
                named, value = place(content, row.field)
            except (LookupError, ValueError, TypeError):
                continue
            if value == row.old:
                row.field = named
                break
        else:
            if row.state in ("requested", "applied"):
                row.state = "gone"
        row.save(update_fields=["field", "state"])


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0005_visitor_of_a_request"),
        ("catalog", "0004_enrichment"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="field",
            field=models.CharField(help_text="for example fees/=工本费/amount; never a position", max_length=400),
        ),
        migrations.AlterField(
            model_name="correction",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Requested"),
                    ("applied", "Applied"),
                    ("in_pack", "In Pack"),
                    ("superseded", "Superseded"),
                    ("gone", "Gone"),
                ],
                db_default="requested",
                max_length=12,
            ),
        ),
        migrations.RunPython(name_places, migrations.RunPython.noop),
    ]
