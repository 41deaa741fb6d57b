"""Comparing two runs of the same questions: what became wrong, what became right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengtong.kernel.digests import digest

# newly wrong questions that a version may have and still go live by itself: a share of those compared
MOST_REGRESSIONS = 0.01
Marks = Mapping[str, Sequence[Any]]  # id -> (fingerprint of the question and what is expected, right)


@dataclass(frozen=True)
class Difference:
    """Ids, in order. ``compared`` counts questions that both runs asked with the same expectation."""

    regressions: tuple[str, ...]
    repaired: tuple[str, ...]
    compared: int

    @property
    def too_many(self) -> bool:
        """More became wrong than may without a person's word."""
        return len(self.regressions) > self.compared * MOST_REGRESSIONS


def marks_of(rows: Iterable[Mapping[str, Any]], details: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, bool]]:
    """What a run leaves to be compared with. A dialogue has a mark for each of its turns."""
    prints: dict[str, str] = {}
    for row in rows:
        turns = row.get("turns")
        said = [turn.get("text", "") for turn in turns or ()]
        for number, turn in enumerate(turns or (row,), start=1):
            name = f"{row.get('id', '')}.{number}" if turns else str(row.get("id", ""))
            prints[name] = digest([turn.get("text", ""), turn.get("gold", []), row.get("kind", ""), said[:number]])[:16]
    return {str(d["id"]): (prints.get(str(d["id"]), ""), bool(d["right"])) for d in details}


def difference(before: Marks, after: Marks) -> Difference:
    """Only questions that are word for word the same, and expect the same, are compared."""
    same = [name for name, mark in after.items() if name in before and before[name][0] == mark[0]]
    return Difference(
        tuple(name for name in same if before[name][1] and not after[name][1]),
        tuple(name for name in same if not before[name][1] and after[name][1]),
        len(same),
    )


def wrong_ones(details: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a person needs to see of every question that was answered wrongly."""
    return [
        {
            "id": str(d["id"]), "kind": d["kind"], "text": d["text"], "state": d["state"], "gold": d["gold"],
            "rank": d["rank"], "offered": [list(need[:3]) for need in d["offered"]],
        }
        for d in details
        if not d["right"]
    ]  # fmt: skip


def figures_of(figures: Mapping[str, Any]) -> list[tuple[str, str, float | None, int]]:
    """(kind, name, share, number of questions), the ones that people look at, in their order."""
    shown = (
        ("single", "hit_at_1"), ("single", "hit_at_3"), ("compound", "all_needs"), ("dialogue", "turns_right"),
        ("unanswerable", "declined"), ("single", "wrongly_declined"),
    )  # fmt: skip
    return [
        (kind, name, figures[kind].get(name), int(figures[kind].get("n") or 0))
        for kind, name in shown
        if kind in figures and figures[kind].get("n")
    ]
