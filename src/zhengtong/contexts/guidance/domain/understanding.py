"""Understand: what is asked, in which language, about which facets, following what, and whether it may be answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhengtong.contexts.guidance.domain import reading
from zhengtong.contexts.guidance.domain.answers import OptionWords, answer_in_words
from zhengtong.contexts.guidance.domain.by_sound import as_meant
from zhengtong.contexts.guidance.domain.dialogue import Resolved, resolve, said_anew
from zhengtong.contexts.guidance.domain.facts_said import facts_said
from zhengtong.contexts.guidance.domain.jurisdiction import elsewhere
from zhengtong.contexts.guidance.domain.limits import Limit, limit_of
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.needs import NeedText, needs_of
from zhengtong.contexts.guidance.domain.region_said import LocalPlace, region_said
from zhengtong.contexts.guidance.domain.reply import Known, Language
from zhengtong.contexts.guidance.domain.words import BARE_ACTIONS, residue
from zhengtong.kernel.simplified import simplified

NOTHING = Memory()
_SHORT, _SHORT_WORDS = 14, 8  # of a message with several needs that may go on with what was spoken of
_SOMEBODY = re.compile(r"\b(?:her|him|them)\b", re.I)


@dataclass(frozen=True)
class Understood:
    """``resolved`` has one entry per need, in the order of the message.

    ``said``: facts about the situation that were picked up from it; ``answers``: what it answers of the question
    that was open, if it is an answer.
    """

    text: str
    simplified: str
    language: Language
    limit: Limit | None
    resolved: tuple[Resolved, ...]
    said: tuple[Known, ...] = ()
    answers: Known | None = None
    again: bool = False  # the words are those of the turn before: what they say about the situation is known already

    @property
    def needs(self) -> tuple[NeedText, ...]:
        return tuple(r.need for r in self.resolved)

    @property
    def names_no_matter(self) -> bool:
        """Only a facet (那要多少钱), what to do (补办) or nothing (我要办事) is said, and nothing was before it."""
        first = self.resolved[0]
        if len(self.resolved) != 1 or first.kind != "new":
            return False
        left = residue(self.simplified)
        return not left or left in BARE_ACTIONS

    def as_typed(self, part: str) -> str:
        """A part of what was understood as the person typed it: Traditional, with their punctuation and slips."""
        if part == self.simplified or len(self.text) != len(self.simplified):
            return self.text if part == self.simplified else part
        if (start := self.simplified.find(part)) >= 0:
            return self.text[start : start + len(part)]
        typed = dict(zip(self.simplified, self.text, strict=True))  # put together of several places
        return "".join(map(typed.__getitem__, part)) if typed.keys() >= set(part) else part


def simplify(text: str) -> str:
    """Simplified characters and ASCII punctuation, for looking up only; what a person wrote is shown as written."""
    return text if text.isascii() else simplified(text.translate(reading.FOLDED))


def understand(
    typed: str,
    *,
    memory: Memory = NOTHING,
    region: str | None = None,
    local_names: frozenset[str] = frozenset(),
    words: OptionWords | None = None,
    places: Sequence[LocalPlace] = (),
) -> Understood:
    """Read a message in the light of what the conversation remembers.

    Args:
        region: division code of the catalogue, to notice what belongs to another government.
        words: of an option of the open question, by its key: expressions that say it.
        places: divisions and halls of the city, to notice where somebody is.

    Raises:
        Fault: it cannot be a question (empty, too long, no text, no words).
    """
    text = reading.read(typed)
    language = reading.language_of(text)
    simplified = as_meant(simplify(text))
    turn = memory.number + 1
    if memory.asked is not None:
        value = answer_in_words(simplified, memory.asked, words or {})
        if value is not None:
            label = next((o.label for o in memory.asked.options if o.key == value), "")
            answers = Known(memory.asked.key, value, label, text[:80], turn)
            return Understood(text, simplified, language, None, replanned(text, memory), (answers,), answers)
    limit = limit_of(simplified) or elsewhere(simplified, region=region, local_names=local_names)
    meant = said_anew(simplified)
    needs = needs_of(meant)
    if len(needs) == 1:
        resolved = resolve(meant, needs[0], memory.turns)
    else:
        resolved = tuple(_one_of_several(need, simplified, memory) for need in needs)
    if limit and limit.state == "out_of_scope" and resolved[0].kind in ("variation", "same_item", "perhaps"):
        limit = None  # a follow-up names a place as a circumstance, not as the office to go to
    here = region_said(simplified, places, language=language, local_names=local_names, turn=turn)
    return Understood(text, simplified, language, limit, resolved, (*facts_said(simplified, turn=turn), *here))


def _one_of_several(need: NeedText, simplified: str, memory: Memory) -> Resolved:
    """Each of several needs stands alone, but for short ones after a turn before: register her and get insurance."""
    short = len(simplified.split()) <= _SHORT_WORDS if simplified.isascii() else len(simplified) <= _SHORT
    if not memory.turns or not short:
        return Resolved("new", need)
    somebody = _SOMEBODY.search(simplified)
    text = need.text if somebody is None or somebody.group() in need.text else f"{need.text} for {somebody.group()}"
    found = resolve(text, need, memory.turns)
    return found[0] if len(found) == 1 and found[0].kind in ("variation", "perhaps") else Resolved("new", need)


def understand_answers(label: str, memory: Memory, language: Language) -> Understood:
    """A turn in which nothing is said but answers are picked: the matters of the turn before, once more."""
    text = label or memory.question
    return Understood(text, simplify(text), language, None, replanned(text, memory), again=True)


def replanned(text: str, memory: Memory) -> tuple[Resolved, ...]:
    """The needs of the last turn: the item again where one was the answer, looked up again where none was."""
    return tuple(
        Resolved("same_item", NeedText(text, last.title, last.facets, last.query), last.item, last.title)
        if last.item and last.state == "answered"
        else Resolved("new", NeedText(last.text or text, last.query, last.facets))
        for last in memory.last
    )
