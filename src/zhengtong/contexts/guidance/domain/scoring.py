"""Measuring replies against questions with known answers: JSON lines of kind single, compound, unanswerable, dialogue."""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengtong.contexts.guidance.domain.reply import Reply

Row = Mapping[str, Any]
AskOne = Callable[[str], Reply]
Session = Callable[[], AskOne]


@dataclass
class Tally:
    """Counts by kind; ``details`` has one line for each question, for a person to read."""

    single: list[tuple[int | None, bool]] = field(default_factory=list)
    compound: list[bool] = field(default_factory=list)
    unanswerable: list[bool] = field(default_factory=list)
    turns: list[bool] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The published form; shares with four digits, None where nothing was asked."""
        return {
            "single": {
                "n": len(self.single),
                **{f"hit_at_{k}": _share(r is not None and r <= k for r, _ in self.single) for k in (1, 3, 5)},
                "wrongly_declined": _share(declined for _, declined in self.single),
            },
            "compound": {"n": len(self.compound), "all_needs": _share(self.compound)},
            "unanswerable": {"n": len(self.unanswerable), "declined": _share(self.unanswerable)},
            "dialogue": {"n": len(self.turns), "turns_right": _share(self.turns)},
        }


def measure(rows: Iterable[Row], session: Session, *, progress: Callable[[int], None] | None = None) -> Tally:
    """Ask everything. ``session`` starts a conversation of its own and returns how to ask in it.

    ``hit_at_k``: a gold code among the first k items offered. ``all_needs``: each need has one of its gold codes among
    the items offered. ``declined``: no item given as the answer. ``turns_right``: the first item offered is a gold one.
    """
    tally = Tally()
    for number, row in enumerate(rows, start=1):
        _MEASURES[str(row.get("kind", "single"))](row, session(), tally)
        if progress:
            progress(number)
    return tally


def _single(row: Row, ask: AskOne, tally: Tally) -> None:
    reply = ask(row["text"])
    rank = _rank(reply, gold_codes(row))
    tally.single.append((rank, reply.declined))
    _note(tally, row, reply, right=rank == 1, rank=rank)


def _compound(row: Row, ask: AskOne, tally: Tally) -> None:
    reply = ask(row["text"])
    offered = set(reply.offered_codes())
    met = all(offered & set(group) for group in _groups(row["gold"]))
    tally.compound.append(met)
    _note(tally, row, reply, right=met)


def _unanswerable(row: Row, ask: AskOne, tally: Tally) -> None:
    reply = ask(row["text"])
    tally.unanswerable.append(reply.declined)
    _note(tally, row, reply, right=reply.declined)


def _dialogue(row: Row, ask: AskOne, tally: Tally) -> None:
    for number, turn in enumerate(row["turns"], start=1):
        reply = ask(turn["text"])
        rank = _rank(reply, gold_codes(turn))
        tally.turns.append(rank == 1)
        _note(tally, {**row, **turn, "id": f"{row.get('id', '')}.{number}"}, reply, right=rank == 1, rank=rank)


_MEASURES: dict[str, Callable[[Row, AskOne, Tally], None]] = {
    "single": _single,
    "compound": _compound,
    "unanswerable": _unanswerable,
    "dialogue": _dialogue,
}


def can_be_asked(row: Any) -> bool:
    """Whether this has the form of a question with known answers; see ``questions/*.yaml`` of a pack."""
    if not isinstance(row, Mapping):
        return False
    kind = row.get("kind", "single")
    if kind == "dialogue":
        turns = row.get("turns")
        return isinstance(turns, list) and bool(turns) and all(map(_has_text_and_gold, turns))
    return kind in _MEASURES and (_has_text_and_gold(row) or (kind == "unanswerable" and _has_text(row)))


def _has_text(row: Any) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("text"), str)


def _has_text_and_gold(row: Any) -> bool:
    return _has_text(row) and isinstance(row.get("gold"), list) and all(isinstance(g, str | list) for g in row["gold"])


def gold_codes(row: Row) -> set[str]:
    """Codes of the items that answer a single question or a turn; any of them is right."""
    return {code for group in _groups(row["gold"]) for code in group}


def _groups(gold: Iterable[Any]) -> list[list[str]]:
    return [[group] if isinstance(group, str) else list(group) for group in gold]


def _rank(reply: Reply, gold: set[str]) -> int | None:
    codes = reply.offered_codes()
    return next((place for place, code in enumerate(codes, start=1) if code in gold), None)


def _share(values: Iterable[bool]) -> float | None:
    listed = [bool(v) for v in values]
    return round(sum(listed) / len(listed), 4) if listed else None


def _note(tally: Tally, row: Row, reply: Reply, *, right: bool, rank: int | None = None) -> None:
    tally.details.append(
        {
            "id": row.get("id", ""),
            "kind": row.get("kind", "single"),
            "text": row.get("text", ""),
            "right": right,
            "rank": rank,
            "state": reply.state,
            "reason": reply.reason,
            "queries": [need.query for need in reply.needs],
            "offered": [[f"{o.code} {o.title}" for o in need.offered] for need in reply.needs],
            "perhaps": [[o.title for o in need.perhaps] for need in reply.needs],
            "gold": row.get("gold", []),
        }
    )
