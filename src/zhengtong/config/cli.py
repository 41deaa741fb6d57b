"""The ``zhengtong`` command: groups and commands live one file each in ``config/commands``."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import click

from zhengtong import __version__
from zhengtong.config import commands as commands_package
from zhengtong.config import localised, mishaps
from zhengtong.kernel.errors import Fault


class _CommandFolder(click.Group):
    """Finds ``config/commands/<name>.py`` with a ``command`` in it; imports it only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [m.name for m in pkgutil.iter_modules(commands_package.__path__) if not m.name.startswith("_")]
        return sorted(name.removesuffix("_").replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        base = cmd_name.replace("-", "_")
        known = {m.name for m in pkgutil.iter_modules(commands_package.__path__)}
        # `import` is a Python keyword, so its file is import_.py
        for name in (base, f"{base}_"):
            if name in known:
                command = importlib.import_module(f"{commands_package.__name__}.{name}").command
                assert isinstance(command, click.Command)
                return localised.localised(command)
        return None


@click.group(cls=_CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ZHENGTONG_DATA",
    help="Folder of the embedded database and files; made on first use.",
)
@click.version_option(__version__, prog_name="zhengtong")
def cli(data: Path | None) -> None:
    """Zhengtong 政通: the government-service platform that runs on your own machines."""
    if data is not None:
        os.environ["ZHENGTONG_DATA"] = str(data.resolve())


def _with_data_option_anywhere(arguments: list[str]) -> list[str]:
    """``zhengtong ask "…" --data DIR`` means the same as ``zhengtong --data DIR ask "…"``."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            rest.append(argument)
            rest.extend(remaining)
            break
        if argument == "--data":
            value = next(remaining, None)
            front.extend([argument] if value is None else [argument, value])
        elif argument.startswith("--data="):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 finished with findings or a refused input, 2 wrong usage, 130 interrupted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengtong.config.settings")
    sys.excepthook = mishaps.tell
    localised.begin()
    localised.localised(cli)
    try:
        cli(args=_with_data_option_anywhere(sys.argv[1:]), prog_name="zhengtong", standalone_mode=True)
    except Fault as fault:
        from zhengtong.config.language import in_users_language

        click.echo(in_users_language(fault), err=True)
        sys.exit(1)
