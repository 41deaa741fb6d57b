"""``zhengtong import items FILE``: the export of another catalogue."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="YAML that says which column becomes what.")
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), help="Write rejected rows here (JSONL).")
@click.option("--keep-going", is_flag=True, help="Read on after 10,000 rejected rows without a good one between them.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(file: Path, mapping: Path | None, rejects: Path | None, keep_going: bool, as_json: bool) -> None:
    """Import service items from FILE: JSON Lines, JSON, CSV (UTF-8 or GB18030) or XLSX.

    Every good row comes in; each rejected one is reported with its line and reason. Safe to repeat: rows that are
    in already are passed over, so start it again after a break. After 10,000 rejected rows without a good one it
    stops; what came in stays.

    Exit code 0 when all rows are in, 1 when rows were rejected or the file was refused, 2 for wrong usage.
    """
    from zhengtong.config.startup import start

    start()
    from zhengtong.contexts.catalog.importers.items_file import import_items
    from zhengtong.contexts.catalog.importers.rejects import PATIENCE
    from zhengtong.kernel.actors import system
    from zhengtong.platform.packs import service as packs

    packs.ensure_core()
    show = sys.stderr.isatty() and not as_json

    def progress(rows: int, done: float) -> None:
        if show:
            click.echo(f"\r{rows:,} · {min(done, 1.0):.0%}", nl=False, err=True)

    with contextlib.ExitStack() as stack:
        out = stack.enter_context(rejects.open("w", encoding="utf-8")) if rejects else None
        report = import_items(
            file, mapping, actor=system("import-items"), progress=progress, rejects=out,
            patience=None if keep_going else PATIENCE,
        )  # fmt: skip
    if show:
        click.echo("\r", nl=False, err=True)
    if as_json:
        click.echo(json.dumps(report.as_data(), ensure_ascii=False))
    else:
        _tell(report, file)
    sys.exit(1 if report.rejected else 0)


def _tell(report: Any, file: Path) -> None:
    from django.utils.translation import gettext as _

    for reject in report.first_rejects:
        click.echo(f"{file.name}:{reject.line}: {reject.text()}", err=True)
    click.echo(
        _("%(rows)s rows: %(created)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected.")
        % report.as_data()
    )
    if report.rejects.unwritten:
        said = _("The file of rejects is full; %(n)s more rejects are not in it.")
        click.echo(said % {"n": report.rejects.unwritten}, err=True)
    if report.stopped_at is not None:
        stopped = _("Stopped at line %(line)s: %(n)s rows in a row could not come in. What is good so far is in.")
        click.echo(stopped % {"line": report.stopped_at, "n": report.rejects.in_a_row}, err=True)
        click.echo(_("Is it the right file, and the right mapping? To read on all the same: --keep-going"), err=True)
