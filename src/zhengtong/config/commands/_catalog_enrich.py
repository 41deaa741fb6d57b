"""``zhengtong catalog enrich``: other words for items, drafted by the chat model or given in a file, for review."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--from", "file", type=click.Path(path_type=Path), help="A CSV file: code,role,language,text.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most so many items.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
def command(codes: tuple[str, ...], file: Path | None, limit: int, as_json: bool) -> None:
    """File aliases and typical questions for the items CODES, else for items that have no drafts yet.

    Nothing is searched before a person accepts it on the page for officials.
    """
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.catalog import service as catalog
    from zhengtong.contexts.catalog.importers.enrichment_file import read
    from zhengtong.kernel.actors import system
    from zhengtong.platform.packs import service as packs

    packs.ensure_core()
    actor = system("catalog-enrich")
    if file is not None:
        filed = catalog.file_drafts(drafts=read(file), origin=f"file:{file.name}"[:150], actor=actor)
        figures = {"filed": filed.filed, "known": filed.known, "refused": dict(filed.refused)}
    else:
        drafted = catalog.draft_enrichment(actor=actor, codes=codes, limit=limit, progress=_tell)
        sys.stderr.write("\n")
        figures = {
            "items": drafted.items, "filed": drafted.filed, "refused": drafted.refused, "failed": drafted.failed,
        }  # fmt: skip
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    click.echo(_("Filed for review: %(filed)s") % figures)
    click.echo("  ".join(f"{name} {_figure(value)}" for name, value in figures.items()))


def _figure(value: Any) -> str:
    """What was refused is counted by its fault: ``no item 1, text 2``; 0 where nothing was."""
    return (", ".join(f"{fault} {n}" for fault, n in value.items()) or "0") if isinstance(value, dict) else str(value)


def _tell(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total}")
    sys.stderr.flush()
