"""``zhengtong import documents``: policies, laws and other texts from files."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_SHOWN = "YYYY-MM-DD"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["law", "policy", "document"]),
    help="Kind of the texts; default: from front matter or title.",
)
@click.option("--issuer", default="", help="Who issued them.")
@click.option("--region", default="", help="Division code of the place they hold in.")
@click.option("--effective", type=_DAY, metavar=_SHOWN, help="Day from which they hold.")
@click.option("--repealed", type=_DAY, metavar=_SHOWN, help="Day from which they no longer hold.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(  # noqa: PLR0917 - click calls it by name
    paths: tuple[Path, ...],
    kind: str | None,
    issuer: str,
    region: str,
    effective: datetime | None,
    repealed: datetime | None,
    as_json: bool,
) -> None:
    """Import files or folders: MD, HTML, DOCX, PDF, XLSX, CSV, TXT, JSONL. Exit code 1 when something was rejected."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.knowledge import service
    from zhengtong.kernel.actors import system

    def told(result: service.FileResult) -> None:
        if result.fault is None:
            note = _("%(stored)s texts, %(passages)s passages") % {"stored": result.stored, "passages": result.passages}
            click.echo(f"{result.file}: {note}", err=True)
        elif not as_json:
            from zhengtong.config.language import in_users_language

            click.echo(f"✗ {result.file}: {in_users_language(result.fault)}", err=True)

    options = service.Options(
        kind=kind,  # type: ignore[arg-type]  # click.Choice
        issuer=issuer,
        region=region,
        effective=effective.date() if effective else None,
        repealed=repealed.date() if repealed else None,
    )
    report = service.import_documents(
        paths=list(paths), actor=system("document-import"), options=options, progress=told
    )
    if as_json:
        click.echo(json.dumps(report.as_data(), ensure_ascii=False))
    else:
        for rejection in (*report.rejected, *report.notes):
            reason = _(rejection.reason)
            click.echo(f"{rejection.where}: {reason % rejection.params if rejection.params else reason}", err=True)
        click.echo(
            _("%(created)s new, %(updated)s updated, %(unchanged)s unchanged; "
                "%(passages)s passages; %(rejected)s rejected")
            % {
                "created": report.created, "updated": report.updated, "unchanged": report.unchanged,
                "passages": report.passages, "rejected": len(report.rejected),
            }
        )  # fmt: skip
    if report.rejected:
        sys.exit(1)
