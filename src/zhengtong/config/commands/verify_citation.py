"""``zhengtong verify-citation "…"``: are the articles of law that a text cites there, in force, and as quoted?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhengtong.contexts.knowledge.service import CitationCheck


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read the text from a file."
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="The day on which they should hold; today when left out.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def command(text: tuple[str, ...], file: Path | None, on: datetime | None, as_json: bool) -> None:
    """Check every citation of law in TEXT ("-" reads standard input). Ends with 1 if any is wrong.

    A regulation that is not held here, or an article whose law is not named, is reported and not counted as wrong.
    """
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.knowledge import service

    given = _text(text, file)
    checks = service.verify_citations(given, on=on.date() if on else None)
    if as_json:
        rows = [{**asdict(check), "wrong": check.wrong, "message": check.message} for check in checks]
        click.echo(json.dumps(rows, ensure_ascii=False, default=date.isoformat))
    else:
        for check in checks:
            click.echo(_line(check, _(check.message)))
        if not checks:
            click.echo(_("No citation found"))
    sys.exit(1 if any(check.wrong for check in checks) else 0)


def _text(words: tuple[str, ...], file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8", errors="replace")
    if words and words != ("-",):
        return " ".join(words)
    return sys.stdin.read()


def _line(check: CitationCheck, said: str) -> str:
    mark = "✗" if check.wrong else "✓" if check.outcome == "in-force" else "?"
    ending = f" → {check.by}" if check.by else ""
    when = f" {check.until}" if check.until and check.outcome in ("repealed", "changed") else ""
    return f"{mark} {check.cited}  {said}{when}{ending}"
