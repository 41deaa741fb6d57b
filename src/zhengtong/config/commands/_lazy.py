"""A click group whose members are imported when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from zhengtong.config.localised import localised


class LazyGroup(click.Group):
    """``members`` maps a subcommand's name to the file beside this one that holds its ``command``."""

    def __init__(self, *args: Any, members: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = members

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self._members.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"zhengtong.config.commands.{module}").command
        assert isinstance(command, click.Command)
        return localised(command)
