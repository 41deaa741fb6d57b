"""What importers hand over to be stored: a document, one version of it, its passages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from zhengtong.contexts.knowledge.domain.views import Kind

Status = Literal["in-force", "amended", "superseded", "repealed"]
Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True)
class PassageRecord:
    """``kind`` is article, section, paragraph, preamble or heading; headings are kept but not searched."""

    kind: str
    label: str
    text: str
    path: tuple[str, ...] = ()
    valid_to: date | None = None
    amended_by: str = ""


@dataclass(frozen=True)
class VersionRecord:
    """One text of one document with what is known about it. ``source_key`` names it at its source.

    ``closes_earlier``: versions of the document that hold until further notice end on the day this one begins.
    """

    key: str
    kind: Kind
    title: str
    short_title: str
    names: tuple[str, ...]
    passages: tuple[PassageRecord, ...]
    source_key: str
    source: str = ""
    origin: str = ""
    issuer: str = ""
    number: str = ""
    level: str = ""
    field: str = ""
    region: str = ""
    label: str = ""
    status: Status = "in-force"
    effective_on: date | None = None
    repealed_on: date | None = None
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    digest: str = ""
    closes_earlier: bool = False

    @property
    def text_digest(self) -> str:
        """Of the text and its labels alone, so that a corrected date is not a new version."""
        if self.digest:
            return self.digest
        parts = [[p.kind, p.label, p.text, list(p.path)] for p in self.passages]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Rejection:
    """Something that was not taken, where it stands in the source, and why. ``reason`` is an English message id."""

    where: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason % self.params if self.params else self.reason}"


@dataclass
class ImportReport:
    """What an import did. ``passages`` counts those of the texts that are new or changed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[Rejection] = field(default_factory=list)

    def add(self, outcome: Outcome, passages: int) -> None:
        """One text more that was stored, or was there already."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.passages += passages

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "passages": self.passages,
            "rejected": [
                {"where": r.where, "reason": r.reason % r.params if r.params else r.reason} for r in self.rejected
            ],
        }
