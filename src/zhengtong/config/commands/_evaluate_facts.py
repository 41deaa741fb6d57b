"""``zhengtong evaluate facts``: what stored replies say without a source, or against what is stored."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--turns", default=1000, show_default=True, type=click.IntRange(1), help="So many of the last stored turns."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
def command(file: Path | None, turns: int, as_json: bool) -> None:
    """Look up every fact, citation, passage and sentence of stored replies, or of those in FILE (JSON lines).

    The counting reads the stored JSON and the stored data by itself and shares no code with what writes replies.
    """
    from zhengtong.config.startup import start

    start()
    from django.utils import timezone

    from zhengtong.contexts.guidance import service as guidance

    replies = guidance.replies_in(file, timezone.now()) if file else guidance.stored_replies(turns)
    figures = guidance.count_facts(replies).as_data()
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        if name != "examples":
            click.echo(f"{name:>24}  {value}")
    for example in figures["examples"]:
        click.echo(f"  {example['fault']}: {example['question']} | {example['what']}")
