"""Where a person stands in a matter, and the one question that would tell most.

The next question is the one with the highest expected information gain over what differs between the outcomes:
which materials, fees, limits and earlier matters apply. What is known, what does not matter any more and what the
person does not know is never asked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from zhengtong.contexts.guidance.domain.reply import AnswerOption, Known, Language, Question
from zhengtong.contexts.guidance.domain.situations import (
    NOT_ASKED,
    UNKNOWN,
    Logic,
    Node,
    Part,
    Tree,
    Truth,
    World,
    groups_of,
    tree_of,
)

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem

_SMALLEST_GAIN = 1e-9
_MOST_STATES = 120
Outcome = tuple[Truth, ...]


@dataclass(frozen=True)
class Navigation:
    """``truths``: for every conditional part whether it applies, None while open. ``settled``: situation key ->
    option's key or ``NOT_ASKED``, said or following from what was said. ``question`` is None when nothing is left
    to ask that would change anything."""

    question: Question | None
    truths: Mapping[Part, Truth]
    settled: Mapping[str, str]
    logic: Logic

    def truth(self, name: str, index: int) -> Truth:
        """Whether the part applies; parts without a condition always do."""
        return self.truths.get((name, index), True)

    @property
    def open(self) -> tuple[Part, ...]:
        """Parts that depend on something not known yet."""
        return tuple(part for part, truth in self.truths.items() if truth is None)


def navigate(
    item: ServiceItem, known: Iterable[Known], *, language: Language, today: date, prefer: Collection[str] = ()
) -> Navigation:
    """Where someone of whom ``known`` is known stands in ``item``.

    Args:
        known: facts by ``situations.known_key``; the value ``""`` says that the person does not know.
        today: the day on which conditions about dates are read.
        prefer: keys that the person wants to be asked about first, where the answer still matters.
    """
    logic = Logic(tree_of(item), known, today)
    question, truths, settled = _solved(_Case(logic), logic.standing, today, language, frozenset(prefer))
    return Navigation(question, truths, settled, logic)


class _Case:
    """A logic as the key of what was found for it: the tree is what counts, the rest of the key says the same."""

    def __init__(self, logic: Logic) -> None:
        self.logic = logic

    def __hash__(self) -> int:
        return hash(self.logic.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Case) and other.logic.tree is self.logic.tree


@lru_cache(maxsize=8192)
def _solved(
    case: _Case, _standing: object, _today: date, language: Language, prefer: frozenset[str]
) -> tuple[Question | None, Mapping[Part, Truth], Mapping[str, str]]:
    """Most people who ask about a matter stand at the same few places in it."""
    logic, tree = case.logic, case.logic.tree
    surveys = [_Survey(logic, nodes, parts) for nodes, parts in groups_of(tree, logic.said)]
    for survey in surveys if prefer else ():
        survey.prefer(prefer)
    settled = {key: value for key, value in logic.said.items() if value}
    truths: dict[Part, Truth] = {}
    for survey in surveys:
        settled |= survey.settled
        truths |= survey.truths
    for part, condition in tree.parts.items():
        if part not in truths:
            truths[part] = logic.truth(condition, settled)
    question = _question(tree, surveys, language)
    return question, {part: truths[part] for part in tree.parts}, settled


def _question(tree: Tree, surveys: list[_Survey], language: Language) -> Question | None:
    asking = [(survey.gain, -tree.order[survey.best.key], survey) for survey in surveys if survey.best]
    if not asking:
        return None
    survey = max(asking, key=lambda each: each[:2])[2]
    node = survey.best
    assert node is not None
    tongue = "en" if language == "en" else "zh"
    possible = {world.values.get(node.key) for world in survey.worlds}
    options = tuple(
        AnswerOption(o.key, o.label.in_language(tongue)) for o in node.situation.options if o.key in possible
    )
    ways = [_Depth(each.logic, each.nodes, each.parts).most(each.said) for each in surveys]
    left, asks = sum(most for most, _ in ways), frozenset[str]().union(*(always for _, always in ways))
    text, why = node.situation.question.in_language(tongue), node.situation.why.in_language(tongue)
    return Question(node.known, text, why, options, left, tuple(sorted(asks)))


def questions_left(questions: Iterable[Question]) -> int:
    """At most how many questions several matters still need together; a fact that they share is asked once."""
    asked = tuple(questions)
    certain = [key for question in asked for key in question.asks]
    return sum(question.left for question in asked) - (len(certain) - len(set(certain)))


class _Survey:
    """A group of situations with what was said about them: what is certain, and what is best asked next."""

    def __init__(
        self, logic: Logic, nodes: tuple[Node, ...], parts: tuple[Part, ...], said: Mapping[str, str] | None = None
    ) -> None:
        self.logic, self.nodes, self.parts = logic, nodes, parts
        self.said = logic.said if said is None else said
        self.worlds = logic.worlds(logic.within_bounds(nodes, self.said), self.said)
        outcomes = [self._outcome(world) for world in self.worlds]
        self.truths = dict(zip(parts, _agreed(outcomes), strict=True))
        self.settled = _settled(nodes, self.worlds)
        self.open = [n for n in nodes if n.key not in self.said and n.key not in self.settled and self._has(n)]
        self._classes = self._classify(outcomes)
        self.gain, self.best = self._best()

    def prefer(self, keys: Collection[str]) -> None:
        """Ask about one of ``keys`` (of known facts) before anything else, if that still matters."""
        wanted = next((n for n in self.open if n.known in keys and self._matters(n)), None)
        if self.best is not None and wanted is not None:
            self.gain, self.best = math.inf, wanted

    def _has(self, node: Node) -> bool:
        return bool(self.worlds) and node.key in self.worlds[0].values

    def _outcome(self, world: World) -> Outcome:
        return tuple(self.logic.truth(self.logic.tree.parts[part], world.values) for part in self.parts)

    def _classify(self, outcomes: list[Outcome]) -> dict[tuple[str, ...], tuple[float, Outcome]]:
        """Worlds that answers can tell apart, with their weight and what would then be certain."""
        gathered: dict[tuple[str, ...], tuple[float, list[Outcome]]] = {}
        for world, outcome in zip(self.worlds, outcomes, strict=True):
            seen = tuple(world.values[n.key] for n in self.open)
            weight, found = gathered.get(seen, (0.0, []))
            gathered[seen] = (weight + world.weight, [*found, outcome])
        return {seen: (weight, _agreed(found)) for seen, (weight, found) in gathered.items()}

    def _best(self) -> tuple[float, Node | None]:
        if len({outcome for _, outcome in self._classes.values()}) < 2:
            return 0.0, None
        names = {n.key for n in self.open}
        first = [n for n in self.open if not n.leans_on & names]
        return self._most_telling(first) or self._most_telling(self.open) or (0.0, None)

    def _most_telling(self, nodes: list[Node]) -> tuple[float, Node] | None:
        order = self.logic.tree.order
        gains = sorted(((-round(self._gain(n), 9), order[n.key], n) for n in nodes), key=lambda each: each[:2])
        if gains and -gains[0][0] > _SMALLEST_GAIN:
            return -gains[0][0], gains[0][2]
        # alone none tells anything, together they may: one of those that matter
        return next(((0.0, n) for _, _, n in gains if self._matters(n)), None)

    def _gain(self, node: Node) -> float:
        """Bits about the outcome that the answer is expected to give."""
        index = self.open.index(node)
        whole: dict[Outcome, float] = {}
        split: dict[str, dict[Outcome, float]] = {}
        for seen, (weight, outcome) in self._classes.items():
            whole[outcome] = whole.get(outcome, 0.0) + weight
            branch = split.setdefault(seen[index], {})
            branch[outcome] = branch.get(outcome, 0.0) + weight
        total = sum(whole.values())
        return _bits(whole) - sum(sum(branch.values()) / total * _bits(branch) for branch in split.values())

    def _matters(self, node: Node) -> bool:
        """Whether some outcome hangs on this answer, whatever the others are."""
        index = self.open.index(node)
        beneath = _beneath(node, self.open)
        keep = [i for i, n in enumerate(self.open) if i != index and n.key not in beneath]
        seen_with: dict[tuple[str, ...], dict[str, set[Outcome]]] = {}
        for seen, (_, outcome) in self._classes.items():
            rest = tuple(seen[i] for i in keep)
            seen_with.setdefault(rest, {}).setdefault(seen[index], set()).add(outcome)
        return any(
            len(by_value) > 1 and len({frozenset(s) for s in by_value.values()}) > 1 for by_value in seen_with.values()
        )


class _Depth:
    """At most how many questions a group still needs, asking the best one each time, whatever is answered; and the
    known facts' keys that are asked for on every way."""

    def __init__(self, logic: Logic, nodes: tuple[Node, ...], parts: tuple[Part, ...]) -> None:
        self.logic, self.nodes, self.parts = logic, nodes, parts
        self.states = 0

    def most(self, said: Mapping[str, str]) -> tuple[int, frozenset[str]]:
        survey = _Survey(self.logic, self.nodes, self.parts, said)
        if survey.best is None:
            return 0, frozenset()
        left = [n for n in self.nodes if n.key not in said and n.key not in survey.settled]
        own = frozenset({survey.best.known})
        self.states += 1
        if len(left) == 1 or self.states > _MOST_STATES:
            return len(left), own
        answers = {world.values[survey.best.key] for world in survey.worlds} - {NOT_ASKED} | {UNKNOWN}
        ways = [self.most({**said, survey.best.key: answer}) for answer in sorted(answers)]
        return 1 + max(most for most, _ in ways), own | frozenset.intersection(*(always for _, always in ways))


def _agreed(outcomes: list[Outcome]) -> Outcome:
    """Part by part what all of them say, None where they differ."""
    return tuple(column[0] if len(set(column)) == 1 else None for column in zip(*outcomes, strict=True))


def _settled(nodes: tuple[Node, ...], worlds: list[World]) -> dict[str, str]:
    found = {}
    for node in nodes:
        values = {world.values.get(node.key) for world in worlds}
        if len(values) == 1 and (value := values.pop()):
            found[node.key] = value
    return found


def _beneath(node: Node, nodes: list[Node]) -> set[str]:
    """Situations that lean on this one, also by way of others."""
    found = {node.key}
    for other in nodes:  # parents come first
        if other.leans_on & found:
            found.add(other.key)
    return found - {node.key}


def _bits(weights: Mapping[Outcome, float]) -> float:
    total = sum(weights.values())
    return -sum(w / total * math.log2(w / total) for w in weights.values() if w)
