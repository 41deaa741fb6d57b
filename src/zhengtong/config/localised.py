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
_SHORT_COLUMNS = 60  # beside the longest name of a command
_OPTION_COLUMNS = 48
_SENTENCE_END = re.compile(r"。|(?<=\.)\s")
# a command stays whole: zhengtong worker
_BREAKS_AFTER = re.compile(r"(?<=[，。；：、！？）)])|(?<=\s)(?<!zhengtong\s)|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_LANGUAGE_OF_GETTEXT = {"zh-hans": "zh_Hans", "en": "en"}


def begin() -> None:
    """Let click speak the language of the terminal. gettext reads the language from the environment each time."""
    gettext.bindtextdomain("messages", str(_LOCALE))
    os.environ["LANGUAGE"] = _LANGUAGE_OF_GETTEXT[terminal_language()]


def localised(command: click.Command) -> click.Command:
    """The command with its help and that of its options in the terminal's language; safe twice.

    What is said of it in a list is its whole first sentence, where click would cut it.
    """
    for parameter in command.params:
        if isinstance(parameter, click.Option) and isinstance(parameter.type, click.Path) and not parameter.metavar:
            # click would take its translated word, and counts a Chinese character as one column
            parameter.metavar = _kind_of(parameter.type)
    for member in command.commands.values() if isinstance(command, click.Group) else ():
        localised(member)
    if command.help:
        command.short_help = _short(command.help)
    if terminal_language() == "en":
        return command
    if command.help:
        command.help = _said(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _beside_name(parameter.help)
    return command


def _said(text: str) -> str:
    told = in_terminal_language(inspect.cleandoc(text))
    if told == inspect.cleandoc(text):
        return text
    return "\n\n".join(_wrapped(paragraph, _COLUMNS) for paragraph in told.split("\n\n"))


def _wrapped(paragraph: str, columns: int) -> str:
    """click wraps at spaces only, so Chinese is wrapped here; \\b keeps it as it is."""
    return "\b\n" + "\n".join(line.rstrip() for line in _lines(paragraph, columns))


def _lines(paragraph: str, columns: int) -> list[str]:
    lines = [""]
    for piece in _BREAKS_AFTER.split(paragraph.replace("\n", "")):
        if lines[-1] and width(lines[-1] + piece) > columns:
            lines.append("")
        lines[-1] += piece
    return lines


def _beside_name(text: str) -> str:
    """What is said of an option; click adds its default or range behind it."""
    told = in_terminal_language(inspect.cleandoc(text))
    return told if told.startswith("\b") or width(told) <= _OPTION_COLUMNS else _wrapped(told, _OPTION_COLUMNS)


def _short(text: str) -> str:
    if text.startswith("\b"):  # in Chinese and wrapped already
        first = text.split("\n\n", maxsplit=1)[0].removeprefix("\b\n").replace("\n", "")
    else:
        first = in_terminal_language(inspect.cleandoc(text)).split("\n\n", maxsplit=1)[0]
    sentence = _SENTENCE_END.split(first)[0]
    return sentence if terminal_language() == "en" else _wrapped(sentence, _SHORT_COLUMNS)


def _kind_of(path: click.Path) -> str:
    if path.file_okay and path.dir_okay:
        return "PATH"
    return "FILE" if path.file_okay else "DIRECTORY"
