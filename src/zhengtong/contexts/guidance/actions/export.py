"""What reviewers filed, written into a pack's folder, so that the next version of the pack has it itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.models import Correction, ReviewedQuestion, ReviewedSynonym
from zhengtong.kernel.errors import Fault, Location

QUESTIONS_FILE = "questions/review.yaml"
SYNONYMS_FILE = "synonyms.csv"
_COLUMNS = ("expression", "terms", "kind", "weight")


@dataclass(frozen=True)
class Exported:
    """Numbers of what was written, and the corrections that an editor has to make in the items' files by hand."""

    questions: int
    synonyms: int
    corrections: tuple[dict[str, Any], ...]


def export_review(folder: Path) -> Exported:
    """Write the filed questions into ``questions/review.yaml`` and add taught expressions to ``synonyms.csv``.

    Twice gives the same files. Corrections are only listed: an item's file is a person's text.

    Raises:
        Fault: ``folder-missing``; ``synonyms-unreadable``, with nothing written.
    """
    if not folder.is_dir():
        raise Fault("folder-missing", N_("There is no folder %(folder)s."), params={"folder": str(folder)}, status=404)
    synonyms = _synonyms(folder)
    return Exported(_questions(folder), synonyms, _corrections())


def _questions(folder: Path) -> int:
    rows = list(ReviewedQuestion.objects.filter(withdrawn=None).order_by("pk").values_list("content", flat=True))
    if rows:
        target = folder / QUESTIONS_FILE
        target.parent.mkdir(exist_ok=True)
        text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000)
        target.write_text(f"# yaml-language-server: $schema=../../schema/questions.json\n{text}", encoding="utf-8")
    return len(rows)


def _synonyms(folder: Path) -> int:
    target = folder / SYNONYMS_FILE
    text, columns, known = _stored_synonyms(target)
    rows = [r for r in ReviewedSynonym.objects.filter(withdrawn=None).order_by("pk") if r.expression not in known]
    if rows:
        added = io.StringIO()
        writer = csv.DictWriter(added, fieldnames=columns, extrasaction="ignore", lineterminator="\n")
        for row in rows:
            writer.writerow(
                {"expression": row.expression, "terms": "|".join(row.terms), "kind": "everyday", "weight": "0.9"}
            )
        target.write_text((text if text.endswith("\n") else text + "\n") + added.getvalue(), encoding="utf-8")
    return len(rows)


def _stored_synonyms(file: Path) -> tuple[str, Sequence[str], set[str]]:
    """The file's text, its columns, and the expressions that it has."""
    if not file.exists():
        return ",".join(_COLUMNS) + "\n", _COLUMNS, set()
    try:
        text = file.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(io.StringIO(text))
        return text, reader.fieldnames or _COLUMNS, {row["expression"] for row in reader}
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        raise Fault(
            "synonyms-unreadable", N_("The synonyms of this pack cannot be read."),
            N_("The file is CSV in UTF-8; its first line names the columns expression, terms, kind and weight."),
            where=Location(str(file)), status=422,
        ) from error  # fmt: skip


def _corrections() -> tuple[dict[str, Any], ...]:
    names = ("item", "field", "old", "new", "source", "made_by", "made")
    return tuple(Correction.objects.filter(state="applied").order_by("item", "pk").values(*names))
