"""``check``: everything that is wrong with a pack, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def checked(
    folder: Path, *, layer: str = "city", progress: Progress | None = None
) -> tuple[Report, PackView]:
    """The report, and the very files it is about."""
    if not folder.is_dir():
        finding = Finding("error", "no-folder", N_("There is no folder %(folder)s."), {"folder": str(folder)},
                          remedy=N_("Name the folder that holds pack.yaml."))  # fmt: skip
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
    settings_data: Mapping[str, Any] = {}
    for file in (*beneath, *files):
        own = file.layer == layer
        section = section_of(file.path)
        if section is None:
            if own:
                findings.extend(_unknown_file(file))
            continue
        problems = [*file.findings]
        if file.readable and section.schema is not None:
            problems += check_form(file, section.schema)
        if own:
            findings.extend(problems)
        if not file.readable and not problems and own and section.schema is not None:
            findings.append(file.finding("error", "empty-file", N_("The file is empty.")))
        if problems or (section.schema is not None and not file.readable):
            continue
        if own:
            fitting.setdefault(section.name, []).append(file)
            if file.path == SETTINGS_FILE:
                settings_data = file.data
        findings.extend(_declare(section, file, declarations))
    if not any(file.path == SETTINGS_FILE for file in files):
        findings.append(Finding("error", "no-settings", N_("The pack has no pack.yaml."), file=SETTINGS_FILE,
                                remedy=N_("Add it; packs/jianglan/pack.yaml shows the form.")))  # fmt: skip
    pack = PackView(settings_data, tuple(files), declarations, layer)
    counts: dict[str, int] = {}
    for section in sections():
        own_files = fitting.get(section.name, [])
        if not own_files:
            continue
        if progress:
            progress(section.name)
        findings.extend(section.check(own_files, pack))
        if section.schema is not None:
            for file in own_files:
                findings.extend(pack.missing_translations(file, section.untranslated))
        counts[section.name] = sum(len(f.data) if isinstance(f.data, list) else 1 for f in own_files)
    findings.sort(key=lambda f: (f.severity, f.file or "", f.line or 0))
    identifier = str(settings_data.get("id") or name)
    return Report(identifier, content_digest(files), tuple(findings), len(files), counts), pack


def _unknown_file(file: PackFile) -> Sequence[Finding]:
    if any(matches(pattern, file.path) for pattern in _FREE_FILES):
        return ()
    return [file.finding("warning", "unknown-file", N_("No part of the product reads this file."), "",
                         N_("Check its name and folder; files are: %(patterns)s."),
                         patterns=", ".join(section.pattern for section in sections()))]  # fmt: skip


def _declare(
    section: Section, file: PackFile, declarations: dict[str, dict[str, Declaration]]
) -> Sequence[Finding]:
    findings = []
    for declaration in section.declares(file):
        known = declarations.setdefault(declaration.kind, {})
        first = known.get(declaration.key)
        if first is not None and first.file.layer == file.layer:
            findings.append(
                file.finding(
                    "error", "duplicate-code", N_("The %(kind)s “%(key)s” is here twice; first in %(first)s."),
                    declaration.pointer, N_("Give one of the two another code, or remove it."),
                    kind=declaration.kind, key=declaration.key,
                    first=f"{first.file.path}:{first.file.line_of(first.pointer)}",
                )  # fmt: skip
            )
            continue
        known[declaration.key] = declaration
    return findings
