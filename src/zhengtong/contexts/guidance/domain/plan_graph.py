"""Which steps a plan has and which wait for which: prerequisites read in the light of what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.domain.navigation import Navigation, navigate
from zhengtong.contexts.guidance.domain.reply import Known, Language
from zhengtong.contexts.guidance.domain.situations import Logic, Truth, condition_of, tree_of
from zhengtong.kernel.ordering import circles, in_order, without_circles

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import OneThing, Prerequisite, ServiceItem

HAVE = "have"
"""``<item code>.have`` is the known fact whether the result of an item is there already: yes | no."""


@dataclass(frozen=True)
class Person:
    """Of whom the plan is: what is known, the language, and the day on which conditions are read."""

    known: tuple[Known, ...]
    language: Language
    today: date

    def has(self, code: str) -> Truth:
        said = {k.value for k in self.known if k.key == f"{code}.{HAVE}"}
        return True if "yes" in said else False if "no" in said else None


@dataclass(frozen=True)
class Wait:
    """``on``: the code that must be finished first; ``rule`` None where a one-thing says so."""

    on: str
    rule: Prerequisite | None = None


@dataclass
class Graph:
    """``items`` in the order of the plan before times are known. ``waits`` for each code; ``first``: codes that nobody
    asked for; ``perhaps``: (code, rule, by) of what some need first; ``circle``: codes that wait for each other."""

    items: dict[str, ServiceItem] = field(default_factory=dict)
    waits: dict[str, tuple[Wait, ...]] = field(default_factory=dict)
    first: set[str] = field(default_factory=set)
    perhaps: list[tuple[str, Prerequisite, str]] = field(default_factory=list)
    circle: tuple[str, ...] = ()
    navigations: dict[str, Navigation] = field(default_factory=dict)
    others: Mapping[str, ServiceItem] = field(default_factory=dict)
    open: Mapping[str, Any] = field(default_factory=dict)  # of members that may not be for this person: their condition


def graph_of(
    items: Sequence[ServiceItem],
    person: Person,
    *,
    others: Mapping[str, ServiceItem],
    one_thing: OneThing | None = None,
    navigations: Mapping[str, Navigation] | None = None,
) -> Graph:
    """The steps with what each waits for.

    Args:
        items: in the order asked.
        others: items that may be needed first; one that is not here is named, but is no step.
        navigations: where the person stands in each item, where that was worked out already.
    """
    graph = Graph(navigations=dict(navigations or {}), others=others)
    for item in items:
        if person.has(item.code) is not True:
            _add(graph, item, person, others, asked={i.code for i in items})
    members = _members(one_thing, person, graph)
    for code in [c for c in graph.items if members.get(c, True) is False]:
        del graph.items[code]
    graph.open = {m.code: m.when for m in (one_thing.members if one_thing else ()) if members.get(m.code, True) is None}
    after = {code: _waits(code, graph, one_thing) for code in graph.items}
    plain = {code: tuple(w.on for w in waits) for code, waits in after.items()}
    graph.circle = tuple(code for ring in circles(plain) for code in ring)
    kept = without_circles(plain)
    order, _ = in_order(kept)
    graph.items = {code: graph.items[code] for code in order}
    graph.waits = {code: _once(w for w in after[code] if w.on in kept[code]) for code in order}
    graph.perhaps = [(c, rule, by) for c, rule, by in graph.perhaps if c not in graph.items and by in graph.items]
    return graph


def wanted(items: Iterable[ServiceItem], person: Person) -> set[str]:
    """Codes that may be needed first and are not among ``items``: what ``others`` should hold."""
    listed = list(items)
    here = {item.code for item in listed}
    return {rule.item for item in listed for rule in item.after if rule.item not in here and not person.has(rule.item)}


def _add(
    graph: Graph, item: ServiceItem, person: Person, others: Mapping[str, ServiceItem], *, asked: set[str]
) -> None:
    """The item, after those it certainly needs and nobody asked for."""
    if item.code in graph.items or item.code in graph.first:
        return
    if item.code not in asked:
        graph.first.add(item.code)
    navigation = graph.navigations.get(item.code)
    if navigation is None:
        navigation = navigate(item, person.known, language=person.language, today=person.today)
        graph.navigations[item.code] = navigation
    for number, rule in enumerate(item.after):
        truth = navigation.truth("after", number)
        has = person.has(rule.item)
        if rule.item in asked or rule.item in graph.items or truth is False or has is True:
            continue
        # without a condition it only says what comes first for those who need both; many have the result already
        if (truth is True and rule.when is not None) or has is False:
            if rule.item in others:
                _add(graph, others[rule.item], person, others, asked=asked)
            continue
        graph.perhaps.append((rule.item, rule, item.code))
    graph.items[item.code] = item


def _members(one_thing: OneThing | None, person: Person, graph: Graph) -> dict[str, Truth]:
    """Whether each member of a one-thing is for this person, as far as is known."""
    found: dict[str, Truth] = {}
    for member in one_thing.members if one_thing else ():
        item = graph.items.get(member.code)
        condition = condition_of(member.when)
        if item is not None and condition is not None:
            found[member.code] = Logic(tree_of(item), person.known, person.today).truth(
                condition, graph.navigations[member.code].settled
            )
    return found


def _waits(code: str, graph: Graph, one_thing: OneThing | None) -> tuple[Wait, ...]:
    navigation = graph.navigations[code]
    rules = [
        Wait(rule.item, rule)
        for number, rule in enumerate(graph.items[code].after)
        if rule.item in graph.items and navigation.truth("after", number) is not False
    ]
    member = next((m for m in one_thing.members if m.code == code), None) if one_thing else None
    return (*rules, *(Wait(other) for other in (member.after if member else ()) if other in graph.items))


def _once(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """One wait for each code; one that says why goes before one that does not."""
    by_code: dict[str, Wait] = {}
    for wait in waits:
        if wait.on not in by_code or (by_code[wait.on].rule is None and wait.rule is not None):
            by_code[wait.on] = wait
    return tuple(by_code.values())
