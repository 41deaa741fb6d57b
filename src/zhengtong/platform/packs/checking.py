"""``check``: everything that is wrong with a pack, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from .files import PackFile, content_digest, read_folder
from .findings import Finding, Report
from .form import check_form
from .sections import Declaration, PackView, Section, matches, section_of, sections

Progress = Callable[[str], None]
SETTINGS_FILE = "pack.yaml"
_FREE_FILES = ("README*", "LICENSE*", "CHANGELOG*")


def core_folder() -> Path:
    """The pack that lies beneath every city: algorithms, vocabulary, roles."""
    return Path(settings.REPOSITORY) / "packs" / "core"


def check(folder: Path, *, layer: str = "city", progress: Progress | None = None) -> Report:
    """All findings about the pack in ``folder``; never raises for what a pack can contain."""
    return checked(folder, layer=layer, progress=progress)[0]


def checked(folder: Path, *, layer: str = "city", progress: Progress | None = None) -> tuple[Report, PackView]:
    """The report, and the very files it is about."""
    if not folder.is_dir():
        finding = Finding("error", "no-folder", N_("There is no folder %(folder)s."), {"folder": str(folder)},
                          file=str(folder), remedy=N_("Name the folder that holds pack.yaml."))  # fmt: skip
        return Report(folder.name, "", (finding,)), PackView({}, ())
    files, found = read_folder(folder, layer)
    beneath = read_folder(core_folder(), "core")[0] if layer == "city" else ()
    return examine(files, beneath, found, name=folder.name, layer=layer, progress=progress)


def examine(
    files: Sequence[PackFile],
    beneath: Sequence[PackFile],
    found: Sequence[Finding] = (),
    *,
    name: str,
    layer: str = "city",
    progress: Progress | None = None,
) -> tuple[Report, PackView]:
    """``files`` against ``beneath``, the core pack that they may refer to."""
    findings = list(found)
    fitting: dict[str, list[PackFile]] = {}
    declarations: dict[str, dict[str, Declaration]] = {}
    for file in (*beneath, *files):
        problems, section = _readable(file)
        if file.layer == layer:
            findings.extend(problems)
        if problems or section is None:
            continue
        if file.layer == layer:
            fitting.setdefault(section.name, []).append(file)
        findings.extend(_declare(section, file, declarations))
    own_settings = [file for file in files if file.path == SETTINGS_FILE]
    if not own_settings:
        findings.append(Finding("error", "no-settings", N_("The pack has no pack.yaml."), file=SETTINGS_FILE,
                                remedy=N_("Add it; packs/jianglan/pack.yaml shows the form.")))  # fmt: skip
    readable = [file.data for file in own_settings if isinstance(file.data, dict)]
    settings_data: Mapping[str, Any] = readable[0] if readable else {}
    pack = PackView(settings_data, tuple(files), declarations, layer)
    counts: dict[str, int] = {}
    for section in sections():
        own_files = fitting.get(section.name, [])
        if not own_files:
            continue
        if progress:
            progress(section.name)
        findings.extend(_meaning(section, own_files, pack))
        counts[section.name] = sum(len(f.data) if isinstance(f.data, list) else 1 for f in own_files)
    findings.sort(key=lambda f: (f.severity, f.file or "", f.line or 0))
    identifier = str(settings_data.get("id") or name)
    return Report(identifier, content_digest(files), tuple(findings), len(files), counts), pack


def _readable(file: PackFile) -> tuple[Sequence[Finding], Section | None]:
    """What keeps a file from being looked at any further, and the section that reads it."""
    section = section_of(file.path)
    if section is None:
        return _unknown_file(file), None
    problems = [*file.findings]
    if section.schema is None:
        return problems, section
    if file.readable:
        problems += check_form(file, section.schema)
    elif not problems:
        problems.append(file.finding("error", "empty-file", N_("The file is empty.")))
    return problems, section


def _meaning(section: Section, files: Sequence[PackFile], pack: PackView) -> Iterator[Finding]:
    yield from section.check(files, pack)
    if section.schema is not None:
        for file in files:
            yield from pack.missing_translations(file, section.untranslated)


def _unknown_file(file: PackFile) -> Sequence[Finding]:
    if any(matches(pattern, file.path) for pattern in _FREE_FILES):
        return ()
    return [file.finding("warning", "unknown-file", N_("No part of the product reads this file."), (),
                         N_("Check its name and folder; files are: %(patterns)s."),
                         patterns=", ".join(section.pattern for section in sections()))]  # fmt: skip


def _declare(section: Section, file: PackFile, declarations: dict[str, dict[str, Declaration]]) -> Sequence[Finding]:
    findings = []
    for declaration in section.declares(file):
        known = declarations.setdefault(declaration.kind, {})
        first = known.get(declaration.key)
        if first is not None and first.file.layer == file.layer:
            place = f"{first.file.path}:{first.file.line_of(first.pointer)}"
            findings.append(
                file.finding(
                    "error",
                    "duplicate-code",
                    N_("The %(kind)s “%(key)s” is here twice; first in %(first)s."),
                    declaration.pointer,
                    N_("Give one of the two another code, or remove it."),
                    kind=declaration.kind,
                    key=declaration.key,
                    first=place,
                )
            )
            continue
        known[declaration.key] = declaration
    return findings
