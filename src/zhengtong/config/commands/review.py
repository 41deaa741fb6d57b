"""``zhengtong review …``: what reviewers of answers filed."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def command() -> None:
    """What reviewers of answers corrected, taught and filed."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def export(folder: Path, as_json: bool) -> None:
    """Write filed questions and taught expressions into the pack in FOLDER, and list corrections to make there."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.guidance import service as guidance

    done = guidance.export_review(folder)
    facts = {"questions": done.questions, "synonyms": done.synonyms, "corrections": list(done.corrections)}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    click.echo(_("%(questions)s questions and %(synonyms)s new expressions written.") % facts)
    for each in done.corrections:
        click.echo(f"{each['item']} {each['field']}: {each['old']} → {each['new']}  ({each['made_by']})")
