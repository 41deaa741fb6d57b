"""``zhengtong evaluate guidance FILE``: hit rates, declines and dialogues on questions with known answers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
@click.option("--details", type=click.Path(dir_okay=False, path_type=Path), help="Write one JSON line per question.")
@click.option("--record", is_flag=True, help="Keep acts and turns in the ledger like for residents.")
@click.option("--losses", is_flag=True, help="Count at which stage each wrong single was lost.")
@click.option("--ceiling", is_flag=True, help="Also measure how far a model that always chooses right would come.")
@click.option("--no-model", is_flag=True, help="Leave out the configured chat model, to compare.")
def command(  # noqa: PLR0917 - the options of the command line
    file: Path, as_json: bool, details: Path | None, record: bool, losses: bool, ceiling: bool, no_model: bool
) -> None:
    """Ask every question of FILE (JSON lines, or a pack's folder questions) and compare with the known answers."""
    from zhengtong.config.startup import start

    if no_model:
        os.environ.pop("ZHENGTONG_CHAT_URL", None)
    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.guidance import service as guidance
    from zhengtong.platform.search import service as search

    # what cannot be read or written is told before the long work begins
    rows = list(guidance.questions(file))
    if details:
        details.open("a").close()
    there, total = search.vector_progress(("item",))
    if there < total:
        search.fill_vectors(kinds=("item",), progress=lambda done: _tell(_("Vectors"), there + done, total))
    tally = guidance.measured(rows, record=record, progress=lambda done, of: _tell(_("Questions"), done, of))
    sys.stderr.write("\n")
    figures = tally.figures() | ({"losses": guidance.losses(tally)} if losses else {})
    if ceiling:
        figures["ceiling"] = guidance.ceiling(file, progress=lambda done, of: _tell(_("Ceiling"), done, of))
        sys.stderr.write("\n")
    if details:
        details.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in tally.details), "utf-8")
    click.echo(json.dumps(figures) if as_json else _table(figures))


def _tell(what: str, done: int, total: int) -> None:
    if done == total or done % 10 == 0:
        sys.stderr.write(f"\r{what}: {done}/{total}")
        sys.stderr.flush()


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for kind, values in figures.items():
        shown = "  ".join(f"{name} {'–' if value is None else value}" for name, value in values.items())
        lines.append(f"{kind:<13} {shown}")
    return "\n".join(lines)
