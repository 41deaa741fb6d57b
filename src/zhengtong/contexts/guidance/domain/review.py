"""What people may say is wrong, and what a reply looks like beside the same reply later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhengtong.contexts.guidance.domain.reply import Reply

REASONS = ("wrong_matter", "outdated", "incomplete", "not_understandable", "other")
MOST_FACTS = 40


@dataclass(frozen=True)
class Line:
    """One line of a reply; ``differs``: the other reply does not have it."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Side:
    """A reply in a few lines: its state, what was chosen, what was offered, the facts."""

    state: str
    message: str
    chosen: tuple[Line, ...] = ()
    offered: tuple[Line, ...] = ()
    facts: tuple[Line, ...] = ()

    @property
    def facts_alike(self) -> tuple[Line, ...]:
        """What both replies say."""
        return tuple(line for line in self.facts if not line.differs)

    @property
    def facts_apart(self) -> tuple[Line, ...]:
        return tuple(line for line in self.facts if line.differs)


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Side, Side, bool]:
    """Two replies in their plain form side by side; the last value says whether anything differs."""
    first, second = _side(before), _side(after)
    left, right = _marked(first, second), _marked(second, first)
    same = first == second
    return left, right, not same


def _side(reply: Mapping[str, Any]) -> Side:
    needs = reply.get("needs") or ()
    return Side(
        state=str(reply.get("state", "")),
        message=str(reply.get("message", "")),
        chosen=tuple(Line(_chosen(need)) for need in needs if need.get("chosen")),
        offered=tuple(Line(o["title"]) for need in needs for o in (*need.get("offered", ()), *need.get("perhaps", ()))),
        facts=tuple(Line(_fact(f)) for need in needs for f in need.get("facts", ()) if f.get("tag") != "missing")[
            :MOST_FACTS
        ],
    )


def _chosen(need: Mapping[str, Any]) -> str:
    titles = {o["code"]: o["title"] for o in need.get("offered", ())}
    return f"{titles.get(need['chosen'], need['chosen'])} ({need['chosen']})"


def _fact(fact: Mapping[str, Any]) -> str:
    return f"{fact.get('label', '')}: {fact.get('value', '')}" if fact.get("label") else str(fact.get("value", ""))


def _marked(side: Side, other: Side) -> Side:
    def lines(own: tuple[Line, ...], others: tuple[Line, ...]) -> tuple[Line, ...]:
        there = {line.text for line in others}
        return tuple(Line(line.text, line.text not in there) for line in own)

    return Side(
        side.state,
        side.message,
        lines(side.chosen, other.chosen),
        lines(side.offered, other.offered),
        lines(side.facts, other.facts),
    )


def test_row(key: str, question: str, language: str, codes: tuple[str, ...]) -> dict[str, Any]:
    """A row of ``questions/*.yaml``. Without codes: a question that is rightly not answered."""
    base = {"id": key, "lang": language, "style": "review", "text": question}
    if not codes:
        return {**base, "kind": "unanswerable", "gold": [], "reason": "review"}
    return {**base, "kind": "single", "gold": [list(codes)]}


def right_now(row: Mapping[str, Any], reply: Reply) -> bool:
    """Whether the reply is what the row expects."""
    if row["kind"] == "unanswerable":
        return reply.declined
    first = reply.offered_codes()[:1]
    return bool(first) and first[0] in {code for group in row["gold"] for code in group}
