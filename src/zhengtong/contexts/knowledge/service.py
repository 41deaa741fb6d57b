"""The door of knowledge: laws, policies and documents, found, cited and checked.

Everything that is handed out is a frozen dataclass; every date question takes ``on`` (default: today).
"""

from __future__ import annotations

from zhengtong.contexts.knowledge.actions.import_documents import (
    FileResult,
    add_document,
    import_documents,
    read_records,
)
from zhengtong.contexts.knowledge.actions.import_laws import import_laws, installed_law_file, laws_are_complete
from zhengtong.contexts.knowledge.actions.store import Stored, store_versions
from zhengtong.contexts.knowledge.actions.withdraw import withdraw_documents, withdraw_missing
from zhengtong.contexts.knowledge.domain.citation_finder import find_citations
from zhengtong.contexts.knowledge.domain.citations import parse_locator
from zhengtong.contexts.knowledge.domain.document_records import Options
from zhengtong.contexts.knowledge.domain.highlights import Span, highlight
from zhengtong.contexts.knowledge.domain.readers.limits import Limits
from zhengtong.contexts.knowledge.domain.readers.plain import decode
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
from zhengtong.contexts.knowledge.queries.laws import articles, find_article, has_laws, law, list_laws, neighbours
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
    "decode",
    "document",
    "evaluate_laws",
    "find_article",
    "find_citations",
    "has_laws",
    "highlight",
    "import_documents",
    "import_laws",
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
    "search_articles",
    "store_versions",
    "verify_citations",
    "withdraw_documents",
    "withdraw_missing",
]
