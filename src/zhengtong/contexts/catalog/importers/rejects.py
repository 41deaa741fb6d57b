"""Rows that did not come in: counted, told with their reasons, and written down as far as that stays readable."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext

SHOWN_REJECTS = 20
MOST_WRITTEN = 100 * 1024 * 1024  # characters of the file of rejects
PATIENCE = 10_000
"""Rejects in a row without one good row after which an import stops: it is the wrong file, or the wrong mapping."""


@dataclass(frozen=True)
class Reject:
    """A row that did not come in, and why. ``message`` is a message id with ``params``."""

    line: int
    code: str
    message: str
    params: dict[str, object] = field(default_factory=dict)
    row: Any = None

    def as_data(self) -> dict[str, Any]:
        """For the file of rejects."""
        return {"line": self.line, "code": self.code, "reason": self.text(), "row": self.row}

    def text(self) -> str:
        """The reason in the active language."""
        return gettext(self.message) % self.params


@dataclass
class Rejects:
    """``in_a_row``: since the last good row. ``unwritten``: those that the file ``out`` had no room for."""

    out: IO[str] | None = None
    patience: int | None = PATIENCE
    most_written: int = MOST_WRITTEN
    number: int = 0
    in_a_row: int = 0
    unwritten: int = 0
    last_line: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: list[Reject] = field(default_factory=list)
    _written: int = 0

    def add(self, reject: Reject) -> None:
        """One more."""
        self.number += 1
        self.in_a_row += 1
        self.last_line = reject.line
        self.reasons[reject.code] += 1
        if len(self.first) < SHOWN_REJECTS:
            self.first.append(reject)
        if self.out is None:
            return
        if self._written >= self.most_written:
            self.unwritten += 1
            return
        text = json.dumps(reject.as_data(), ensure_ascii=False, default=str) + "\n"
        self._written += self.out.write(text)

    def good(self) -> None:
        """A row came in, or was in already."""
        self.in_a_row = 0

    @property
    def enough(self) -> bool:
        """Whether to stop; never where ``patience`` is None."""
        return self.patience is not None and self.in_a_row >= self.patience
