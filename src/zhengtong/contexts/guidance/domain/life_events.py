"""Whether a message speaks of a whole event of life or business, for which the pack has a one-thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml

from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.words import CIVIC
from zhengtong.kernel.text import normalise

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import OneThing

_NO_WORD = re.compile(r"[\W_]+")
_END = re.compile(r"一件事$|\s*一次办$|联办$")
_ONE_SIDED = frozenset({"fee", "place", "time", "phone", "online"})  # asked of one matter, never of all
_SHORTEST_NAME = 3  # characters of an alias; shorter ones say too little by themselves
_LEFT_OVER = 2  # characters besides the event that make no matter of their own


@dataclass(frozen=True)
class Named:
    """A one-thing as it may be spoken of. ``events``: those its own phrases speak of; ``names``: its phrases, bare."""

    key: str
    events: frozenset[str]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """``whole``: all of it is asked for; otherwise only something that belongs to it."""

    key: str
    whole: bool


@dataclass(frozen=True)
class _Patterns:
    events: dict[str, re.Pattern[str]]
    breadth: re.Pattern[str]
    around: re.Pattern[str]
    names: re.Pattern[str]
    intends: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    rows = yaml.safe_load((DATA / "life_events.yaml").read_text("utf-8"))
    # a word of English is around an event only as a whole word
    rows["around"] = re.sub(r"(?<=[(|])([a-z]+)(?=[|)])", r"\\b\1\\b", rows["around"])
    events = {name: re.compile(pattern, re.I) for name, pattern in rows.pop("events").items()}
    return _Patterns(events, **{name: re.compile(pattern, re.I) for name, pattern in rows.items()})


def named(thing: OneThing) -> Named:
    """How ``thing`` may be spoken of."""
    phrases = [thing.title.zh, thing.title.en, *thing.aliases.zh, *thing.aliases.en]
    asked = [*thing.questions.zh, *thing.questions.en]
    events = _patterns().events
    spoken = [p.lower() for p in (*phrases, *asked) if p]
    return Named(
        thing.key,
        frozenset(name for name, pattern in events.items() if any(pattern.search(p) for p in spoken)),
        tuple(dict.fromkeys(n for n in (_bare(_END.sub("", p)) for p in phrases + asked if p) if n)),
    )


def spoken_of(simplified: str, things: Sequence[Named], *, alone: bool = True) -> Spoken | None:
    """The one-thing that a need speaks of, or None. Of several the one whose name it holds, then the first.

    ``simplified``: the need in simplified characters. ``alone``: the only one of its message; beside others all of
    an event is wanted only where it is said.
    """
    text = normalise(simplified).lower()
    says = _patterns()
    found = {name: pattern for name, pattern in says.events.items() if pattern.search(text)}
    bare = _bare(text)
    best = _best(bare, found, things)
    if best is None:
        return None
    return Spoken(best.key, bare in best.names or _whole(text, best, says, alone))


def _whole(text: str, thing: Named, says: _Patterns, alone: bool) -> bool:
    """All of it is asked for in so many words, or nothing but the event itself is said, as a wish or as news."""
    rest = text
    for name in thing.events:
        rest = says.events[name].sub(" ", rest)
    rest = _without_names(says.breadth.sub(" ", rest), thing)
    if CIVIC.search(rest):
        return False
    if says.breadth.search(text):
        return True
    if not alone or says.names.search(text) or _ONE_SIDED & set(facets_of(text)) or not says.intends.search(text):
        return False
    return len(_NO_WORD.sub("", says.around.sub(" ", rest))) <= _LEFT_OVER


def _best(bare: str, found: Iterable[str], things: Sequence[Named]) -> Named | None:
    by_name = [(max((len(n) for n in t.names if len(n) >= _SHORTEST_NAME and n in bare), default=0), t) for t in things]
    longest = max(by_name, key=lambda each: each[0], default=(0, None))
    if longest[0]:
        return longest[1]
    events = set(found)
    return next((t for t in things if t.events & events), None)


def _without_names(text: str, thing: Named) -> str:
    for name in thing.names:
        text = text.replace(name, " ")
    return text


def _bare(text: str) -> str:
    return _NO_WORD.sub("", normalise(text).lower())
