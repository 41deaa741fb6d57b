"""The door of knowledge: laws, policies and documents, found, cited and checked.

Everything that is handed out is a frozen dataclass; every date question takes ``on`` (default: today).
"""

from __future__ import annotations

from datetime import date

from zhengtong.contexts.knowledge.actions.import_documents import (
    FileResult,
    add_document,
    import_documents,
    read_records,
)
from zhengtong.contexts.knowledge.actions.import_laws import import_laws, installed_law_file, laws_are_complete
from zhengtong.contexts.knowledge.actions.publish import republish
from zhengtong.contexts.knowledge.actions.store import Stored, store_versions
from zhengtong.contexts.knowledge.actions.withdraw import withdraw_documents, withdraw_missing
from zhengtong.contexts.knowledge.domain.citation_finder import find_citations
from zhengtong.contexts.knowledge.domain.citations import parse_locator
from zhengtong.contexts.knowledge.domain.document_records import Options
from zhengtong.contexts.knowledge.domain.highlights import Span, highlight
from zhengtong.contexts.knowledge.domain.readers.limits import Limits
from zhengtong.contexts.knowledge.domain.records import (
    ImportReport,
    PassageRecord,
    Rejection,
    VersionRecord,
)
from zhengtong.contexts.knowledge.domain.views import (
    Article,
    CitationCheck,
    Law,
    PassageView,
    VersionView,
    article_source,
)
from zhengtong.contexts.knowledge.queries import laws as _laws
from zhengtong.contexts.knowledge.queries.answering import answer_passages, passages_to_compare, search_articles
from zhengtong.contexts.knowledge.queries.citing import MOST as CITATIONS_CHECKED
from zhengtong.contexts.knowledge.queries.citing import check_reference, verify_citations
from zhengtong.contexts.knowledge.queries.documents import DocumentPassage, DocumentView, document, list_documents
from zhengtong.contexts.knowledge.queries.english import law_in_english
from zhengtong.contexts.knowledge.queries.evaluation import (
    LawEvaluation,
    Scenario,
    evaluate_laws,
    read_scenarios,
)
from zhengtong.contexts.knowledge.queries.laws import has_laws, list_laws, neighbours
from zhengtong.contexts.knowledge.queries.repeals import Repeal, repeal_of, repealed_in

__all__ = [
    "CITATIONS_CHECKED",
    "Article",
    "CitationCheck",
    "DocumentPassage",
    "DocumentView",
    "FileResult",
    "ImportReport",
    "Law",
    "LawEvaluation",
    "Limits",
    "Options",
    "PassageRecord",
    "PassageView",
    "Rejection",
    "Repeal",
    "Scenario",
    "Span",
    "Stored",
    "VersionRecord",
    "VersionView",
    "add_document",
    "answer_passages",
    "article_source",
    "articles",
    "check_reference",
    "document",
    "evaluate_laws",
    "find_article",
    "find_citations",
    "has_laws",
    "highlight",
    "import_documents",
    "import_laws",
    "in_force",
    "installed_law_file",
    "law",
    "law_in_english",
    "laws_are_complete",
    "list_documents",
    "list_laws",
    "neighbours",
    "parse_locator",
    "passages_to_compare",
    "read_records",
    "read_scenarios",
    "repeal_of",
    "repealed_in",
    "republish",
    "search_articles",
    "store_versions",
    "verify_citations",
    "withdraw_documents",
    "withdraw_missing",
]


def law(name: str, *, on: date | None = None) -> Law | None:
    """A law by its full or short name (民法典, 《劳动法》, 专利法（2020修正）), with all its versions."""
    return _laws.law(name, on=on)


def find_article(law_name: str, article: str, *, on: date | None = None, version: int | None = None) -> Article | None:
    """One article: ``find_article("劳动法", "第44条")``.

    The text is that of the day ``on``. Where no version is in force that day, the latest one that was is given: look at
    ``Article.in_force`` before citing. None where the law or the article does not exist.
    """
    return _laws.find_article(law_name, article, on=on, version=version)


def in_force(law_name: str, on: date | None = None) -> VersionView | None:
    """The version of a law that is in force on a day, or None."""
    found = _laws.law(law_name, on=on)
    return found.current if found else None


def articles(law_name: str, *, on: date | None = None, version: int | None = None) -> tuple[Article, ...]:
    """All articles of a law in order: of the version asked for, else of the one in force, else of the latest."""
    day = on or _laws.today()
    found = _laws.law_document(law_name, on=day)
    chosen = _laws.choose_version(found, on=day, name=law_name, version=version) if found else None
    return _laws.articles(found, chosen, on=day) if found and chosen else ()
