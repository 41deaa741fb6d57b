"""The mark of the program is the same for the same files and another for any other rule."""

from __future__ import annotations

from zhengtong import __version__
from zhengtong.kernel.program import _digest, program


def test_the_mark_begins_with_the_version():
    version, _, digest = program().partition("+")
    assert version == __version__
    assert len(digest) == 12


def test_a_rule_that_changes_moves_or_comes_makes_it_another_program(tmp_path):
    def mark(**files: str) -> str:
        for file in tmp_path.rglob("*.*"):
            file.unlink()
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, "utf-8")
        return _digest(tmp_path)

    one = mark(rules__yaml="a: 1")
    assert mark(rules__yaml="a: 1") == one
    assert mark(rules__yaml="a: 1", page__html="<p>") == one  # how a page looks decides nothing
    others = [mark(rules__yaml="a: 2"), mark(more__yaml="a: 1"), mark(rules__yaml="a: 1", more__py="")]
    assert len({one, *others}) == 4
