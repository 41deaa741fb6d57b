"""From the rows of a law database to versions with the days on which they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhengtong.contexts.knowledge.domain.names import bare_name, other_names, short_name
from zhengtong.contexts.knowledge.domain.records import PassageRecord, VersionRecord
from zhengtong.contexts.knowledge.domain.validity import (
    Edition,
    amended_articles,
    amended_law,
    repealed_laws,
    resolve,
)


@dataclass(frozen=True)
class LawRow:
    """One row of ``laws``; dates are None where the source has none or a wrong one."""

    law_id: str
    name: str
    doc_type: str
    level: str
    issuer: str
    field: str
    status: str
    published_on: date | None
    effective_on: date | None


@dataclass(frozen=True)
class ArticleRow:
    """One row of ``articles`` with its label in the form that laws print."""

    label: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Amendment:
    """A text that changes another: which articles, from when."""

    title: str
    published_on: date
    effective_on: date
    articles: frozenset[str]


@dataclass
class Corpus:
    """What all laws together say about each other, gathered in one pass before anything is stored."""

    repeals: dict[str, date] = field(default_factory=dict)
    amendments: dict[str, list[Amendment]] = field(default_factory=lambda: defaultdict(list))
    editions: dict[str, list[LawRow]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: LawRow, articles: Sequence[ArticleRow]) -> None:
        """Take note of a law: which others it repeals or amends."""
        self.editions[bare_name(row.name)].append(row)
        if row.effective_on:
            for article in articles:
                if "同时废止" in article.text:
                    for name in repealed_laws(article.text):
                        self.repeals.setdefault(name, row.effective_on)
        amended = amended_law(row.name)
        if amended and row.published_on and row.effective_on:
            changed = amended_articles(article.text for article in articles)
            self.amendments[amended].append(Amendment(row.name, row.published_on, row.effective_on, changed))

    def resolved(self, name: str) -> dict[str, Edition]:
        """The editions of one law with their days, by the source's id."""
        rows = sorted(
            self.editions[bare_name(name)], key=lambda r: (r.published_on or date.min, r.effective_on or date.min)
        )
        editions = [Edition(row.name, row.published_on, row.effective_on, row.status) for row in rows]
        effects = {(bare_name(name), a.published_on): a.effective_on for a in self.amendments.get(bare_name(name), ())}
        resolved = resolve(editions, repeals=self.repeals, amendments=effects)
        return {row.law_id: edition for row, edition in zip(rows, resolved, strict=True)}

    def later_amendments(self, row: LawRow) -> Mapping[str, Amendment]:
        """Articles of this edition that were changed by an amendment which no edition in the source contains yet."""
        published = row.published_on or date.min
        following = [
            r.published_on for r in self.editions[bare_name(row.name)] if r.published_on and r.published_on > published
        ]
        until = min(following, default=date.max)
        changed: dict[str, Amendment] = {}
        for amendment in sorted(self.amendments.get(bare_name(row.name), ()), key=lambda a: a.effective_on):
            if published < amendment.published_on < until:
                for label in amendment.articles:
                    changed.setdefault(label, amendment)
        return changed


def version_record(row: LawRow, articles: Iterable[ArticleRow], corpus: Corpus, *, source: str) -> VersionRecord:
    """The law as it is stored: key is its full name, its editions are versions."""
    edition = corpus.resolved(row.name)[row.law_id]
    changed = corpus.later_amendments(row)
    passages = []
    for article in articles:
        amendment = changed.get(article.label)
        passages.append(
            PassageRecord(
                kind="article",
                label=article.label,
                text=article.text,
                path=article.path,
                valid_to=amendment.effective_on if amendment else None,
                amended_by=amendment.title if amendment else "",
            )
        )
    key = bare_name(row.name)
    return VersionRecord(
        key=key,
        kind="law",
        title=row.name,
        short_title=short_name(row.name),
        names=(key, *other_names(row.name)),
        passages=tuple(passages),
        source_key=row.law_id,
        source=source,
        origin="import",
        issuer=row.issuer,
        level=row.doc_type or row.level,
        field=row.field,
        label=_edition_label(row),
        status=row.status,  # type: ignore[arg-type]  # STATUS holds only these words
        effective_on=row.effective_on,
        repealed_on=edition.repealed_on,
        published_on=row.published_on,
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
    )


def _edition_label(row: LawRow) -> str:
    """2018修正 where the text is younger than the law, else the year of publication."""
    if row.published_on is None:
        return ""
    amended = row.effective_on is not None and row.effective_on < row.published_on
    return f"{row.published_on.year}修正" if amended else str(row.published_on.year)
