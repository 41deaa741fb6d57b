"""What is fixed about asking for a person: names of desks, states and reasons; no decision of a machine is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.reply import Reply

HOTLINE_DESK = "hotline"
WAITING = ("open", "claimed")  # states in which somebody still has to do something
REASONS = ("button", "words", "declined", "distress")
URGENT = frozenset({"distress", "unsafe"})
LONGEST_WORDS = 1000
LONGEST_ANSWER = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Visitor:
    """Who asks for a person, as far as is known. ``account``: signed in; ``session``: of a browser; ``key``: of a
    program; ``address``: of a program without a key, or of a browser, which may forget its session."""

    account: str = ""
    session: str = ""
    key: str = ""
    address: str = ""

    @property
    def known_as(self) -> tuple[tuple[str, str], ...]:
        """(kind, value), what says most first. An address stands for everybody behind it: not here."""
        named = ("person", self.account), ("key", self.key), ("session", self.session)
        return tuple((kind, value) for kind, value in named if value)

    @property
    def is_program(self) -> bool:
        """A program asks for many people."""
        return bool(self.key or (self.address and not self.session))


@dataclass(frozen=True)
class VisitorLimits:
    """Requests of one visitor that may wait at once, and those within 24 hours; 0: no limit. In ``desks.yaml``, with
    the desk of the hotline. Those of a program hold for an address as well, which may be that of a whole hall."""

    waiting: int = 3
    day: int = 10
    program_waiting: int = 100
    program_day: int = 500

    def of(self, visitor: Visitor) -> tuple[int, int]:
        """(waiting, within a day) for this visitor."""
        return (self.program_waiting, self.program_day) if visitor.is_program else (self.waiting, self.day)


def tidy(text: str, longest: int) -> str:
    """Typed text without control characters and outer blanks, cut at ``longest``."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()[:longest]


def matter_of(memory: Memory) -> str:
    """Code of the item that was last spoken of; "" where none was."""
    return next((each.item for each in reversed(memory.turns) if each.item and each.settled), "")


def picked_facts(replies: list[Reply], picks: list[str]) -> list[dict[str, Any]]:
    """Facts of replies by their places ``turn:need:fact``, each with its sources; unknown places are left out."""
    by_turn = {reply.turn: reply for reply in replies}
    found = []
    for pick in dict.fromkeys(picks):
        parts = pick.split(":")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
            continue
        turn, need, fact = map(int, parts)
        reply = by_turn.get(turn)
        if reply is None or need >= len(reply.needs) or fact >= len(reply.needs[need].facts):
            continue
        chosen = reply.needs[need].facts[fact]
        found.append(
            {
                "label": chosen.label or reply.needs[need].chosen_title,
                "value": chosen.value,
                "sources": [
                    {"title": s.title, "locator": s.locator, "url": s.url}
                    for s in reply.sources
                    if s.number in chosen.sources
                ],
            }
        )
    return found
