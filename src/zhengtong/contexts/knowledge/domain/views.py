"""What the door of knowledge hands out: frozen, complete, without a database behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhengtong.contexts.knowledge.domain.highlights import Span
from zhengtong.kernel.sources import Source

N_ = str  # marks message ids; whoever shows them translates them

Kind = Literal["law", "policy", "document"]
Standing = Literal["in-force", "not-yet", "superseded", "repealed", "amended"]
Outcome = Literal[
    "in-force",
    "changed",
    "repealed",
    "not-yet",
    "misquoted",
    "no-such-article",
    "no-such-part",
    "not-held",
    "unresolved",
]
WRONG: frozenset[str] = frozenset({"changed", "repealed", "not-yet", "misquoted", "no-such-article", "no-such-part"})
_SAID: dict[Outcome, str] = {
    "in-force": N_("In force."),
    "changed": N_("The text has been changed since."),
    "repealed": N_("The law is repealed."),
    "not-yet": N_("Not yet in force on that day."),
    "misquoted": N_("The quotation is not what the article says."),
    "no-such-article": N_("The law has no such article."),
    "no-such-part": N_("The article has no such paragraph or item."),
    "not-held": N_("This law or regulation is not held here, so it was not checked."),
    "unresolved": N_("The text does not say which law is meant."),
}


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
    def url(self) -> str:
        """The page of this article in this version."""
        return f"/laws/{self.law}/{self.label}/" + ("" if self.in_force else f"?version={self.version}")

    @property
    def source(self) -> Source:
        """For an answer that rests on this article."""
        return article_source(self.law, self.law_short, self.label)


@dataclass(frozen=True)
class PassageView:
    """A passage that speaks to a question, with the sentences that answer it marked as spans of ``text``.

    ``order``: what the comparison of articles gave it, comparable among articles of one question; 0 for others.
    ``number`` and ``issuer`` of a policy document.
    """

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
    level: str = ""
    order: float = 0.0
    number: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class CitationCheck:
    """What is true of a citation on a day. ``text`` is the part that is cited, ``start`` and ``end`` its place in the
    text that was checked. ``outcome`` sums it up: only those in ``WRONG`` say that the citation is wrong; what is not
    held here or does not name its law was not checked. ``quote_matches`` is None where nothing was quoted or the
    article is missing. ``by``: what repealed or changed it, ``until`` when; ``now``: how the article reads today.
    """

    cited: str
    law: str | None
    article: str | None
    exists: bool = False
    in_force: bool = False
    quote_matches: bool | None = None
    standing: str = "unknown"
    text: str = ""
    outcome: Outcome = "not-held"
    start: int = 0
    end: int = 0
    url: str = ""
    since: date | None = None
    until: date | None = None
    by: str = ""
    by_url: str = ""
    now: str = ""

    @property
    def wrong(self) -> bool:
        """Whether somebody who relies on it is misled."""
        return self.outcome in WRONG

    @property
    def message(self) -> str:
        """One sentence, an English msgid."""
        return _SAID[self.outcome]


def article_source(law: str, short: str, label: str) -> Source:
    """The source of an article: key ``law:<full name>#<label>``."""
    return Source(kind="law", title=short, locator=label, url=f"/laws/{law}/{label}/", key=f"law:{law}#{label}")
