"""An answer in words to the question that the guide asked: the option meant, or that the person does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.reply import AnswerOption, Question

OptionWords = Mapping[str, Sequence[str]]
NOT_KNOWN = ""
LONGEST_ANSWER = 60  # characters; more is a message of its own
_LONGEST = 24  # of Chinese
_LONGEST_WORDS = 10
_PLACES = ("一1a", "二2b", "三3c", "四4d", "五5e", "六6f")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_ORDER = {c: n for n, group in enumerate(_PLACES) for c in group} | {w: n for n, w in enumerate(_ORDINALS)}
_EDGES = re.compile(r"^[\s,，。.!！~、;；:：]+|[\s,，。.!！~、;；:：]+$")


@cache
def _says() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "answers.yaml").read_text("utf-8"))
    return {name: re.compile("".join(pattern.splitlines()), re.I) for name, pattern in rows.items()}


def answer_in_words(simplified: str, asked: Question, words: OptionWords) -> str | None:
    """The key of the option that ``simplified`` says; "" where the person does not know; None if it is no answer.

    ``words``: expressions beside its label that say an option, by its key.
    """
    text = _EDGES.sub("", simplified)
    if not text or (len(text.split()) > _LONGEST_WORDS if text.isascii() else len(text) > _LONGEST):
        return None
    says = _says()
    soft = says["soft"].sub("", says["soft"].sub("", text)).strip(" ,，") or text
    if says["do_not_know"].search(text) or says["do_not_know"].search(soft):
        return NOT_KNOWN
    if says["asks"].search(text):  # 外地的要带什么: a question of its own, even with a label in it
        return None
    for found in (
        _by_place(soft, asked.options),
        _yes_or_no(soft, asked.options),
        _named(text, asked.options, words),
    ):
        if found is not None:
            return found
    return None


def _named(text: str, options: Sequence[AnswerOption], words: OptionWords) -> str | None:
    """The one option whose label or words occur; the longest expression wins, an even draw is no answer."""
    lowered, says = text.lower(), _says()
    bare = bool(says["yes"].match(lowered) or says["no"].match(lowered))
    found: dict[str, int] = {}
    for option in options:
        for expression in (option.label, *words.get(option.key, ())):
            said = _EDGES.sub("", expression.lower())
            if len(said) >= 2 and said in lowered:
                found[option.key] = max(found.get(option.key, 0), len(said) * 2)
            elif len(lowered) >= 2 and not bare and lowered in said:
                found[option.key] = max(found.get(option.key, 0), len(lowered))
    best = max(found.values(), default=0)
    keys = [key for key, length in found.items() if length == best]
    return keys[0] if len(keys) == 1 else None


def _by_place(text: str, options: Sequence[AnswerOption]) -> str | None:
    if not options:
        return None
    if _says()["last"].match(text):
        return options[-1].key
    if _says()["former"].match(text):
        return options[0].key
    match = _says()["place"].match(text)
    if not match:
        return None
    place = _ORDER.get(next(g for g in match.groups() if g).lower(), len(options))
    return options[place].key if place < len(options) else None


def _yes_or_no(text: str, options: Sequence[AnswerOption]) -> str | None:
    """Only between two options, of which one denies or one affirms."""
    says = _says()
    yes, no = bool(says["yes"].match(text)), bool(says["no"].match(text))
    if yes == no or len(options) != 2:
        return None
    for own, mark, keys in (("label_says_no", no, ("no", "false")), ("label_says_yes", yes, ("yes", "true"))):
        one = [o for o in options if o.key in keys or says[own].match(o.label)]
        if len(one) == 1:
            return one[0].key if mark else next(o.key for o in options if o is not one[0])
    return None
