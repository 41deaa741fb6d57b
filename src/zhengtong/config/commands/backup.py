"""``zhengtong backup``: everything into one checked file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(file: Path | None, as_json: bool) -> None:
    """Write the database and the files into FILE, while everything goes on running.

    Without FILE: zhengtong-DATE-TIME.backup in the current folder. The file is read again and compared before it
    appears. It holds personal data and the secret key: keep it where only you can read it.
    """
    from django.utils.translation import gettext, ngettext

    from zhengtong.config.commands.serve import say
    from zhengtong.config.startup import start
    from zhengtong.platform.database import service as database

    start(migrate=False, say=say)
    target = file or Path(f"zhengtong-{datetime.now():%Y%m%d-%H%M%S}.backup")
    summary = database.backup(target.resolve(), say=say)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
        return
    click.echo(
        gettext("Written and checked: %(path)s (%(size).1f MB, the database and %(files)s).")
        % {
            "path": summary.path,
            "size": summary.bytes / 1e6,
            "files": ngettext("%(count)d file", "%(count)d files", summary.files) % {"count": summary.files},
        }
    )
