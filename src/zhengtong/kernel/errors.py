"""Faults that people see: what happened, where, and what to do about it.

A fault carries its message as an English gettext message id with named parameters; the kernel does
not translate. Whoever shows it (page, REST, command line) calls ``gettext(fault.message) % fault.params``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Location:
    """A place in something a person wrote: a file, a line (from 1), a field path such as ``fees[0].amount``."""

    file: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place += f":{self.line}"
        if self.field:
            place += f" {self.field}" if place else self.field
        return place


@dataclass
class Fault(Exception):  # noqa: N818 - it is what people are told, not a programming error
    """An expected error. ``code`` is stable and machine-readable, in kebab-case, for example ``upload-too-large``."""

    code: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    where: Location | None = None
    status: int = 400

    def __post_init__(self) -> None:
        super().__init__(self.code, self.message)

    def __str__(self) -> str:
        text = self.message % self.params if self.params else self.message
        remedy = self.remedy % self.params if self.params and self.remedy else self.remedy
        place = f"{self.where}: " if self.where and str(self.where) else ""
        return f"{place}{text}" + (f" {remedy}" if remedy else "")
