"""Checking citations of law: does the article exist, does it hold, is it quoted as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge.domain.citations import Citation, find_citations, parse_locator, same_text
from zhengtong.contexts.knowledge.domain.clauses import clause
from zhengtong.contexts.knowledge.domain.views import CitationCheck
from zhengtong.contexts.knowledge.queries import laws

_MOST = 200
_MESSAGES: Mapping[str, str] = {
    "in-force": N_("In force."),
    "not-yet": N_("Not yet in force on that day."),
    "superseded": N_("That text has been replaced by a newer one."),
    "repealed": N_("The law is repealed."),
    "amended": N_("The article has been changed by a later amendment."),
}


def verify_citations(text: str, *, on: date | None = None) -> tuple[CitationCheck, ...]:
    """Every 《…》第…条 of a text (the first 200) with what is true of it on the day."""
    day = on or laws.today()
    return tuple(check_citation(citation, on=day) for citation in find_citations(text)[:_MOST])


def check_reference(law: str, locator: str, *, on: date | None = None) -> CitationCheck:
    """``check_reference("民法典", "第一千零四十六条第一款")``."""
    citation = parse_locator(locator)
    if citation is None:
        return CitationCheck(
            f"《{law}》{locator}", None, None, False, False, None, "unknown", message=N_("This is not an article.")
        )
    return check_citation(replace(citation, law=law), on=on or laws.today())


def check_citation(citation: Citation, *, on: date) -> CitationCheck:
    """One citation. A 款 or 项 that the article does not have does not exist."""
    cited = f"《{citation.law}》{citation.locator}"
    article = laws.find_article(citation.law, citation.article, on=on)
    if article is None:
        known = laws.law(citation.law, on=on)
        message = N_("The law has no such article.") if known else N_("No law of that name is known.")
        return CitationCheck(cited, known.key if known else None, None, False, False, None, "unknown", message=message)
    part = clause(article.text, paragraph=citation.paragraph, item=citation.item, subitem=citation.subitem)
    if part is None:
        return CitationCheck(
            cited,
            article.law,
            article.label,
            False,
            False,
            None,
            "unknown",
            article.text,
            N_("The article has no such paragraph or item."),
        )
    matches = same_text(citation.quote, part) if citation.quote else None
    message = N_("The quotation is not what the article says.") if matches is False else _MESSAGES[article.standing]
    return CitationCheck(
        cited, article.law, article.label, True, article.in_force, matches, article.standing, part, message
    )
