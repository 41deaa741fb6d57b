"""What a conversation remembers: the matters spoken of, what was said about the situation, the question still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zhengtong.contexts.guidance.domain.dialogue import Remembered
from zhengtong.contexts.guidance.domain.reply import Known, Language, Question

MOST_KNOWN = 40  # of a long conversation the newest are kept


@dataclass(frozen=True)
class Memory:
    """What was left by the turns before this one.

    ``turns``: one entry per need, oldest first. ``known``: said so far. ``asked``: the question that the last turn
    ended with. ``question``: of the last turn, masked. ``number``: of the last turn, 0 before the first.
    """

    turns: tuple[Remembered, ...] = ()
    known: tuple[Known, ...] = ()
    asked: Question | None = None
    number: int = 0
    question: str = ""
    language: Language | None = None

    @property
    def last(self) -> tuple[Remembered, ...]:
        """The needs of the last turn that had any, in their order."""
        return tuple(t for t in self.turns if t.turn == self.turns[-1].turn) if self.turns else ()


def values(known: Iterable[Known]) -> dict[str, str]:
    """What is known by key; "" where the person does not know."""
    return {each.key: each.value for each in known}


def merged(known: Iterable[Known], said: Iterable[Known]) -> tuple[Known, ...]:
    """``known`` with what was said now; of one key the later holds. Merging the same twice changes nothing."""
    by_key = {each.key: each for each in known}
    for key, each in {each.key: each for each in said}.items():
        if key not in by_key or by_key[key].value != each.value:  # said again, it is known from where it was said first
            by_key[key] = each
    return tuple(by_key.values())[-MOST_KNOWN:]


def without(known: Iterable[Known], keys: Iterable[str]) -> tuple[Known, ...]:
    """``known`` without what the person took back."""
    gone = set(keys)
    return tuple(each for each in known if each.key not in gone)


def picked(answers: Mapping[str, str], memory: Memory) -> tuple[Known, ...]:
    """Answers given by choosing, with the label that the person saw where it is still remembered."""
    labels = {(memory.asked.key, o.key): o.label for o in memory.asked.options} if memory.asked else {}
    labels |= {(each.key, each.value): each.label for each in memory.known if each.label}
    return tuple(
        Known(key[:120], value[:80], labels.get((key, value), ""), turn=memory.number + 1)
        for key, value in answers.items()
        if key
    )


def labelled(known: Iterable[Known], labels: Mapping[tuple[str, str], str]) -> tuple[Known, ...]:
    """``known`` with labels by (key, value) filled in where there is none yet."""
    return tuple(k if k.label else replace(k, label=labels.get((k.key, k.value), "")) for k in known)
