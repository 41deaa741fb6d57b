"""``import items``: a file of another catalogue into this one, batch by batch, safe to repeat at any point."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.actions.store import store_items
from zhengtong.contexts.catalog.actions.words import ensure_themes
from zhengtong.contexts.catalog.domain.mapping import ItemMapping, RowRejected
from zhengtong.contexts.catalog.importers.mapping_files import mapping_for, read_mapping
from zhengtong.contexts.catalog.importers.readers import RowRead, read_rows
from zhengtong.contexts.catalog.importers.rejects import PATIENCE, Reject, Rejects
from zhengtong.contexts.catalog.models import Item, Theme
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.digests import digest
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit

BATCH = 200
Progress = Callable[[int, float], None]


@dataclass
class ImportReport:
    """``rows`` = created + changed + unchanged + rejected. ``stopped_at``: the line after which it gave up, None at the
    end of the file."""

    mapping: str = ""
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejects: Rejects = field(default_factory=Rejects)
    stopped_at: int | None = None

    @property
    def rejected(self) -> int:
        return self.rejects.number

    @property
    def reasons(self) -> dict[str, int]:
        """Rejects by their code."""
        return dict(self.rejects.reasons)

    @property
    def first_rejects(self) -> list[Reject]:
        return self.rejects.first

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "mapping": self.mapping,
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "reasons": self.reasons,
            "rejects": [{k: v for k, v in r.as_data().items() if k != "row"} for r in self.first_rejects],
            "rejects_unwritten": self.rejects.unwritten,
            "stopped_at": self.stopped_at,
        }


def import_items(
    file: Path,
    mapping_file: Path | None = None,
    *,
    actor: Actor,
    progress: Progress | None = None,
    rejects: IO[str] | None = None,
    patience: int | None = PATIENCE,
) -> ImportReport:
    """Bring in every good row; a bad one is counted, reported with its line and does not stop the rest.

    Each batch of 200 is one transaction, and rows that are in already are passed over quickly, so an import that
    was killed is simply started again. Rows that the file no longer has stay. After ``patience`` rejects without one
    good row between them it stops, with what is good kept; None: never.

    Raises:
        Fault: the file or the mapping cannot be read, or no mapping fits.
    """
    rows = read_rows(file)
    report = ImportReport(rejects=Rejects(rejects, patience))
    first = _first_readable(rows, report)
    if report.rejects.enough:
        return _finished(report, file, actor)
    mapping = _mapping(file, mapping_file, first)
    importer = _Importer(mapping, actor, report)
    everything = chain([first] if first else [], rows)
    while not report.rejects.enough and (batch := list(islice(everything, BATCH))):
        importer.take(batch)
        if progress:
            progress(report.rows, batch[-1].done)
    return _finished(report, file, actor)


def _first_readable(rows: Iterator[RowRead], report: ImportReport) -> RowRead | None:
    """The row by which a mapping is found; those before it are rejected."""
    for read in rows:
        if read.row is not None:
            return read
        report.rows += 1
        report.rejects.add(Reject(read.line, "unreadable", read.problem, {}, read.raw))
        if report.rejects.enough:
            return None
    return None


def _finished(report: ImportReport, file: Path, actor: Actor) -> ImportReport:
    """The report, recorded."""
    if report.rejects.enough:
        report.stopped_at = report.rejects.last_line
    if report.created or report.changed or report.rejected:
        record_audit(
            actor=actor, verb="catalog.import-finished", subject=f"catalogue:{report.mapping}",
            detail={"file": file.name, "rows": report.rows, "created": report.created, "changed": report.changed,
                    "rejected": report.rejected, "stopped_at": report.stopped_at},
        )  # fmt: skip
    return report


def _mapping(file: Path, mapping_file: Path | None, first: RowRead | None) -> ItemMapping:
    if mapping_file is not None:
        return read_mapping(mapping_file)
    if first is None or first.row is None:
        raise Fault(
            "no-rows", N_("No row of %(file)s can be read."), N_("Check that it is the right file."),
            {"file": str(file)}, status=422,
        )  # fmt: skip
    return mapping_for(first.row, file)


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    code: str
    row: dict[str, Any]
    digest: str


class _Importer:
    def __init__(self, mapping: ItemMapping, actor: Actor, report: ImportReport) -> None:
        self.report = report
        report.mapping = mapping.id
        self._mapping = mapping
        self._origin = f"import:{mapping.id}"
        self._salt = mapping.fingerprint.encode()
        self._actor = actor
        self._lines: dict[str, int] = {}
        self._departments: dict[str, str] = {}
        self._themes: dict[str, str] = {}

    def take(self, batch: list[RowRead]) -> None:
        """One batch, one transaction."""
        candidates = list(self._candidates(batch))
        known = dict(
            Item.objects.filter(pk__in=[c.code for c in candidates], origin=self._origin, in_force=True).values_list(
                "code", "row_digest"
            )
        )
        fresh = [c for c in candidates if known.get(c.code) != c.digest]
        self.report.unchanged += len(candidates) - len(fresh)
        contents: dict[str, dict[str, Any]] = {}
        for candidate in fresh:
            try:
                contents[candidate.code] = self._mapping.item(candidate.row)
            except RowRejected as rejected:
                self._reject(candidate.line, rejected.code, rejected.message, rejected.params, candidate.row)
        if contents:
            self._store(contents, {c.code: c.digest for c in fresh})
        if contents or len(fresh) < len(candidates):
            self.report.rejects.good()

    def _candidates(self, batch: list[RowRead]) -> Iterator[_Candidate]:
        for read in batch:
            self.report.rows += 1
            if read.row is None:
                self._reject(read.line, "unreadable", read.problem, {}, read.raw)
                continue
            try:
                code = self._mapping.code_of(read.row)
            except RowRejected as rejected:
                self._reject(read.line, rejected.code, rejected.message, rejected.params, read.row)
                continue
            first = self._lines.setdefault(code, read.line) if code else read.line
            if first != read.line:
                message = N_("The code %(code)s is here twice; first in line %(first)s.")
                self._reject(read.line, "duplicate-code", message, {"code": code, "first": first}, read.row)
                continue
            yield _Candidate(read.line, code, read.row, self._digest(read.row))

    def _digest(self, row: dict[str, Any]) -> str:
        text = json.dumps(row, ensure_ascii=True, sort_keys=True, default=str).encode()
        return blake2b(text, digest_size=32, key=self._salt[:64]).hexdigest()

    @transaction.atomic
    def _store(self, contents: dict[str, dict[str, Any]], digests: dict[str, str]) -> None:
        self._resolve_departments(contents)
        self._resolve_themes(contents)
        stored = store_items(
            contents=list(contents.values()), origin=self._origin, actor=self._actor, row_digests=digests
        )
        self.report.created += len(stored.created)
        self.report.changed += len(stored.changed)
        self.report.unchanged += len(stored.unchanged)
        if stored.created or stored.changed:
            codes = sorted((*stored.created, *stored.changed))
            record_audit(
                actor=self._actor, verb="catalog.import", subject=f"catalogue:{self._mapping.id}",
                detail={"created": len(stored.created), "changed": len(stored.changed),
                        "first": codes[0], "last": codes[-1], "codes": digest(codes)},
            )  # fmt: skip

    def _resolve_departments(self, contents: dict[str, dict[str, Any]]) -> None:
        unknown = {content["department"] for content in contents.values()} - self._departments.keys()
        if unknown:
            self._departments.update(people.ensure_departments(names=unknown, actor=self._actor))
        for content in contents.values():
            content["department"] = self._departments[content["department"]]

    def _resolve_themes(self, contents: dict[str, dict[str, Any]]) -> None:
        wanted = {name for content in contents.values() for name in content.get("themes", ())}
        unknown = wanted - self._themes.keys()
        if unknown:
            for theme in Theme.objects.filter(active=True).order_by("-origin", "position"):
                for name in (theme.name_zh, *theme.aliases):
                    self._themes.setdefault(name, theme.key)
            new = {f"import-{digest(name)[:12]}": name for name in unknown - self._themes.keys()}
            ensure_themes(names=new)
            self._themes.update({name: key for key, name in new.items()})
        for content in contents.values():
            if "themes" in content:
                content["themes"] = list(dict.fromkeys(self._themes[name] for name in content["themes"]))

    def _reject(self, line: int, code: str, message: str, params: dict[str, object], row: Any) -> None:
        self.report.rejects.add(Reject(line, code, message, dict(params), row))
