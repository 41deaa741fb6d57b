"""Sections: which context reads which files of a pack. A context registers its own in ``apps.ready()``."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.actors import Actor

from .files import PackFile
from .findings import Finding
from .positions import Pointer

if TYPE_CHECKING:
    from .models import PackVersion


@runtime_checkable
class Section(Protocol):
    """One kind of file. ``pattern`` is a glob on the path in the pack; ``schema`` a closed JSON Schema, or None."""

    name: str
    pattern: str
    schema: Mapping[str, Any] | None
    order: int
    untranslated: tuple[str, ...]

    def declares(self, file: PackFile) -> Iterable[Declaration]:
        """The keys that other files may refer to. Files that do not fit the schema are not asked."""

    def check(self, files: Sequence[PackFile], pack: PackView) -> Iterable[Finding]:
        """What the schema cannot see: broken references, meaning. Only files that fit the schema are given."""

    def load(self, files: Sequence[PackFile], pack: PackVersion, actor: Actor) -> int:
        """Make the database hold what ``files`` say for ``pack.layer``, and withdraw what they no longer have.

        Inside the one transaction of the load. Returns the number of entries.
        """


@dataclass(frozen=True)
class Declaration:
    """A key of a kind ("department", "hall", "item", …) and the place that declares it."""

    kind: str
    key: str
    file: PackFile
    pointer: Pointer = ()
    value: Any = None


@dataclass(frozen=True)
class PackView:
    """A pack while it is checked: its files, its settings, and what it and the core declare."""

    settings: Mapping[str, Any]
    files: tuple[PackFile, ...]
    declarations: Mapping[str, Mapping[str, Declaration]] = field(default_factory=dict)
    layer: str = "city"

    @property
    def division_code(self) -> str:
        return str(self.settings.get("division_code", ""))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.settings.get("languages", ("zh",)))

    def declared(self, kind: str) -> Mapping[str, Declaration]:
        """Everything of a kind that may be referred to."""
        return self.declarations.get(kind, {})

    def broken_reference(self, kind: str, key: str, file: PackFile, pointer: Pointer) -> Finding | None:
        """A finding when nothing of that kind has this key, with the nearest key as a hint."""
        known = self.declared(kind)
        if key in known:
            return None
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
        remedy = N_("Did you mean “%(near)s”?") if near else N_("Add it, or name one that there is.")
        return file.finding(
            "error", "broken-reference", N_("There is no %(kind)s “%(key)s”."), pointer, remedy,
            kind=kind, key=key, near=near[0] if near else "",
        )  # fmt: skip

    def missing_translations(self, file: PackFile, untranslated: Sequence[str] = ()) -> Iterable[Finding]:
        """A warning for every ``{zh: …}`` without a language that the pack has."""
        wanted = [language for language in self.languages if language in {"zh", "en"}]
        for finding in _missing(file, file.data, (), wanted):
            if (finding.field or "").rsplit(".", 1)[-1] not in untranslated:
                yield finding


def _missing(file: PackFile, data: Any, path: tuple[str | int, ...], wanted: Sequence[str]) -> Iterable[Finding]:
    if isinstance(data, dict):
        if set(data) <= {"zh", "en"} and isinstance(data.get("zh", data.get("en")), str):
            for language in wanted:
                if not data.get(language):
                    yield file.finding(
                        "warning", "missing-translation", N_("The text has no “%(language)s”."), path,
                        N_("Add the translation."), language=language,
                    )  # fmt: skip
            return
        for key, value in data.items():
            yield from _missing(file, value, (*path, key), wanted)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _missing(file, value, (*path, index), wanted)


_sections: dict[str, Section] = {}
ReferenceCheck = Callable[[Mapping[str, str], PackView], Finding | None]
_reference_checks: dict[str, ReferenceCheck] = {}


def register(section: Section) -> None:
    """Make a kind of file known. A name that is registered again replaces the section (a reloaded app)."""
    _sections[section.name] = section


def sections() -> tuple[Section, ...]:
    """All sections in the order in which they load."""
    return tuple(sorted(_sections.values(), key=lambda section: (section.order, section.name)))


def section_of(path: str) -> Section | None:
    """The section that reads the file, if any."""
    for section in sections():
        if matches(section.pattern, path):
            return section
    return None


def matches(pattern: str, path: str) -> bool:
    """Globs by path segment; ``**`` stands for any number of folders."""
    if "**" in pattern:
        prefix = pattern.split("**", 1)[0]
        return path.startswith(prefix)
    if pattern.count("/") != path.count("/"):
        return False
    return all(
        fnmatch.fnmatchcase(part, wanted) for part, wanted in zip(path.split("/"), pattern.split("/"), strict=True)
    )


def register_reference_check(kind: str, check: ReferenceCheck) -> None:
    """Let a context that a lower tier may not import judge references to its things, for example ``law``.

    ``check(reference, pack)`` gets the reference as written (``{"law": …, "article": …}``) and returns a finding
    without a place, or None.
    """
    _reference_checks[kind] = check


def check_reference(
    kind: str, reference: Mapping[str, str], pack: PackView, file: PackFile, pointer: Pointer
) -> Finding | None:
    """What the registered check says, placed at the node; None when none is registered or all is well."""
    check = _reference_checks.get(kind)
    finding = check(reference, pack) if check else None
    if finding is None:
        return None
    place = file.finding(finding.severity, finding.code, finding.message, pointer)
    return replace(finding, file=place.file, line=place.line, field=place.field)
