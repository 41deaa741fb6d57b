"""``zhengtong key …``: keys with which other programs use the assistant."""

from __future__ import annotations

import json
from types import ModuleType

import click

_NAMES = ("assistant", "mcp", "rest")


@click.group()
def command() -> None:
    """Issue, list and revoke keys for programs."""


@command.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(_NAMES), default=("assistant",), show_default=True,
              help="May be repeated.")  # fmt: skip
@click.option("--rate", type=int, default=60, show_default=True, help="Requests a minute, at most.")
@click.option("--daily", type=int, default=10_000, show_default=True, help="Requests a day, at most.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def new(name: str, scopes: tuple[str, ...], rate: int, daily: int, as_json: bool) -> None:
    """Issue a key for the program NAME. It is printed once and kept nowhere."""
    people = _people()
    from zhengtong.kernel.actors import system

    key = people.issue_key(name=name, scopes=scopes, per_minute=rate, per_day=daily, actor=system("command-line"))
    click.echo(json.dumps({"key": key, "name": name, "scopes": list(scopes)}, ensure_ascii=False) if as_json else key)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """All keys, without their secrets."""
    from dataclasses import asdict

    rows = _people().api_keys()
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str))
        return
    from django.utils.translation import gettext as _

    for row in rows:
        state = _("revoked") if row.revoked else f"{row.today}/{row.per_day}"
        click.echo(f"{row.prefix}  {row.name}  {','.join(row.scopes)}  {row.per_minute}/min  {state}")


@command.command()
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """Revoke the key with this PREFIX (or the whole key)."""
    people = _people()
    from django.utils.translation import gettext as _

    from zhengtong.kernel.actors import system

    people.revoke_key(prefix=prefix.removeprefix("zt_").partition("_")[0], actor=system("command-line"))
    click.echo(_("The key is revoked."))


def _people() -> ModuleType:
    from zhengtong.config.startup import start

    start()
    from zhengtong.contexts.people import service

    return service
