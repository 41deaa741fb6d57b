"""Settings that nothing reads, or that cannot be read, are named; the command line speaks one language throughout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.factories.model_server import model_server

from zhengtong.config import environment, rates, translations
from zhengtong.config.cli import cli
from zhengtong.config.commands import doctor
from zhengtong.config.language import _chinese
from zhengtong.platform.ai import service as ai

SOURCE = Path(environment.__file__).resolve().parents[1]


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    translations.compile_all()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    for name in list(os.environ):
        if name.startswith("ZHENGTONG_") and name not in {"ZHENGTONG_DATA", "ZHENGTONG_SECRET_KEY"}:
            monkeypatch.delenv(name)
    ai.forget(only_chat=True)
    yield
    ai.forget(only_chat=True)


def _fields() -> list[str]:
    return [str(fault.where.field) for fault in environment.problems() if fault.where]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHENGTONG_CHAT_SIZE", "huge"),
        ("ZHENGTONG_CHAT_USES", "choose,everything"),
        ("ZHENGTONG_CHAT_SECONDS", "soon"),
        ("ZHENGTONG_CHAT_REPLY_SECONDS", "0"),
        ("ZHENGTONG_CHAT_CHOICES", "1"),
        ("ZHENGTONG_CHAT_CHOICES", "many"),
        ("ZHENGTONG_CHAT_URL", "ftp://models"),
        ("ZHENGTONG_EMBEDDINGS_URL", "models"),
        ("ZHENGTONG_RERANK_URL", "http://"),
        ("ZHENGTONG_MODEL_BUDGET", "{"),
        ("ZHENGTONG_MODEL_BUDGET", "[1]"),
        ("ZHENGTONG_RATE", "fast"),
        ("ZHENGTONG_RATE", "0/m"),
        ("ZHENGTONG_RATE", "240/week"),
        ("ZHENGTONG_LOG", "loud"),
        ("ZHENGTONG_CHAT_UR", "http://127.0.0.1/v1"),
        ("ZHENGTONG_NONSENSE", "1"),
    ],
)
def test_a_setting_that_is_unknown_or_unreadable_is_named(monkeypatch, name, value):
    assert _fields() == []
    monkeypatch.setenv(name, value)
    assert _fields() == [name]


def test_a_speech_folder_that_cannot_be_used_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHENGTONG_SPEECH_MODEL", str(tmp_path / "none"))
    assert len(list(environment.problems())) == 1


def test_every_setting_that_the_product_reads_is_known():
    read = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(
            r'environ(?:\.get\(|\[)\s*"(ZHENGTONG_[A-Z_]+)"|_seconds\("(ZHENGTONG_[A-Z_]+)"', path.read_text("utf-8")
        )
        for name in name
        if name
    }
    assert read
    assert read - environment.KNOWN == set()


def test_every_setting_is_in_the_manual():
    manual = "".join(page.read_text("utf-8") for page in (SOURCE.parents[1] / "docs" / "how-to").glob("*.md"))
    told = set(re.findall(r"ZHENGTONG_[A-Z_]+", manual))
    told |= {name.removesuffix("URL") + part for name in told if name.endswith("_URL") for part in ("MODEL", "KEY")}
    assert environment.KNOWN - told == set()


def test_a_rate_that_cannot_be_read_leaves_the_usual_one(monkeypatch):
    monkeypatch.setenv("ZHENGTONG_RATE", "fast")
    assert rates.from_environment().limit == 240
    monkeypatch.setenv("ZHENGTONG_RATE", "7/s")
    assert (rates.from_environment().limit, rates.from_environment().period) == (7, 1)


@pytest.mark.django_db
def test_the_doctor_says_whether_the_chat_model_answers_and_how_it_is_used(monkeypatch):
    with model_server({"text": "OK"}) as (url, _script):
        monkeypatch.setenv("ZHENGTONG_CHAT_URL", url)
        monkeypatch.setenv("ZHENGTONG_CHAT_SIZE", "large")
        ai.forget(only_chat=True)
        line = doctor._chat("Language model", "m")
    assert (line.state, "large" in line.text, "choose, word" in line.text) == ("ok", True, True)
    monkeypatch.setenv("ZHENGTONG_CHAT_URL", "http://127.0.0.1:9/v1")
    ai.forget(only_chat=True)
    line = doctor._chat("Language model", "m")
    assert (line.state, bool(line.remedy)) == ("warn", True)


def _run(*arguments: str, **environment_: str) -> subprocess.CompletedProcess[str]:
    base = {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL", "LANGUAGE", "ZHENGTONG_LANGUAGE"}}
    return subprocess.run(
        [sys.executable, "-c", "from zhengtong.config.cli import main; main()", *arguments],
        env={**base, **environment_}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


WRONG = [
    ["serve", "--prot", "1"],
    ["serve", "--port", "abc"],
    ["frob"],
    ["replay"],
    ["serve", "extra"],
    ["ask", "--json"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_the_language_of_the_terminal(arguments):
    chinese, english = _run(*arguments), _run(*arguments, LANG="en_GB.UTF-8")
    assert chinese.returncode == english.returncode == 2
    assert "用法" in chinese.stderr and "错误" in chinese.stderr
    assert not re.search(r"Error|Usage|Try |Missing|Invalid", chinese.stderr)
    assert "Usage:" in english.stderr and "Error: " in english.stderr
    assert not re.search(r"[\u4e00-\u9fff]", english.stderr)


@pytest.mark.parametrize("arguments", [[], ["pack"], ["serve"], ["import", "items"], ["key"]], ids=" ".join)
def test_help_is_in_the_language_of_the_terminal(arguments):
    chinese, english = _run(*arguments, "--help"), _run(*arguments, "--help", ZHENGTONG_LANGUAGE="en")
    assert "选项" in chinese.stdout and "显示这段说明并退出" in chinese.stdout
    assert not re.search(r"Options:|Show this|Usage:|Commands:", chinese.stdout)
    assert "Show this message and exit." in english.stdout
    assert not re.search(r"[\u4e00-\u9fff]", english.stdout.replace("政通", ""))


def _helps(command: click.Command, context: click.Context) -> list[str]:
    import inspect

    found = [inspect.cleandoc(command.help)] if command.help else []
    found += [inspect.cleandoc(p.help) for p in command.params if isinstance(p, click.Option) and p.help]
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        member = command.get_command(context, name)
        assert member is not None
        found += _helps(member, click.Context(member, info_name=name, parent=context))
    return found


def test_every_help_has_its_chinese(monkeypatch):
    monkeypatch.setenv("ZHENGTONG_LANGUAGE", "en")  # so that the helps are those of the source
    _chinese.cache_clear()
    # a command that ran in this process before keeps the words it was shown with
    in_english = [text for text in _helps(cli, click.Context(cli)) if not re.search(r"[\u4e00-\u9fff]", text)]
    missing = [text for text in in_english if text not in _chinese()]
    assert missing == []


def test_the_doctor_names_settings_also_where_there_is_no_database(tmp_path):
    done = _run("doctor", "--json", DATABASE_URL="postgresql://127.0.0.1:1/none", ZHENGTONG_CHAT_SIZE="huge",
                ZHENGTONG_LOG="loud", ZHENGTONG_DATA=str(tmp_path))  # fmt: skip
    lines = [line["text"] for line in json.loads(done.stdout)["findings"]]
    assert [name for name in ("ZHENGTONG_CHAT_SIZE", "ZHENGTONG_LOG") if any(name in text for text in lines)] == [
        "ZHENGTONG_CHAT_SIZE", "ZHENGTONG_LOG"
    ]  # fmt: skip
