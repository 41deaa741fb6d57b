"""``zhengtong account …``: accounts of officials and administrators."""

from __future__ import annotations

import json
import secrets
import sys

import click


@click.group()
def command() -> None:
    """Make accounts for staff."""


@command.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, default=("administrator",), show_default=True, help="May be repeated.")
@click.option("--department", help="The roles hold in this department only.")
@click.option("--generate", is_flag=True, help="Make up a password and print it once.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(name: str, roles: tuple[str, ...], department: str | None, generate: bool, as_json: bool) -> None:
    """Add the account NAME. The password is asked for, read from standard input, or made up with --generate."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext as _

    from zhengtong.contexts.people import service as people
    from zhengtong.kernel.actors import system
    from zhengtong.platform.packs import service as packs

    packs.ensure_core()
    if generate:
        password = secrets.token_urlsafe(12)
    elif sys.stdin.isatty():
        password = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    people.add_account(name=name, password=password, roles=roles, department=department, actor=system("command-line"))
    if as_json:
        facts = {"account": name, "roles": list(roles), **({"password": password} if generate else {})}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(_("Account %(name)s made.") % {"name": name})
    if generate:
        click.echo(_("Password (shown once): %(password)s") % {"password": password})
