"""The command line speaks the terminal's language and never shows a stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from zhengtong.config import mishaps, translations
from zhengtong.config.language import terminal_language


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    translations.compile_all()


def _run(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {key: value for key, value in os.environ.items() if key not in {"LANG", "LC_ALL", "DATABASE_URL"}}
    return subprocess.run(
        [sys.executable, "-c", "from zhengtong.config.cli import main; main()", *arguments],
        env={**base, "ZHENGTONG_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _foreign(tmp_path: Path) -> Path:
    (tmp_path / "thesis.docx").write_text("mine")
    return tmp_path


def test_a_refusal_before_anything_has_started_is_in_chinese(tmp_path: Path) -> None:
    done = _run("ask", "身份证丢了", data=_foreign(tmp_path))
    assert done.returncode == 1
    assert "不是政通的数据文件夹" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("environment", [{"LANG": "en_US.UTF-8"}, {"ZHENGTONG_LANGUAGE": "en"}])
def test_the_same_refusal_is_in_english_where_the_terminal_is(tmp_path: Path, environment: dict[str, str]) -> None:
    done = _run("ask", "x", data=_foreign(tmp_path), **environment)
    assert done.returncode == 1
    assert "is not a data folder of Zhengtong" in done.stderr


@pytest.mark.parametrize("command", [("ask", "身份证丢了"), ("verify-citation", "--file", __file__)])
def test_an_external_database_that_is_not_there_is_one_clear_message(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = _run(*command, data=tmp_path / "data", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "数据库" in done.stderr
    assert "zhengtong doctor" in done.stderr
    assert "Traceback" not in done.stderr


def _told(error: BaseException, capsys: pytest.CaptureFixture[str]) -> str:
    mishaps.tell(type(error), error, None)
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_the_doctor_sends_to_the_server_that_is_down_and_not_to_one_that_is_not_used(tmp_path: Path) -> None:
    away = {"DATABASE_URL": "postgresql://zhengtong@127.0.0.1:1/nowhere", "ZHENGTONG_LANGUAGE": "en"}
    done = _run("doctor", "--quick", data=tmp_path, **away)
    assert done.returncode == 1
    assert "Look at DATABASE_URL and at that server." in done.stdout
    assert "postgres.log" not in done.stdout


def test_tables_of_another_version_are_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert "zhengtong serve" in _told(psycopg.ProgrammingError('relation "x" does not exist'), capsys)


def test_a_disk_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "/some/where" in _told(OSError(28, "No space left on device", "/some/where"), capsys)


def test_the_unexpected_is_written_down_for_those_who_repair_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = _told(ZeroDivisionError("division by zero"), capsys)
    (story,) = tmp_path.glob("zhengtong-error-*.txt")
    assert str(story) in said
    assert "ZeroDivisionError" in story.read_text()
    assert story.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("language", "expected"), [("", "zh-hans"), ("C.UTF-8", "zh-hans"), ("en_GB", "en")])
def test_chinese_unless_the_terminal_is_english(monkeypatch: pytest.MonkeyPatch, language: str, expected: str) -> None:
    for name in ("ZHENGTONG_LANGUAGE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    assert terminal_language() == expected
