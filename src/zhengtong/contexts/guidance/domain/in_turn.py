"""Matters told one after the other without a word that joins them: 爷爷上周走了，户口要销，丧葬费在哪领.

A clause has a need of its own where it says that something is to be done, asks for it, or tells what happened to a
paper, and names a public matter that none before it named. What only tells of the person (男朋友是外地的, 房子是租的)
says of no such thing, and goes with the need beside it. A matter that no list knows (门头, 异常) counts where the
sentence is built for one thing more (门头也要换) or like the one before it (年报要补，异常要解除).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import NamedTuple

import yaml

from zhengtong.contexts.guidance.domain import ranking_lexicon
from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.pairs import names_thing, things_in
from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN, WRONGED
from zhengtong.contexts.guidance.domain.words import CIVIC, residue

_CLAUSES = re.compile(r"(?<=[,，。;；!！?？])\s*")
_OWN = 3  # characters of a thing more that no list knows
_TOPIC = 2
SHORT_THINGS = frozenset("税车店房证章")


class _Stated(NamedTuple):
    """``about``: words for what a clause wants something done with; none where it wants nothing. ``named``: they name a
    known matter; ``further``: it is said to be one thing more; ``form``: how the clause begins, where it may be
    followed by others of its form: 年报要补，异常要解除."""

    about: frozenset[str]
    named: bool = False
    further: bool = False
    form: str = ""


_NOTHING = _Stated(frozenset())


def one_after_another(text: str) -> list[str]:
    """The parts, of which each has a need of its own; fewer than two where there is only one."""
    clauses = [part for clause in _CLAUSES.split(text) for part in _patterns()["then"].split(clause) if part.strip()]
    if len(clauses) < 2:
        return []
    parts: list[str] = []
    before, wanted = _NOTHING, ""
    for clause in clauses:
        stated = _stated(clause)
        begins = _begins(stated, before, wanted)
        if begins or not parts:
            parts.append(clause)
        else:
            parts[-1] += clause
        if stated.about:
            goes_on = bool(before.about) and not begins
            if goes_on:
                stated = stated._replace(about=stated.about | before.about, named=stated.named or before.named)
            before, wanted = stated, wanted + clause if goes_on else clause
    return parts


def told_before(part: str) -> str:
    """What is told before the first clause that wants something: 我个仔啱啱出世, of 想帮佢上户口."""
    clauses = [clause for clause in _CLAUSES.split(part) if clause.strip()]
    return "".join(takewhile(lambda clause: not is_wanted(clause), clauses[:-1]))


def _begins(stated: _Stated, before: _Stated, wanted: str) -> bool:
    """Whether a clause has another need than the one ``before``, of which ``wanted`` are the words."""
    if not stated.about or not before.about:
        return False
    both = (stated.named and before.named) or stated.further or (bool(stated.form) and stated.form == before.form)
    known = (each in wanted or any(each in other or other in each for other in before.about) for each in stated.about)
    return both and not any(known)


def _stated(clause: str) -> _Stated:
    if is_no_need(clause) or not is_wanted(clause):
        return _NOTHING
    says = _patterns()
    about, topic = matters_in(clause), says["topic"].match(clause)
    further = bool(says["further"].search(clause)) and len(residue(says["of_any"].sub("", clause))) >= _OWN
    if topic is None or says["no_topic"].search(topic["topic"]):
        opens = says["opens"].match(clause)
        words, least, form = residue(clause), _TOPIC if opens else _OWN, opens.group() if opens else ""
    else:
        words, least, form = residue(says["of_any"].sub("", says["offices"].sub("", topic["topic"]))), _TOPIC, "topic"
    if len(words) < least and words not in SHORT_THINGS:
        words = ""
    return _Stated(about or frozenset(words.split()), bool(about), further, form)


def is_no_need(clause: str) -> bool:
    """Whether a clause asks about a matter or gives a reason, and so names none that something is to be done with."""
    return bool(_patterns()["no_need"].search(clause))


def names_doing(clause: str) -> bool:
    """Whether a verb stands in it for what is done with papers and matters."""
    return bool(_patterns()["does"].search(clause))


def is_wanted(clause: str) -> bool:
    """Whether something is asked or to be done, or happened to a paper; otherwise it is only told: 房子是租的."""
    says = _patterns()
    if says["asks"].search(clause) or says["wants"].search(clause) or WRONGED.search(clause):
        return True
    return bool(says["happened"].search(clause)) and names_thing(clause)


def matters_in(clause: str) -> frozenset[str]:
    """Words of public matters in a clause, but those that any matter has."""
    clause = _patterns()["offices"].sub(" ", clause)
    named = [match.group() for match in CIVIC.finditer(clause)]
    named += [each.expression for each in ranking_lexicon.shipped().find(clause) if each.domain != ASKING_DOMAIN]
    of_any = _patterns()["of_any"]
    return frozenset((*(each for each in named if not of_any.fullmatch(each)), *things_in(clause)))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "in_turn.yaml").read_text("utf-8"))
    part = {name: "".join(text.splitlines()) for name, text in rows.items()}
    return {name: quick(text.replace("{does}", part["does"])) for name, text in part.items()}
