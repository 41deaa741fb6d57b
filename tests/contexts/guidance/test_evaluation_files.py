"""Files of questions that cannot be read are refused with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zhengtong.config import startup
from zhengtong.config.commands._evaluate_guidance import command
from zhengtong.contexts.guidance.actions.evaluate import questions
from zhengtong.kernel.errors import Fault
from zhengtong.platform.search import service as search


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("q.jsonl", b'{"text": "a", "kind": "single", "gold": [["x"]]}\n{"text": "b', 2),
        ("q.jsonl", b'{"text": "a", "kind": "single"}', 1),
        ("q.jsonl", b'{"text": "a", "kind": "guess", "gold": []}', 1),
        ("q.jsonl", b'{"text": 5, "kind": "single", "gold": [["x"]]}', 1),
        ("q.jsonl", b'{"turns": [{"text": "a"}], "kind": "dialogue"}', 1),
        ("q.jsonl", b'{"turns": "a", "kind": "dialogue"}', 1),
        ("q.jsonl", b'{"text": "a", "gold": "x"}', 1),
        ("q.jsonl", bytes(range(256)), 1),
        ("q.jsonl", b"5\n", 1),
        ("q.yaml", b"- text: a\n  gold: []\n- }", 3),
        ("q.yaml", b"- text: a\n  gold: []\n- id: b\n  gold: []\n", 3),
        ("q.yaml", b"\xff\xfe\x00", 1),
        ("q.yaml", b"text: a\n", 1),
    ],
)
def test_what_is_no_question_is_named_with_its_line(tmp_path: Path, name: str, content: bytes, line: int) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Fault) as refused:
        list(questions(tmp_path / name))
    assert refused.value.code == "question-row-unreadable"
    assert refused.value.where is not None
    assert refused.value.where.line == line


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault) as refused:
        list(questions(tmp_path / "none"))
    assert refused.value.code == "file-not-found"


@pytest.mark.parametrize("content", [b"", b"[]\n", b"\n \n"])
def test_a_file_without_questions_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q.yaml").write_bytes(content)
    with pytest.raises(Fault) as refused:
        list(questions(tmp_path / "q.yaml"))
    assert refused.value.code == "no-questions"


def test_what_has_no_answer_needs_no_gold(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('\n{"kind": "unanswerable", "text": "a"}\n')
    assert [row["text"] for row in questions(tmp_path / "q.jsonl")] == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["absent", "unreadable", "nonsense", "nowhere to write"])
def test_the_command_looks_at_its_files_before_it_begins_the_long_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(startup, "start", lambda: None)  # the test database is open already
    search.upsert([search.Entry("item", "1", "1", "护照换发", role="title")])
    file, details = tmp_path / "q.jsonl", tmp_path / "details.jsonl"
    good = '{"kind": "unanswerable", "text": "a"}\n'
    if trouble == "nowhere to write":
        details = tmp_path / "none" / "details.jsonl"
    if trouble == "unreadable":
        file.mkdir()
        (file / "q.yaml").write_bytes(b"\xff")
    elif trouble != "absent":
        file.write_text(good if trouble == "nowhere to write" else "{")
    done = CliRunner().invoke(command, [str(file), "--details", str(details)])
    assert done.exit_code != 0
    assert "q.jsonl" in done.output or isinstance(done.exception, Fault | OSError)
    assert search.vector_progress(("item",)) == (0, 1)
