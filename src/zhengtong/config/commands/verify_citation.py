"""``zhengtong verify-citation "…"``: are the articles of law that a text cites there, in force, and as quoted?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault

if TYPE_CHECKING:
    from zhengtong.contexts.knowledge.service import CitationCheck

MIB = 1024 * 1024
MOST_MIB = 5  # far more than any law or ruling has; looked through in seconds


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

    A text may have 5 MB. Of more than 200 citations the first 200 are checked, which is said.
    """
    from zhengtong.config.startup import start

    start()
    given = _text(text, file)
    from django.utils.translation import gettext as _

    from zhengtong.contexts.knowledge import service

    checks = service.verify_citations(given, on=on.date() if on else None)
    if as_json:
        rows = [{**asdict(check), "wrong": check.wrong, "message": check.message} for check in checks]
        click.echo(json.dumps(rows, ensure_ascii=False, default=date.isoformat))
    else:
        for check in checks:
            click.echo(_line(check, _(check.message)))
        if not checks:
            click.echo(_("No citation found"))
    if len(checks) == service.CITATIONS_CHECKED:
        said = _("At most %(most)s citations are checked at a time. Split the text if it has more.")
        click.echo(said % {"most": service.CITATIONS_CHECKED}, err=True)
    sys.exit(1 if any(check.wrong for check in checks) else 0)


def _text(words: tuple[str, ...], file: Path | None) -> str:
    if file is not None:
        with file.open("rb") as read:
            return _whole(read, str(file))
    if words and words != ("-",):
        return " ".join(words)
    return _whole(sys.stdin.buffer, "-")


def _whole(read: BinaryIO, name: str) -> str:
    """
    Raises:
        Fault: there is more than may be; nothing beyond the limit is read.
    """
    found = read.read(MOST_MIB * MIB + 1)
    if len(found) > MOST_MIB * MIB:
        raise Fault(
            "text-too-large",
            N_("%(name)s has more than %(most)s MB; nothing was checked."),
            N_("Split the text, or take out what cites no law."),
            params={"name": name, "most": MOST_MIB},
            status=413,
        )
    from zhengtong.contexts.knowledge import service

    try:
        return service.decode(found, name)
    except Fault as fault:  # without a citation found in it, it would pass for a text in which all is right
        raise Fault(
            fault.code,
            fault.message,
            N_("Save the document as text (UTF-8 or GB18030), or paste its text at /citations/."),
            params=fault.params,
        ) from fault


def _line(check: CitationCheck, said: str) -> str:
    mark = "✗" if check.wrong else "✓" if check.outcome == "in-force" else "?"
    ending = f" → {check.by}" if check.by else ""
    when = f" {check.until}" if check.until and check.outcome in ("repealed", "changed") else ""
    return f"{mark} {check.cited}  {said}{when}{ending}"
