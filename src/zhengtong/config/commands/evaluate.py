"""``zhengtong evaluate …``: measure on questions with known answers."""

from __future__ import annotations

import click

from zhengtong.config.commands._lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    members={
        "guidance": "_evaluate_guidance",
        "retrieval": "_evaluate_retrieval",
        "laws": "_evaluate_laws",
        "facts": "_evaluate_facts",
        "judge": "_evaluate_judge",
    },
)
def command() -> None:
    """Measure guidance, retrieval, the finding of law, or what stored replies rest on; with --json figures alone."""
