"""Matters told one after the other without a word that joins them: 爷爷上周走了，户口要销，丧葬费在哪领.

A clause has a need of its own where it says that something is to be done, asks for it, or tells what happened to a
paper, and names a public matter that none before it named. What only tells of the person (男朋友是外地的, 房子是租的)
says of no such thing, and goes with the need beside it. A matter that no list knows (门头, 异常) counts where the
sentence is built for one thing more (门头也要换) or like the one before it (年报要补，异常要解除).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
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
    if text.isascii():  # in English a word joins them
        return []
    clauses = [part for clause in _CLAUSES.split(text) for part in _patterns()["then"].split(clause) if part.strip()]
    if sum(map(is_wanted, clauses)) < 2:
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
    if topic is not None and says["no_topic"].search(topic["topic"]):
        topic = None
    opens = says["opens"].match(clause) if topic is None else None
    form = "topic" if topic else opens.group() if opens else ""
    further = bool(says["further"].search(clause)) and len(residue(says["of_any"].sub("", clause))) >= _OWN
    return _Stated(about or _unknown_matter(clause, topic, least=_TOPIC if form else _OWN), bool(about), further, form)


def _unknown_matter(clause: str, topic: re.Match[str] | None, *, least: int) -> frozenset[str]:
    """The words of a matter that no list knows; nothing where they are too few to be one."""
    says = _patterns()
    of_topic = says["of_any"].sub("", says["offices"].sub("", topic["topic"])) if topic else clause
    words = residue(of_topic)
    return frozenset({words}) if words and (len(words) >= least or words in SHORT_THINGS) else frozenset()


def is_no_need(clause: str) -> bool:
    """Whether a clause asks about a matter or gives a reason, and so names none that something is to be done with."""
    return bool(_patterns()["no_need"].search(clause))


def names_doing(clause: str) -> bool:
    """Whether a verb stands in it for what is done with papers and matters."""
    return bool(_patterns()["does"].search(clause))


@lru_cache(maxsize=512)
def is_wanted(clause: str) -> bool:
    """Whether something is asked or to be done, or happened to a paper; otherwise it is only told: 房子是租的."""
    says = _patterns()
    if says["asks"].search(clause) or says["wants"].search(clause) or WRONGED.search(clause):
        return True
    return bool(says["happened"].search(clause)) and names_thing(clause)


@lru_cache(maxsize=512)  # the same clauses are weighed several times while one message is read
def matters_in(clause: str) -> frozenset[str]:
    """Words of public matters in a clause, but those that any matter has; where there are none, everyday words."""
    clause, of_any = _patterns()["offices"].sub(" ", clause), _patterns()["of_any"]
    named = frozenset(each for each in CIVIC.findall(clause) if not of_any.fullmatch(each)).union(things_in(clause))
    if named:
        return named
    known = (each.expression for each in ranking_lexicon.shipped().find(clause) if each.domain != ASKING_DOMAIN)
    return frozenset(each for each in known if not of_any.fullmatch(each))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "in_turn.yaml").read_text("utf-8"))
    part = {name: "".join(text.splitlines()) for name, text in rows.items()}
    return {name: quick(text.replace("{does}", part["does"])) for name, text in part.items()}
