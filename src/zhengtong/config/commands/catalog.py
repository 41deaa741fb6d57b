"""``zhengtong catalog …``: work on the catalogue of matters."""

from __future__ import annotations

import click

from zhengtong.config.commands._lazy import LazyGroup


@click.group(cls=LazyGroup, members={"enrich": "_catalog_enrich"})
def command() -> None:
    """Draft other words for matters, for review."""
