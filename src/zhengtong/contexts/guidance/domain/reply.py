"""The reply: what a person gets back, and everything needed to show how it came about.

Frozen, plain values; ``as_data`` is the JSON that REST returns and that is stored with the turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from zhengtong.contexts.guidance.domain.plan import Plan

State = Literal[
    "answered",
    "clarification",
    "unknown",
    "out_of_scope",
    "personal_data",
    "asks_for_decision",
    "private_trade",
    "unsafe",
    "distress",
    "chit_chat",
    "injection",
    "search_down",
    "handed_over",
]
STATES: tuple[str, ...] = get_args(State)
DECLINES: frozenset[str] = frozenset(STATES) - {"answered", "clarification", "handed_over"}

Language = Literal["zh-Hans", "zh-Hant", "en"]
Facet = Literal["materials", "fee", "place", "time", "phone", "online", "condition"]
FACETS: tuple[Facet, ...] = get_args(Facet)


@dataclass(frozen=True)
class Fact:
    """One thing that is known: ``group`` says where on the route it belongs, ``sources`` number into ``Reply.sources``."""  # noqa: E501

    group: str
    label: str
    value: str
    note: str = ""
    href: str = ""
    tag: str = ""
    sources: tuple[int, ...] = ()
    # of a place: entrance, transit, hours (of today), opens (when it is closed now), open ("yes" | "no"), phone
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Offered:
    """An item that may meet the need, best first. ``why`` is said in words; ``apart``: what sets it apart from the
    others that are offered with it."""

    code: str
    title: str
    department: str = ""
    score: float = 0.0
    why: tuple[str, ...] = ()
    url: str = ""
    apart: str = ""


@dataclass(frozen=True)
class Passage:
    """A stretch of law or policy, shown as it stands.

    ``since``: ISO date from which these words hold. ``status``: in_force | changed | repealed | not_yet.
    ``marks``: (start, end) in characters of ``text``, the words that speak to the question.
    ``conflict``: passages with the same number, not 0, say different things about the same.
    """

    title: str
    locator: str
    text: str
    url: str = ""
    source: int = 0
    since: str = ""
    status: str = "in_force"
    note: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    conflict: int = 0


@dataclass(frozen=True)
class AnswerOption:
    """One answer to a question asked back: what is sent, and what is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """What the guide asks next: ``key`` is a known fact's key, ``left`` counts questions still open, this one included,
    at most. ``asks``: keys of those that are certain to be asked; one that other matters ask, too, is asked once."""

    key: str
    text: str
    why: str
    options: tuple[AnswerOption, ...]
    left: int = 1
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """Something the person said about the situation; shown, and theirs to change.

    ``key``: "region", "audience", a shared fact's key, or "<item code>.<situation key>". ``value``: the option's key;
    "" where the person does not know. ``said``: the words it was read from, "" if it was picked.
    """

    key: str
    value: str
    label: str = ""
    said: str = ""
    turn: int = 0


@dataclass(frozen=True)
class Sentence:
    """A sentence of a model that stood the check against what it cites; ``sources`` number into ``Reply.sources``."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Wording:
    """What a model said about facts found, sentence by sentence; ``dropped`` counts what was not supported."""

    model: str
    sentences: tuple[Sentence, ...] = ()
    dropped: int = 0


@dataclass(frozen=True)
class Need:
    """One thing that was asked. ``chosen`` is the item given as the answer, or None with a reason in ``state``."""

    text: str
    query: str
    facets: tuple[str, ...] = ()
    state: State = "unknown"
    message: str = ""
    chosen: str | None = None
    offered: tuple[Offered, ...] = ()
    perhaps: tuple[Offered, ...] = ()
    facts: tuple[Fact, ...] = ()
    passages: tuple[Passage, ...] = ()
    question: Question | None = None
    wording: Wording | None = None

    @property
    def chosen_title(self) -> str:
        return next((o.title for o in self.offered if o.code == self.chosen), "")


@dataclass(frozen=True)
class Step:
    """One step of the way to the reply: a machine name, a plain sentence, small details, and how long it took."""

    name: str
    said: str
    details: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True)
class Contact:
    """A person or office to turn to: ``number`` can be called."""

    name: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class NumberedSource:
    number: int
    kind: str
    title: str
    locator: str = ""
    url: str = ""


@dataclass(frozen=True)
class Reply:
    """``state`` is one of the closed set; ``reason`` narrows it (for example not_in_catalogue, other_jurisdiction).

    ``known``: everything said so far about the situation. ``plan``: of several matters, in order.
    ``without``: what was down or cut off while this was made ("model"); the reply does without it.
    """

    state: State
    question: str
    language: Language
    message: str = ""
    reason: str = ""
    needs: tuple[Need, ...] = ()
    sources: tuple[NumberedSource, ...] = ()
    contacts: tuple[Contact, ...] = ()
    trace: tuple[Step, ...] = ()
    conversation: str = ""
    turn: int = 0
    receipt: str = ""
    ai_label: str = ""
    known: tuple[Known, ...] = ()
    plan: Plan | None = None
    without: tuple[str, ...] = ()

    @property
    def declined(self) -> bool:
        """No item is given as the answer."""
        return self.state in DECLINES

    def offered_codes(self) -> tuple[str, ...]:
        """Codes across the needs, first choices of every need before second ones."""
        columns = [need.offered for need in self.needs]
        order: list[str] = []
        for rank in range(max(map(len, columns), default=0)):
            order += [c[rank].code for c in columns if rank < len(c)]
        return tuple(dict.fromkeys(order))

    def as_data(self) -> dict[str, Any]:
        """The stable JSON form."""
        return asdict(self)

    def with_receipt(self, code: str) -> Reply:
        return replace(self, receipt=code)


NAMED = ("law", "policy", "document", "standard", "city")  # what has a name in another language beside its own


@dataclass
class SourceList:
    """Numbers sources in the order in which they are first cited; the same source keeps its number.

    ``law_in``: the name and place of a law in the person's language; None shows them as they are stored.
    """

    law_in: Callable[[str, str], tuple[str, str]] | None = None
    _numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _rows: list[NumberedSource] = field(default_factory=list)

    def number(self, *, kind: str, title: str, locator: str = "", url: str = "", shown: str = "") -> int:
        """``shown``: the title in the person's language, where it has one."""
        key = (kind, title, locator)
        if key not in self._numbers:
            self._numbers[key] = len(self._rows) + 1
            if kind in NAMED and self.law_in:
                title, locator = self.law_in(title, locator)
            self._rows.append(NumberedSource(len(self._rows) + 1, kind, shown or title, locator, url))
        return self._numbers[key]

    def rows(self) -> tuple[NumberedSource, ...]:
        return tuple(self._rows)
