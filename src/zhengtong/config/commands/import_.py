"""``zhengtong import …``: real data into this data folder."""

from __future__ import annotations

import click

from zhengtong.config.commands._lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    members={"items": "_import_items", "laws": "_import_laws", "documents": "_import_documents"},
)
def command() -> None:
    """Import service items, laws or documents. Safe to repeat; a rejected row is reported with its reason."""
