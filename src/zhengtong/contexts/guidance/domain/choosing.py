"""Choose: which of the items found is the answer, whether to ask back, or to say that there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhengtong.contexts.guidance.domain.following import kinship, pairs_beyond
from zhengtong.contexts.guidance.domain.ranking_actions import actions_asked, actions_offered
from zhengtong.kernel.text import Bilingual

Verdict = Literal["answered", "clarification", "unknown"]
OFFERED = 5
ALIKE = 0.6  # Dice's coefficient of two titles that name one matter but for a word or two
HARDLY = 0.05  # a gap in score that says nothing
CLOSE = 0.5  # the score of twins is closer than this where nothing that was said tells them apart
SAME_TITLE = 4.0  # two offices do the same matter; what else the score rests on does not tell which is meant


@dataclass(frozen=True)
class Candidate:
    """An item found. ``confidence`` in [0, 1] is that of the whole search, ``score`` orders within it."""

    code: str
    title: str
    score: float
    similarity: float = 0.0
    lexical: float = 0.0
    role: str = ""
    words: tuple[str, ...] = ()
    department: str = ""
    url: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """``offered`` best first; ``verdict`` says what to do with them and ``because`` why."""

    verdict: Verdict
    offered: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    because: tuple[str, ...] = field(default=())
    matter: Bilingual = field(default_factory=Bilingual)
    department: Bilingual = field(default_factory=Bilingual)


def choose(
    candidates: Sequence[Candidate],
    *,
    confidence: float,
    threshold: float,
    least_score: float = float("-inf"),
    words: str = "",
    goes_on: bool = False,
    asks: bool = False,
    others: Collection[str] = (),
) -> Choice:
    """Answer with the first if the search is to be trusted; ask back if nothing tells it from a twin of it.

    Args:
        confidence: how sure it is that the catalogue has the matter at all, in [0, 1].
        threshold: below it there is no answer.
        least_score: an item that scores less is no answer either.
        words: what was said, in lower case and Simplified, with the official terms for it.
        goes_on: with a matter spoken of before, which tells much that ``words`` do not say.
        asks: it has to be asked which one is meant, whatever the titles are.
        others: codes of matters of other divisions than the person's; that tells them apart.
    """
    offered = tuple(candidates[:OFFERED])
    if not offered or confidence < threshold or offered[0].score < least_score:
        return Choice("unknown", offered, confidence)
    widest = HARDLY if goes_on else SAME_TITLE
    near = (each for each in offered[1:] if each.code not in others and offered[0].score - each.score <= widest)
    if asks or any(_cannot_tell(offered[0], other, words) for other in near):
        return Choice("clarification", offered, confidence)
    return Choice("answered", offered, confidence)


def _cannot_tell(first: Candidate, other: Candidate, words: str) -> bool:
    """Two titles that differ in a word or two (first/again, in/out, people/companies), of which nothing was said:
    only the person can tell which is meant. How far they are apart in score matters less than what was said.
    """
    gap = first.score - other.score
    same = first.title == other.title
    if same or gap > CLOSE or kinship(first.title, other.title) < ALIKE:
        return same
    own, its = says_of(words, first.title, other.title), says_of(words, other.title, first.title)
    if own != its:
        return its
    wider = not pairs_beyond(first.title, other.title)  # the other is the first with something more in its title
    return gap <= HARDLY if wider else True


def says_of(words: str, title: str, other: str) -> bool:
    """Whether ``words`` say something that ``title`` has and ``other`` has not."""
    if any(pair in words for pair in pairs_beyond(title, other)):
        return True
    return bool(actions_asked(words) & (actions_offered(title) - actions_offered(other)))
