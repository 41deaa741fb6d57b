"""Every help of the command line: in the reader's language, within the terminal, without a name broken in two."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache

import pytest

from zhengtong.config import translations
from zhengtong.kernel.text import width

COLUMNS = 80
# in a process of its own: a command keeps the language in which it was first shown
WALK = """
import click
from zhengtong.config import cli, localised

def walk(command, context):
    print("=====", context.command_path)
    print(command.get_help(context))
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        below = command.get_command(context, name)
        walk(below, click.Context(below, info_name=name, parent=context))

localised.begin()
localised.localised(cli.cli)
walk(cli.cli, click.Context(cli.cli, info_name="zhengtong"))
"""


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    translations.compile_all()


@cache
def helps(language: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", WALK], env={**os.environ, "ZHENGTONG_LANGUAGE": language, "COLUMNS": str(COLUMNS)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return dict(page.split("\n", 1) for page in done.stdout.split("===== ")[1:])


def listed(text: str) -> list[str]:
    """What a help says of the commands below it, one text each."""
    _, _, below = text.partition("\nCommands:\n" if "\nCommands:\n" in text else "\n命令:\n")
    return re.sub(r"\n {5,}", " ", below.strip()).splitlines() if below else []


def test_there_is_a_help_for_every_command_in_both_languages() -> None:
    assert helps("en").keys() == helps("zh").keys()
    assert {"zhengtong", "zhengtong import items", "zhengtong mcp"} <= helps("zh").keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_longer_than_the_terminal(language: str) -> None:
    long = [line for text in helps(language).values() for line in text.splitlines() if width(line) > COLUMNS]
    assert long == []


def test_chinese_helps_say_everything_in_chinese() -> None:
    lines = [line for text in helps("zh").values() for line in text.splitlines() if not line.startswith("用法")]
    assert [line for line in lines if re.search(r"(?!zhengtong )\b[a-z]{3,} [a-z]{2,}", line)] == []
    short = [line for text in helps("zh").values() for line in listed(text)]
    assert [line for line in short if not re.search(r"[\u4e00-\u9fff]", line)] == []


def test_no_name_among_chinese_is_broken_in_two() -> None:
    assert [
        name for name, text in helps("zh").items() if re.search(r"[A-Za-z0-9_]\n +[a-z0-9_-]+(?![a-z0-9_-]|  )", text)
    ] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_command_does_is_said_to_the_end_where_it_is_listed(language: str) -> None:
    assert [line for text in helps(language).values() for line in listed(text) if line.endswith("...")] == []


def test_columns_of_chinese_helps_stand_below_each_other() -> None:
    """Names of options are in letters of one width, so what is said of them begins in one column."""
    ragged = [
        line for text in helps("zh").values() for line in text.splitlines()
        if re.match(r"  -[^\n]*?[\u4e00-\u9fff]\S*  ", line) and not re.match(r"  -[!-~]+( [!-~]+)*  ", line)
    ]  # fmt: skip
    assert ragged == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_marks_of_source_code_and_no_patterns_of_dates(language: str) -> None:
    assert [name for name, text in helps(language).items() if "``" in text or "%Y" in text] == []
