"""Checking citations of law: does the article exist, does it hold, is it quoted as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhengtong.contexts.knowledge.domain.citation_finder import find_citations
from zhengtong.contexts.knowledge.domain.citations import Citation, parse_locator, same_text
from zhengtong.contexts.knowledge.domain.clauses import clause
from zhengtong.contexts.knowledge.domain.names import short_name
from zhengtong.contexts.knowledge.domain.views import Article, CitationCheck, Law, Outcome
from zhengtong.contexts.knowledge.queries import laws, repeals

MOST = 200
_OF_STANDING: dict[str, Outcome] = {
    "in-force": "in-force", "not-yet": "not-yet", "superseded": "changed", "amended": "changed", "repealed": "repealed",
}  # fmt: skip


def verify_citations(text: str, *, on: date | None = None) -> tuple[CitationCheck, ...]:
    """Every citation of a text (the first 200) with what is true of it on the day."""
    checker = _Checker(on or laws.today())
    names = repeals.law_names() if "条" in text else frozenset[str]()
    return tuple(checker.check(citation) for citation in find_citations(text, names)[:MOST])


def check_reference(law: str, locator: str, *, on: date | None = None) -> CitationCheck:
    """``check_reference("民法典", "第一千零四十六条第一款")``."""
    citation = parse_locator(locator)
    if citation is None:
        return CitationCheck(f"《{law}》{locator}", None, None, outcome="no-such-article")
    return check_citation(replace(citation, law=law), on=on or laws.today())


def check_citation(citation: Citation, *, on: date) -> CitationCheck:
    """One citation. A 款 or 项 that the article does not have does not exist."""
    return _Checker(on).check(citation)


class _Checker:
    """Reads every law and article once, however often a text cites it."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._laws: dict[str, Law | None] = {}
        self._articles: dict[tuple[str, str, int | None], Article | None] = {}

    def _law(self, name: str) -> Law | None:
        if name not in self._laws:
            self._laws[name] = laws.law(name, on=self.on)
        return self._laws[name]

    def _article(self, law: str, label: str, version: int | None = None) -> Article | None:
        key = (law, label, version)
        if key not in self._articles:
            self._articles[key] = laws.find_article(law, label, on=self.on, version=version)
        return self._articles[key]

    def check(self, citation: Citation) -> CitationCheck:
        named = f"《{citation.law}》" if citation.law and not citation.unresolved else citation.law
        known = CitationCheck(f"{named}{citation.locator}", None, None, start=citation.start, end=citation.end)
        if citation.unresolved:
            return replace(known, outcome="unresolved")
        law = self._law(citation.law)
        if law is None:
            return self._repealed_or_not_held(known, citation.law)
        known = replace(known, law=law.key)
        article = self._article(citation.law, citation.article)
        if article is None:
            return replace(known, outcome="no-such-article")
        part = clause(article.text, paragraph=citation.paragraph, item=citation.item, subitem=citation.subitem)
        known = replace(known, article=article.label, url=article.url, since=article.valid_from, until=article.valid_to)
        if part is None:
            return replace(known, outcome="no-such-part", text=article.text)
        return self._standing(replace(known, text=part), citation, article, law)

    def _repealed_or_not_held(self, known: CitationCheck, name: str) -> CitationCheck:
        """A law that is not stored: what repealed it, if anything did; never that it does not exist."""
        repeal = repeals.repeal_of(name)
        if repeal is None or (repeal.since and repeal.since > self.on):
            return replace(known, outcome="not-held")
        return replace(known, law=repeal.name, outcome="repealed", standing="repealed", until=repeal.since,
                       by=repeal.cite, by_url=repeal.url)  # fmt: skip

    def _standing(self, known: CitationCheck, citation: Citation, article: Article, law: Law) -> CitationCheck:
        outcome = _OF_STANDING[article.standing]
        matches = same_text(citation.quote, known.text) if citation.quote else None
        found = replace(known, exists=True, in_force=article.in_force, quote_matches=matches, standing=article.standing,
                        outcome="misquoted" if matches is False and outcome == "in-force" else outcome)  # fmt: skip
        if outcome == "repealed" and (repeal := repeals.repeal_of(law.key)):
            return replace(found, by=repeal.cite, by_url=repeal.url, until=repeal.since)
        if outcome != "changed":
            return found
        if article.amended_by:
            return replace(found, by=short_name(article.amended_by), by_url=f"/laws/{article.amended_by}/")
        current = self._article(law.key, article.label, law.current.id) if law.current else None
        return replace(
            found,
            now=current.text if current else "",
            by=f"《{law.short_name}》（{law.current.label}）" if law.current else "",
            by_url=current.url if current else f"/laws/{law.key}/",
        )
