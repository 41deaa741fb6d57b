"""What the door of knowledge hands out: frozen, complete, without a database behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhengtong.contexts.knowledge.domain.highlights import Span
from zhengtong.kernel.sources import Source

Kind = Literal["law", "policy", "document"]
Standing = Literal["in-force", "not-yet", "superseded", "repealed", "amended"]


@dataclass(frozen=True)
class VersionView:
    """One text of a law or document. In force: ``valid_from <= day < valid_to``; None is open."""

    id: int
    label: str
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    standing: Standing
    articles: int


@dataclass(frozen=True)
class Law:
    """A law with its versions, newest first. ``current`` is the one in force on the day asked for."""

    key: str
    name: str
    short_name: str
    issuer: str
    level: str
    field: str
    effective_on: date | None
    repealed_on: date | None
    versions: tuple[VersionView, ...]
    current: VersionView | None

    @property
    def in_force(self) -> bool:
        """Whether a version is in force on the day asked for."""
        return self.current is not None


@dataclass(frozen=True)
class Article:
    """One article as it stands in one version. ``text`` has one line for each 款 and 项."""

    law: str
    law_short: str
    label: str
    text: str
    path: tuple[str, ...]
    position: int
    version: int
    valid_from: date | None
    valid_to: date | None
    standing: Standing
    amended_by: str = ""

    @property
    def in_force(self) -> bool:
        """In force on the day that was asked for."""
        return self.standing == "in-force"

    @property
    def cite(self) -> str:
        """《劳动法》第四十四条."""
        return f"《{self.law_short}》{self.label}"

    @property
    def source(self) -> Source:
        """For an answer that rests on this article."""
        return article_source(self.law, self.law_short, self.label)


@dataclass(frozen=True)
class PassageView:
    """A passage that speaks to a question, with the sentences that answer it marked as spans of ``text``."""

    kind: Kind
    document: str
    title: str
    label: str
    text: str
    path: tuple[str, ...]
    score: float
    similarity: float | None
    source: Source
    highlights: tuple[Span, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def excerpt(self) -> str:
        """The marked sentences alone; the whole text where none is marked."""
        return "".join(self.text[s.start : s.end] for s in self.highlights) or self.text


@dataclass(frozen=True)
class CitationCheck:
    """What is true of a citation. ``quote_matches`` is None where nothing was quoted or the article is missing."""

    cited: str
    law: str | None
    article: str | None
    exists: bool
    in_force: bool
    quote_matches: bool | None
    standing: str
    text: str = ""
    message: str = ""


def article_source(law: str, short: str, label: str) -> Source:
    """The source of an article: key ``law:<full name>#<label>``."""
    return Source(kind="law", title=short, locator=label, url=f"/laws/{law}/{label}/", key=f"law:{law}#{label}")
