"""``zhengtong evaluate retrieval``: does a question find the document that answers it?"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from zhengtong.kernel.errors import Fault, Location

_KIND = "evaluation"
_PASSAGE = 300
_TITLE = 60
_LIMIT = 10
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_BREAK = re.compile(
    r"(?<=[。！？；\n])"
    r"|(?<=\s)(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])"
)


@click.command()
@click.option("--documents", "documents_file", required=True, type=_FILE, help="JSON lines with docid and text.")
@click.option("--questions", "questions_file", required=True, type=_FILE, help="JSON lines with docid and question.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures alone, as JSON.")
def command(documents_file: Path, questions_file: Path, as_json: bool) -> None:
    """Measure retrieval: put DOCUMENTS into the index, ask QUESTIONS, take everything out again.

    The same index and ranking as in use, without a language model. The whole runs in one transaction that is rolled
    back, so nothing of it stays, whatever happens.
    """
    from zhengtong.config.startup import start

    documents = _read(documents_file, ("docid", "text"))
    questions = _read(questions_file, ("docid", "question"))
    start()
    from django.db import connection, transaction

    with transaction.atomic():
        _fill(documents)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_entry")
        ranks = list(_ranks(questions, show=not as_json))
        transaction.set_rollback(True)
    figures = _figures(ranks)
    if as_json:
        click.echo(json.dumps(figures))
    else:
        click.echo("\n".join(f"{name:12} {value}" for name, value in figures.items()))


def _fill(documents: Sequence[dict[str, Any]]) -> None:
    from zhengtong.platform.search import service as search

    entries = []
    for document in documents:
        key, text = str(document["docid"]), str(document["text"])
        title = _title(text)
        entries.append(search.Entry(_KIND, key, key, title, text, role="document", vector_priority=search.NO_VECTOR))
        entries.extend(
            search.Entry(_KIND, f"{key}#{number}", key, title, passage, role="body")
            for number, passage in enumerate(passages(text))
        )
    search.upsert(entries)


def _ranks(questions: Sequence[dict[str, Any]], *, show: bool) -> Iterator[int | None]:
    from zhengtong.platform.search import service as search

    with click.progressbar(questions, label="asking", hidden=not show, file=sys.stderr) as bar:
        for question in bar:
            query = search.Query(str(question["question"]), (_KIND,), limit=_LIMIT, mode="lexical", combine="roles")
            found = [hit.group for hit in search.search(query).hits]
            wanted = str(question["docid"])
            yield found.index(wanted) + 1 if wanted in found else None


def _figures(ranks: Sequence[int | None]) -> dict[str, float]:
    total = len(ranks)

    def recall(most: int) -> float:
        return round(sum(rank is not None and rank <= most for rank in ranks) / total, 4) if total else 0.0

    mean = round(sum(1 / rank for rank in ranks if rank) / total, 4) if total else 0.0
    return {"n": total, "recall_at_1": recall(1), "recall_at_3": recall(3), "recall_at_5": recall(5), "mrr": mean}


def passages(text: str) -> Iterator[str]:
    """Runs of whole sentences and numbered points, of about ``_PASSAGE`` characters."""
    gathered = ""
    for piece in _BREAK.split(text):
        if gathered and len(gathered) + len(piece) > _PASSAGE:
            yield gathered
            gathered = ""
        gathered += piece
    if gathered.strip():
        yield gathered


def _title(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    words = first.split()
    return words[0][:_TITLE] if words and len(words[0]) >= 6 else first[:_TITLE]


def _read(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text("utf-8-sig", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _unreadable(path, number, fields) from error
        if not isinstance(row, dict) or any(field not in row for field in fields):
            raise _unreadable(path, number, fields)
        rows.append(row)
    if not rows:
        raise Fault("evaluation-file-empty", "There is nothing to measure in %(file)s.", params={"file": str(path)})
    return rows


def _unreadable(path: Path, line: int, fields: Sequence[str]) -> Fault:
    return Fault(
        code="evaluation-line-unreadable",
        message="This line is not a JSON object with the fields %(fields)s.",
        remedy="Write one such object a line, in UTF-8.",
        params={"fields": ", ".join(fields)},
        where=Location(str(path), line),
    )
