"""What is wrong with a pack, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Location

KINDS = (
    N_("department"), N_("hall"), N_("theme"), N_("item"), N_("kind"), N_("audience"), N_("permission"), N_("role"),
    N_("algorithm"), N_("synonym"), N_("one-thing"), N_("desk"),
)  # fmt: skip
"""What may be declared and referred to, as findings call it."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """``message`` and ``remedy`` are English message ids with ``%(name)s`` parameters; ``line`` counts from 1."""

    severity: Severity
    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    field: str | None = None
    remedy: str = ""

    def text(self) -> str:
        """Message and remedy in the active language."""
        parts = (gettext(part) % self._said() for part in (self.message, self.remedy) if part)
        return " ".join(parts)

    def _said(self) -> dict[str, object]:
        """The parameters with the kind of thing, which is a word of ours, in the active language."""
        said = dict(self.params)
        if isinstance(said.get("kind"), str):
            said["kind"] = gettext(str(said["kind"]))
        return said

    @property
    def place(self) -> str:
        """``file:line field``, as editors and terminals link it."""
        return str(Location(self.file, self.line, self.field))

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": gettext(self.message) % self._said(),
            "remedy": gettext(self.remedy) % self._said() if self.remedy else "",
            "file": self.file,
            "line": self.line,
            "field": self.field,
        }


@dataclass(frozen=True)
class Report:
    """Everything that a check found. ``counts``: entries per section."""

    pack: str
    digest: str
    findings: tuple[Finding, ...]
    files: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> Sequence[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def warnings(self) -> Sequence[Finding]:
        return [finding for finding in self.findings if finding.severity == "warning"]

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "pack": self.pack,
            "digest": self.digest,
            "ok": self.ok,
            "files": self.files,
            "counts": dict(self.counts),
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "findings": [finding.as_data() for finding in self.findings],
        }
