"""The situations of an item as a small logic: conditions read once, possible worlds enumerated, told apart by answers.

A world gives every situation one of its options, or ``NOT_ASKED`` where its own ``when`` is false. What the person
said rules worlds out; what is the same in all that are left is certain.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhengtong.kernel.errors import Fault
from zhengtong.platform.rules import service as rules

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem, Situation
    from zhengtong.contexts.guidance.domain.reply import Known

Truth = bool | None
Part = tuple[str, int]
"""A conditional part of an item: the name of its list and its place there, for example ``("materials", 2)``."""
NOT_ASKED = "-"
"""The value of a situation that does not arise. No option has this key, so every test for one is false."""
UNKNOWN = ""
"""What a person answers who does not know."""
_LISTS = ("conditions", "materials", "fees", "steps", "places", "notes", "after")
_LIMITS = ("promised", "statutory")
_MOST_WORLDS = 512
_Agreed = Callable[[str, tuple[str, ...]], tuple[str, ...]]


def known_key(item: ServiceItem, situation: Situation) -> str:
    """The key under which an answer is remembered: shared between items where the situation names a fact."""
    return situation.fact or f"{item.code}.{situation.key}"


@lru_cache(maxsize=8192)
def _parsed(text: str) -> rules.Condition | None:
    try:
        return rules.parse(json.loads(text))
    except Fault:
        return None


def condition_of(data: Any) -> rules.Condition | None:
    """The condition, or None where there is none or its form is not known."""
    return _parsed(json.dumps(data, sort_keys=True, default=str)) if data else None


@dataclass(frozen=True)
class Node:
    """A situation: ``follows`` has the options that need not be asked for, with what they follow from."""

    key: str
    known: str
    situation: Situation
    options: tuple[str, ...]
    when: rules.Condition | None
    follows: tuple[tuple[str, rules.Condition], ...]
    leans_on: frozenset[str]


@dataclass(frozen=True, eq=False)
class Tree:
    """Everything conditional about an item. ``nodes``: each after those that it leans on. ``fields``: of each
    condition, by its identity. One tree is equal to itself only, so that what was found for it can be kept."""

    nodes: tuple[Node, ...]
    parts: Mapping[Part, rules.Condition]
    order: Mapping[str, int]
    fields: Mapping[int, tuple[str, ...]]


_trees: dict[int, tuple[ServiceItem, Tree]] = {}  # by identity of the item, which the entry keeps alive
_MOST_TREES = 4096


def tree_of(item: ServiceItem) -> Tree:
    """Read once for each item object; the catalogue hands out the same object while the revision is current."""
    kept = _trees.get(id(item))
    if kept is None or kept[0] is not item:
        if len(_trees) >= _MOST_TREES:
            _trees.clear()
        kept = _trees[id(item)] = (item, _read(item))
    return kept[1]


def _read(item: ServiceItem) -> Tree:
    parts = {part: condition for part, data in _parts(item) if (condition := condition_of(data)) is not None}
    keys = {s.key for s in item.situations}
    nodes = [_node(item, s, keys) for s in item.situations]
    conditions = [*parts.values(), *(n.when for n in nodes if n.when), *(c for n in nodes for _, c in n.follows)]
    fields = {id(condition): rules.fields_of(condition) for condition in conditions}
    return Tree(tuple(_parents_first(nodes)), parts, {n.key: i for i, n in enumerate(nodes)}, fields)


def _parts(item: ServiceItem) -> Iterator[tuple[Part, Any]]:
    for name in _LISTS:
        for index, each in enumerate(getattr(item, name)):
            yield (name, index), getattr(each, "when", None)
    for index, name in enumerate(_LIMITS):
        limit = getattr(item.limits, name)
        yield ("limits", index), limit.when if limit else None


def _node(item: ServiceItem, situation: Situation, keys: set[str]) -> Node:
    when = condition_of(situation.when)
    follows = tuple((o.key, c) for o in situation.options if (c := condition_of(o.when)) is not None)
    fields = {f for c in (when, *(c for _, c in follows)) if c is not None for f in rules.fields_of(c)}
    options = tuple(o.key for o in situation.options)
    leans_on = frozenset(fields & keys) - {situation.key}
    return Node(situation.key, known_key(item, situation), situation, options, when, follows, leans_on)


def _parents_first(nodes: list[Node]) -> list[Node]:
    placed: list[Node] = []
    waiting = list(nodes)
    while waiting:
        done = {n.key for n in placed}
        ready = next((n for n in waiting if n.leans_on <= done), waiting[0])  # a circle is cut at its first
        placed.append(ready)
        waiting.remove(ready)
    return placed


@dataclass(frozen=True)
class World:
    values: Mapping[str, str]
    weight: float


class Logic:
    """Truths for one person on one day. ``said``: by situation key, an option's key or ``UNKNOWN``."""

    def __init__(self, tree: Tree, known: Iterable[Known], today: date) -> None:
        self.tree = tree
        self.today = today
        self.known = tuple(known)
        given = {k.key: k.value for k in self.known}
        self.said = {n.key: given[n.known] for n in tree.nodes if given.get(n.known) in (*n.options, UNKNOWN)}
        own = {n.key for n in tree.nodes}
        self.outside = {k: _value(v) for k, v in given.items() if v and k not in own}
        self._truths: dict[tuple[int, tuple[str | None, ...]], Truth] = {}

    def truth(self, condition: rules.Condition | None, values: Mapping[str, str]) -> Truth:
        """Three-valued; no condition is true."""
        if condition is None:
            return True
        fields = self.tree.fields.get(id(condition)) or rules.fields_of(condition)
        key = (id(condition), tuple([values.get(field) for field in fields]))
        try:
            return self._truths[key]
        except KeyError:
            truth = rules.evaluate(condition, {**self.outside, **values}, today=self.today).truth
            self._truths[key] = truth
            return truth

    @property
    def standing(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, object]]]:
        """What decides everything else: answers, and the facts from outside that some condition asks about."""
        used = {field for fields in self.tree.fields.values() for field in fields}
        return frozenset(self.said.items()), frozenset((k, v) for k, v in self.outside.items() if k in used)

    def choices(self, node: Node, values: Mapping[str, str]) -> tuple[str, ...]:
        """What the situation can be, when those before it are as in ``values``."""
        if self.truth(node.when, values) is False:
            return (NOT_ASKED,)
        follows = [option for option, condition in node.follows if self.truth(condition, values)]
        return (follows[0],) if len(follows) == 1 else node.options or (NOT_ASKED,)

    def worlds(self, nodes: tuple[Node, ...], said: Mapping[str, str]) -> list[World]:
        """What can be the case. Where what was said contradicts itself, the later situation gives way."""
        inside = {n.key for n in nodes}
        fixed = {key: value for key, value in said.items() if value and key not in inside}
        for agreed in (_only_as_said, _rather_as_said):
            found = list(self._walk(nodes, said, agreed, fixed, 1.0))
            if found:
                return found
        return []

    def _walk(
        self, nodes: tuple[Node, ...], said: Mapping[str, str], agreed: _Agreed, values: dict[str, str], weight: float
    ) -> Iterator[World]:
        if not nodes:
            yield World(values, weight)
            return
        node, rest = nodes[0], nodes[1:]
        choices = self.choices(node, values)
        if answer := said.get(node.key):
            choices = agreed(answer, choices)
        for value in choices:
            yield from self._walk(rest, said, agreed, {**values, node.key: value}, weight / len(choices))

    @staticmethod
    def within_bounds(nodes: tuple[Node, ...], said: Mapping[str, str]) -> tuple[Node, ...]:
        """As many situations, parents first, as can be enumerated; the others stay unknown until these are answered."""
        total, kept = 1, []
        for node in nodes:
            total *= 1 if said.get(node.key) else max(len(node.options), 1)
            if total > _MOST_WORLDS:
                break
            kept.append(node)
        return tuple(kept)


def _only_as_said(answer: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return (answer,) if answer in choices else ()


def _rather_as_said(answer: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return choices if choices == (NOT_ASKED,) else (answer,)


def _value(text: str) -> object:
    """Small numbers (an age, a count) are compared as numbers; everything else as it was said."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else text


def groups_of(tree: Tree, said: Mapping[str, str]) -> list[tuple[tuple[Node, ...], tuple[Part, ...]]]:
    """Situations that bear on each other, with the parts that hang on them; groups are independent of each other.

    A situation that was answered and leans on nothing joins nothing: it is a fact.
    """
    loose = {n.key for n in tree.nodes if not said.get(n.key) or n.leans_on or n.when or n.follows}
    group = {key: key for key in loose}

    def root(key: str) -> str:
        while group[key] != key:
            key = group[key]
        return key

    def join(keys: Iterable[str]) -> None:
        roots = [root(key) for key in keys if key in loose]
        for other in roots[1:]:
            group[root(other)] = root(roots[0])

    for node in tree.nodes:
        if node.key in loose:
            join((node.key, *sorted(node.leans_on)))
    for condition in tree.parts.values():
        join(rules.fields_of(condition))
    found: dict[str, tuple[list[Node], list[Part]]] = {}
    for node in tree.nodes:
        if node.key in loose:
            found.setdefault(root(node.key), ([], []))[0].append(node)
    for part, condition in tree.parts.items():
        first = next((f for f in rules.fields_of(condition) if f in loose), None)
        if first is not None:
            found[root(first)][1].append(part)
    return [(tuple(nodes), tuple(parts)) for nodes, parts in found.values()]
