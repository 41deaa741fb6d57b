"""The command line in the language of the terminal: our own helps, and what click says by itself.

click looks its messages up in the gettext domain ``messages``, when they are shown; the catalogue for it lies beside
our own (``locale/zh_Hans/LC_MESSAGES/messages.po``).
"""

from __future__ import annotations

import gettext
import inspect
import os
import re
from pathlib import Path

import click

from zhengtong.config.language import in_terminal_language, terminal_language
from zhengtong.kernel.text import width

_LOCALE = Path(__file__).parent / "locale"
_COLUMNS = 76
_BREAKS_AFTER = re.compile(r"(?<=[，。；：、！？）)])|(?<=\s)|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_LANGUAGE_OF_GETTEXT = {"zh-hans": "zh_Hans", "en": "en"}


def begin() -> None:
    """Let click speak the language of the terminal. gettext reads the language from the environment each time."""
    gettext.bindtextdomain("messages", str(_LOCALE))
    os.environ["LANGUAGE"] = _LANGUAGE_OF_GETTEXT[terminal_language()]


def localised(command: click.Command) -> click.Command:
    """The command with its help and that of its options in the terminal's language; safe twice."""
    if terminal_language() == "en":
        return command
    for member in command.commands.values() if isinstance(command, click.Group) else ():
        localised(member)
    if command.help:
        command.help = _said(command.help)
        command.short_help = command.short_help or _first_sentence(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = in_terminal_language(inspect.cleandoc(parameter.help))
    return command


def _said(text: str) -> str:
    told = in_terminal_language(inspect.cleandoc(text))
    if told == inspect.cleandoc(text):
        return text
    # click wraps at spaces only, so Chinese paragraphs are wrapped here; \b keeps them as they are
    return "\n\n".join("\b\n" + "\n".join(_lines(paragraph)) for paragraph in told.split("\n\n"))


def _lines(paragraph: str) -> list[str]:
    lines = [""]
    for piece in _BREAKS_AFTER.split(paragraph.replace("\n", "")):
        if lines[-1] and width(lines[-1] + piece) > _COLUMNS:
            lines.append("")
        lines[-1] += piece
    return lines


def _first_sentence(text: str) -> str:
    first = text.split("\n\n", maxsplit=1)[0].replace("\b\n", "").replace("\n", "")
    return first.split("。")[0]
