"""Whether the conditions of an item name what exists, and can come true for somebody."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs
from zhengtong.platform.rules import service as rules

_ANY_DAY = date(2000, 1, 1)  # conditions on situations do not look at the day
MOST_COMBINATIONS = 5_000


def situation_findings(file: packs.PackFile) -> Iterator[packs.Finding]:
    """Options with one key, and situations whose answer changes nothing."""
    used = {field for condition, _ in _conditions(file.data) for field in _fields(condition)}
    for number, situation in enumerate(file.data.get("situations", ())):
        keys = [option["key"] for option in situation["options"]]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                yield file.finding(
                    "error", "duplicate-code", N_("The key “%(key)s” is here twice."),
                    ("situations", number, "options", position, "key"), N_("Give one of the two another key."),
                    key=key,
                )  # fmt: skip
        if situation["key"] not in used:
            yield file.finding(
                "warning", "idle-situation", N_("No material, fee, limit or step depends on “%(key)s”."),
                ("situations", number), N_("Use it in a “when”, or leave the question out."), key=situation["key"],
            )  # fmt: skip


def condition_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """Conditions that cannot be read, name options that are not there, or can never be true."""
    data = file.data
    options = {s["key"]: [option["key"] for option in s["options"]] for s in data.get("situations", ())}
    for number, material in enumerate(data.get("materials", ())):
        if material["need"] == "conditional" and "when" not in material and "note" not in material:
            yield file.finding(
                "warning", "condition-missing", N_("It is asked for in some cases, but not said in which."),
                ("materials", number), N_("Add “when”, or a note."),
            )  # fmt: skip
    for condition, pointer in _conditions(data):
        try:
            tree = rules.parse(condition)
        except Fault as fault:
            yield file.finding("error", fault.code, N_("The condition cannot be read: %(problem)s"), pointer,
                               problem=str(fault))  # fmt: skip
            continue
        broken = list(_broken_options(file, tree, options, pointer))
        yield from broken
        if all(finding.severity == "warning" for finding in broken) and not can_be_true(tree, options):
            unreachable = pointer[0] == "situations"
            yield file.finding(
                "error",
                "unreachable-situation" if unreachable else "never-true",
                N_("No answer to the questions makes this condition true."), pointer,
                N_("Correct the condition, or remove what depends on it."),
            )  # fmt: skip


def _broken_options(
    file: packs.PackFile, tree: rules.Condition, options: Mapping[str, list[str]], pointer: packs.Pointer
) -> Iterator[packs.Finding]:
    for test in rules.tests_of(tree):
        if test.field not in options:
            if "options" not in pointer:
                yield _unknown_field(file, test.field, options, pointer)
            continue
        value = test.value
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        for each in values:
            if test.op in {"eq", "ne", "in"} and each not in options[test.field]:
                yield file.finding(
                    "error", "broken-reference", N_("The situation “%(field)s” has no option “%(key)s”."), pointer,
                    N_("Its options are: %(allowed)s."), field=test.field, key=each,
                    allowed=", ".join(options[test.field]),
                )  # fmt: skip


def _unknown_field(
    file: packs.PackFile, field: str, options: Mapping[str, list[str]], pointer: packs.Pointer
) -> packs.Finding:
    near = difflib.get_close_matches(field, options, n=1, cutoff=0.6)
    return file.finding(
        "error" if near else "warning", "unknown-field",
        N_("“%(field)s” is no situation of this item, so nobody is asked for it."), pointer,
        N_("Did you mean “%(near)s”?") if near else N_("Add a situation, or leave it to what is known of the person."),
        field=field, near=near[0] if near else "",
    )  # fmt: skip


def can_be_true(tree: rules.Condition, options: Mapping[str, list[str]]) -> bool:
    """Whether some choice of options makes it true, or leaves it open to facts about the person.

    Tries every combination of the situations in it; beyond five thousand it is taken as possible.
    """
    fields = [field for field in options if field in rules.fields_of(tree)]
    combinations = product(*(options[field] for field in fields))
    for number, chosen in enumerate(islice(combinations, MOST_COMBINATIONS + 1)):
        facts = dict(zip(fields, chosen, strict=True))
        if number == MOST_COMBINATIONS or rules.evaluate(tree, facts, today=_ANY_DAY).truth is not False:
            return True
    return False


def _fields(condition: Any) -> set[str]:
    try:
        return set(rules.fields_of(rules.parse(condition)))
    except Fault:
        return set()


def _conditions(data: Any, path: packs.Pointer = ()) -> Iterator[tuple[Any, packs.Pointer]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "when":
                yield value, (*path, key)
            else:
                yield from _conditions(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _conditions(value, (*path, index))
