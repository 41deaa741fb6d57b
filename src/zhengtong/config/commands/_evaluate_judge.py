"""``zhengtong evaluate judge``: the configured chat model rates a sample of stored replies."""

from __future__ import annotations

import json
import sys

import click


@click.command()
@click.option(
    "--sample", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many replies."
)
@click.option("--seed", type=int, help="The same seed takes the same sample of the same replies.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
def command(sample: int, seed: int | None, as_json: bool) -> None:
    """Rate stored replies on the closed scale that people use, too; the ratings stand beside theirs."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.contexts.guidance import service as guidance
    from zhengtong.platform.packs import service as packs

    packs.ensure_core()
    judged = guidance.judge(sample=sample, seed=seed, progress=_tell)
    sys.stderr.write("\n")
    counts = {"rated": judged.rated, "failed": judged.failed}
    grades = {name: dict(given) for name, given in judged.grades.items()}
    if as_json:
        click.echo(json.dumps({**counts, **grades}))
        return
    for name, count in counts.items():
        click.echo(f"{name:<15} {count}")
    for name, given in grades.items():
        click.echo(f"{name:<15} {'  '.join(f'{grade} {n}' for grade, n in given.items())}")


def _tell(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total}")
    sys.stderr.flush()
