"""Reading other words for items from a CSV file: code, role (alias or question), language (zh or en), text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.domain.enrichment import Draft, cleaned
from zhengtong.kernel.errors import Fault, Location

COLUMNS = ("code", "role", "language", "text")


def read(file: Path) -> Iterator[Draft]:
    """The drafts of a file in UTF-8.

    Raises:
        Fault: there is no such file, it is not CSV in UTF-8, or it lacks a column.
    """
    if not file.is_file():
        raise Fault("file-not-found", N_("There is no file %(file)s."), params={"file": str(file)}, status=404)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise _unreadable(file, 1, ", ".join(missing))
            for row in rows:
                values = [row[name] or "" for name in COLUMNS]
                yield Draft(values[0].strip(), values[1].strip(), values[2].strip() or "zh", cleaned(values[3]))
    except UnicodeDecodeError as error:
        raise _unreadable(file, None, "UTF-8") from error
    except csv.Error as error:
        raise _unreadable(file, None, "CSV") from error


def _unreadable(file: Path, line: int | None, what: str) -> Fault:
    return Fault(
        "enrichment-file-unreadable",
        N_("The file cannot be read: %(what)s is missing."),
        N_("The first line names the columns code, role, language and text; the file is in UTF-8."),
        {"what": what},
        Location(str(file), line),
    )
