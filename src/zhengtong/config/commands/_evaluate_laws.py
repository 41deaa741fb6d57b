"""``zhengtong evaluate laws``: how often the article that settles a situation is found."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
def command(file: Path, as_json: bool) -> None:
    """Measure how often the article that settles a situation of FILE is found.

    FILE: one JSON object a line with scenario, law, article. Laws are imported first where there are none.
    """
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.knowledge import service
    from zhengtong.kernel.actors import system

    def progress(done: int, total: int) -> None:
        if done % 20 == 0 or done == total:
            click.echo(
                _("Scenarios, vectors and ranking: %(done)s of %(total)s") % {"done": done, "total": total}, err=True
            )

    def importing(done: int, total: int) -> None:
        click.echo(_("Laws: %(done)s of %(total)s") % {"done": done, "total": total}, err=True)

    scenarios = service.read_scenarios(file)
    if not service.has_laws():
        click.echo(_("There are no laws in this data folder yet; they are imported first."), err=True)
        service.import_laws(actor=system("law-import"), progress=importing)
    figures = service.evaluate_laws(scenarios, progress=progress).as_data()
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name:>20}  {value}")
