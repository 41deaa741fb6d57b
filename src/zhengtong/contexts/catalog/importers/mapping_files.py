"""Mapping files: those that are shipped, chosen by the columns of a file, and those that a user writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.domain.mapping import SCHEMA, ItemMapping
from zhengtong.kernel.errors import Fault, Location
from zhengtong.platform.packs import service as packs

SHIPPED = Path(__file__).parent / "mappings"


def read_mapping(path: Path) -> ItemMapping:
    """The mapping in a YAML file.

    Raises:
        Fault: with the line of the first thing that is wrong.
    """
    if not path.is_file():
        raise Fault("no-file", N_("There is no file %(file)s."), params={"file": str(path)}, status=404)
    file = packs.PackFile(str(path), path.read_bytes())
    findings = [*file.findings]
    if not isinstance(file.data, dict):
        message = N_("The file is empty, or no YAML; its name must end in .yaml.")
        findings = findings or [file.finding("error", "no-mapping", message)]
    if not findings:
        findings = packs.check_form(file, SCHEMA)
    if not findings:
        findings = _broken_expressions(file)
    if findings:
        # a misspelt key is also a missing one; the misspelling is what helps
        first = min(findings, key=lambda finding: (finding.code == "key-missing", finding.line or 0))
        raise Fault(
            "mapping-refused", N_("The mapping cannot be used: %(problem)s"), params={"problem": first.text()},
            where=Location(first.file, first.line, first.field),
        )  # fmt: skip
    return ItemMapping(file.data)


def _broken_expressions(file: packs.PackFile) -> list[packs.Finding]:
    findings = []
    fields: dict[str, Any] = file.data["fields"]
    for name, rule in fields.items():
        for key in ("remove", "split", "pattern"):
            try:
                re.compile(rule.get(key, ""))
            except re.error as error:
                findings.append(
                    file.finding("error", "wrong-expression", N_("This is no regular expression: %(problem)s."),
                                 ("fields", name, key), problem=str(error))
                )  # fmt: skip
    return findings


def shipped_mappings() -> list[ItemMapping]:
    """All mappings that come with the product."""
    return [read_mapping(path) for path in sorted(SHIPPED.glob("*.yaml"))]


def mapping_for(row: dict[str, Any], file: Path) -> ItemMapping:
    """The shipped mapping that fits a row of the file.

    Raises:
        Fault: none does.
    """
    for mapping in shipped_mappings():
        if mapping.fits_row(row):
            return mapping
    raise Fault(
        "no-mapping",
        N_("No mapping fits %(file)s; its columns are: %(columns)s."),
        N_("Write a mapping file for it and name it with --mapping; %(example)s shows the form."),
        {"file": file.name, "columns": ", ".join(map(str, row))[:500], "example": str(SHIPPED / "guangdong.yaml")},
        status=422,
    )
