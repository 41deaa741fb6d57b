"""``zhengtong restore``: a backup into a new data folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the backup in the place of what is there, which is then gone.")
@click.option("--json", "as_json", is_flag=True, help="Print what was restored as JSON.")
def command(file: Path, replace: bool, as_json: bool) -> None:
    """Read the backup FILE into this data folder (--data DIR), or the database of DATABASE_URL.

    The file is checked first. Refuses when there is data already, unless told to replace it.
    """
    from django.utils.translation import gettext

    from zhengtong.config.commands.serve import say
    from zhengtong.config.startup import start
    from zhengtong.platform.database import service as database

    start(migrate=False, say=say)
    summary = database.restore(file.resolve(), replace=replace, say=say)
    # a backup of an older version gets the tables of this one
    database.migrate(say=say)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
        return
    click.echo(
        gettext("Restored: the backup of %(made_at)s, version %(version)s.")
        % {"made_at": summary.made_at, "version": summary.version}
    )
