"""``zhengtong replay RECEIPT``: the same reply once more, or what differs and why."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

_SHOWN = 120  # characters of a value


@click.command()
@click.argument("receipt")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(receipt: str, as_json: bool) -> None:
    """Make the reply of RECEIPT once more and compare. Exit code 1 if it is not the same. Writes nothing."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.contexts.guidance import service as guidance

    found = guidance.replay(receipt)
    if as_json:
        click.echo(json.dumps(found.as_data(), ensure_ascii=False))
    else:
        _tell(found)
    sys.exit(0 if found.same else 1)


def _tell(found: Any) -> None:
    from django.utils.translation import gettext as _

    from zhengtong.contexts.guidance import service as guidance

    params = {"code": found.receipt, "n": len(found.differences)}
    click.echo(
        _("%(code)s: the same reply.") % params
        if found.same
        else _("%(code)s: not the same reply; it differs in %(n)s places.") % params
    )
    if found.edited:
        click.echo(_("The stored reply was edited: it is not the one that was given."))
    if found.masked:
        click.echo(_("The question had personal data, which is not kept: it was asked with that masked."))
    if found.missed:
        click.echo(_("The model would be asked something else now; that has no kept answer."))
    for each in found.differences:
        click.echo(f"  {each.field}\n    - {_short(each.then)}\n    + {_short(each.now)}")
    if found.changes:
        click.echo(_("Changed since then:"))
    elif not found.same:
        click.echo(_("Nothing that is known of has changed since then."))
    for change in found.changes:
        click.echo(f"  {guidance.change_in_words(change)}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
