"""One subject: three-valued (Kleene) evaluation with a trace, and the fields that would decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengtong.kernel.working_days import Calendar

from .conditions import All, AnyOf, AtLeast, Condition, Not, Test, Value, needed_of
from .operators import MISSING, Moment, Truth, apply

PLAIN_CALENDAR = Calendar()
_PLACES: Mapping[type, str] = {All: "all", AnyOf: "any", AtLeast: "at_least_n.of"}


@dataclass(frozen=True)
class Leaf:
    """What became of one test. ``actual`` is None when not given or masked; ``note`` says why it is unknown:
    not-given, no-value, wrong-type, not-a-date or not-a-division."""

    path: str
    field: str
    op: str
    expected: Value
    actual: Any
    masked: bool
    truth: Truth
    note: str = ""


@dataclass(frozen=True)
class Evaluation:
    """``deciding``: the unknown fields that can still change the answer, most useful first."""

    truth: Truth
    trace: tuple[Leaf, ...]
    deciding: tuple[str, ...]


def kleene(condition: All | AnyOf | AtLeast, truths: list[Truth]) -> Truth:
    """The truth of a combination: unknown only when the unknown parts could turn it either way."""
    needed = needed_of(condition)
    true = truths.count(True)
    if true >= needed:
        return True
    return False if true + truths.count(None) < needed else None


@dataclass
class _Walk:
    facts: Mapping[str, object]
    moment: Moment
    sensitive: Collection[str]
    trace: list[Leaf]

    def truth(self, condition: Condition, path: str) -> tuple[Truth, _Node]:
        if isinstance(condition, Test):
            return self._leaf(condition, path)
        if isinstance(condition, Not):
            truth, node = self.truth(condition.part, f"{path}not.")
            return (None if truth is None else not truth), node
        name = _PLACES[type(condition)]
        answers = [self.truth(part, f"{path}{name}[{i}].") for i, part in enumerate(condition.parts)]
        truths = [truth for truth, _ in answers]
        result = kleene(condition, truths)
        if result is not None:
            return result, _Node()
        needed = needed_of(condition)
        open_parts = tuple(node for truth, node in answers if truth is None)
        return None, _Node(needed=needed - truths.count(True), parts=open_parts)

    def _leaf(self, test: Test, path: str) -> tuple[Truth, _Node]:
        actual = self.facts.get(test.field, MISSING)
        truth, note = apply(test, actual, self.moment)
        masked = test.field in self.sensitive and actual is not MISSING
        shown = None if masked or actual is MISSING else actual
        self.trace.append(Leaf(path.rstrip("."), test.field, test.op, test.value, shown, masked, truth, note))
        return truth, _Node(field=test.field)


@dataclass(frozen=True)
class _Node:
    """An unknown part: a field, or ``needed`` of the unknown parts below it. Negation changes no use."""

    field: str = ""
    needed: int = 0
    parts: tuple[_Node, ...] = ()


def _weigh(node: _Node, weight: float, scores: dict[str, float]) -> None:
    """Share the weight of a part among the fields below it.

    Where one answer can settle a part (the last one needed, or the first one missing) a small part is the
    quicker way, so each of k parts gets 1/k, less the more of them must fall together.
    """
    if node.field:
        scores[node.field] = scores.get(node.field, 0.0) + weight
        return
    count = len(node.parts)
    settle = min(node.needed, count - node.needed + 1)
    for part in node.parts:
        _weigh(part, weight / (count * settle), scores)


def evaluate(
    condition: Condition,
    facts: Mapping[str, object],
    *,
    today: date,
    calendar: Calendar | None = None,
    sensitive: Collection[str] = (),
) -> Evaluation:
    """Evaluate for one subject. Never raises for data: what cannot be compared is unknown, with a note.

    Args:
        facts: by field. A field that is absent is unknown; one that is None is known to have no value (then
            ``exists`` is false, and every other test unknown).
        calendar: for ``working_days_…``; weekdays without holidays when None.
        sensitive: fields whose values are left out of the trace.
    """
    walk = _Walk(facts, Moment(today, calendar or PLAIN_CALENDAR), sensitive, [])
    truth, node = walk.truth(condition, "")
    scores: dict[str, float] = {}
    if truth is None:
        _weigh(node, 1.0, scores)
    deciding = tuple(sorted(scores, key=lambda field: -scores[field]))
    return Evaluation(truth=truth, trace=tuple(walk.trace), deciding=deciding)
