"""``zhengtong pack …``: what is particular to a city, as a folder of files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FOLDER = click.argument("folder", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def command() -> None:
    """Check, load and export city packs.

    Exit code 0 when all is well, 1 when there are errors, 2 for wrong usage.
    """


def _show(report: Any, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    if as_json:
        click.echo(json.dumps(report.as_data(), ensure_ascii=False))
        return
    for finding in report.findings:
        color = "red" if finding.severity == "error" else "yellow"
        severity = _("error") if finding.severity == "error" else _("warning")
        click.echo(f"{finding.place}: {click.style(severity, fg=color)}: {finding.text()}")
    click.echo(
        _("%(pack)s: %(files)s files, %(errors)s errors, %(warnings)s warnings.")
        % {"pack": report.pack, "files": report.files, "errors": len(report.errors), "warnings": len(report.warnings)}
    )


def _progress(as_json: bool) -> Callable[[str], None]:
    def show(section: str) -> None:
        if not as_json and sys.stderr.isatty():
            click.echo(f"· {section}", err=True)

    return show


@command.command()
@FOLDER
@JSON
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check(folder: Path, as_json: bool, strict: bool) -> None:
    """Find everything that is wrong with the pack in FOLDER."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.platform.packs import service as packs

    layer = "core" if folder.resolve() == packs.core_folder().resolve() else "city"
    report = packs.check(folder, layer=layer, progress=_progress(as_json))
    _show(report, as_json)
    sys.exit(1 if report.errors or (strict and report.warnings) else 0)


@command.command()
@FOLDER
@JSON
@click.option(
    "--accept-regressions",
    is_flag=True,
    help="Take it into use although questions are answered worse than before, or could not be asked. Recorded.",
)
@click.option("--actor", "name", default="", help="Who decides that; the user of this machine otherwise.")
def load(folder: Path, as_json: bool, accept_regressions: bool, name: str) -> None:
    """Make the pack in FOLDER the city's. The same content again changes nothing.

    Before a new version of a pack is in use its own questions are asked of it. It is refused when more than one in
    a hundred that were answered rightly are not any more.
    """
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.kernel.actors import system
    from zhengtong.platform.packs import service as packs

    before = packs.current()
    actor = _decider(name) if accept_regressions else system("pack-load")
    try:
        version = packs.load(folder, actor=actor, progress=_progress(as_json), accept=accept_regressions)
    except packs.PackRefused as refused:
        _show(refused.report, as_json)
        sys.exit(1)
    except packs.Refused as refused:
        _refused(refused, folder, as_json)
        sys.exit(1)
    facts = {"pack": version.pack_id, "version": version.version, "digest": version.digest, "counts": version.counts}
    quality = _quality(version.pack_id) if before is None or before.pk != version.pk else None
    if as_json:
        click.echo(json.dumps({**facts, "quality": quality}, ensure_ascii=False))
    else:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(version.counts.items()))
        click.echo(_("Loaded %(pack)s %(version)s.") % facts + f" ({counts})")
        _show_quality(quality)


def _decider(name: str) -> Any:
    """Who answers for taking a worse version into use."""
    import getpass

    from zhengtong.kernel.actors import Actor

    return Actor("person", name or getpass.getuser())


def _quality(pack: str, *, live: bool = True) -> Any:
    from zhengtong.contexts.guidance import service as guidance

    return guidance.latest_quality(pack, live=live)


def _refused(refused: Any, folder: Path, as_json: bool) -> None:
    from zhengtong.config.language import in_users_language

    quality = _quality(refused.pack, live=False) if refused.pack else None
    if as_json:
        fault = {"code": refused.code, "message": str(refused), **refused.params}
        click.echo(json.dumps({"refused": fault, "quality": quality}, ensure_ascii=False))
        return
    _show_quality(quality)
    click.echo(in_users_language(refused), err=True)


def _show_quality(quality: Any) -> None:
    """Figures beside those of the version before, and every question that is newly wrong."""
    from django.utils.translation import gettext as _

    if quality is None:
        return
    if quality["state"] == "failed":
        click.echo(click.style(_("Not measured: %(trouble)s") % quality, fg="yellow"))
        return
    click.echo(_("Its own %(questions)s questions, asked in %(seconds)s s:") % quality)
    for figure in quality["figures"]:
        was = "" if figure["before"] is None else f"  ({figure['before']:.1%} → {figure['share']:.1%})"
        click.echo(f"  {figure['kind']} · {figure['name']}: {figure['share']:.1%}, n = {figure['n']}{was}")
    for each in quality["newly_wrong"]:
        click.echo(click.style(f"  ✗ {each['id']}  {each['text']}", fg="red"))
        offered = "; ".join(each["offered"][0]) if each["offered"] else each["state"]
        click.echo(f"      {each['gold']} ← {offered}")
    for name in quality["repaired"]:
        click.echo(click.style(f"  ✓ {name}", fg="green"))


@command.command()
@FOLDER
@JSON
@click.option("--core", is_flag=True, help="The core pack instead of the city's.")
def export(folder: Path, as_json: bool, core: bool) -> None:
    """Write the loaded pack into the new FOLDER, file by file as it was loaded."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.platform.packs import service as packs

    files = packs.export(folder, layer="core" if core else "city")
    facts = {"files": files, "folder": str(folder)}
    text = json.dumps(facts, ensure_ascii=False) if as_json else _("%(files)s files written to %(folder)s.") % facts
    click.echo(text)


@command.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("packs/schema"))
@JSON
def schema(folder: Path, as_json: bool) -> None:
    """Write the JSON Schema of every kind of file to FOLDER (packs/schema), for editors."""
    from zhengtong.config.startup import start

    start(migrate=False)
    from django.utils.translation import gettext as _

    from zhengtong.platform.packs import service as packs

    changed = packs.write_schemas(folder)
    facts = {"changed": changed, "folder": str(folder), "count": len(changed)}
    text = json.dumps(facts, ensure_ascii=False) if as_json else _("%(count)s schemas changed in %(folder)s.") % facts
    click.echo(text)


@command.command("list")
@JSON
def list_(as_json: bool) -> None:
    """The versions that were loaded, newest first; * marks those in use."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.platform.packs import service as packs

    versions = packs.versions()
    if as_json:
        click.echo(json.dumps([version.as_data() for version in versions], ensure_ascii=False, default=str))
        return
    for version in versions:
        mark = "*" if version.current else " "
        moment = f"{version.loaded_at:%Y-%m-%d %H:%M}"
        click.echo(f"{mark} {version.pack} {version.version}  {moment}  {version.loaded_by}  {version.digest[:12]}")
