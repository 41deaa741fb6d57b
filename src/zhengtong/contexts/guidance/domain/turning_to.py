"""What a reply says in each state, what to do next and whom to turn to (``data/states.yaml``).

Kept apart from ``wording``: these are the sentences for people who get no answer, or need a person more than one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA, Limit, care_of
from zhengtong.contexts.guidance.domain.reply import Contact, Language, Reply

CARING = frozenset({"hard_times", "violence_at_home", "child_hurt"})
FIRST = 2  # contacts that stand before an answer


@cache
def _data() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load((DATA / "states.yaml").read_text("utf-8"))
    return rows


def _row(state: str, reason: str) -> dict[str, Any]:
    found: dict[str, Any] = _data()["reasons"].get(reason) or _data()["states"][state]
    return found


def heading(state: str, reason: str, language: Language) -> str:
    """What the page is called."""
    text: str = _row(state, reason)["heading"][language]
    return text


def sentences(state: str, reason: str, language: Language, **values: object) -> str:
    """What is the matter, and what to do next.

    Raises:
        KeyError: no such state, or a value that its sentence needs is missing.
    """
    row = _row(state, reason)
    apart = " " if language == "en" else ""
    text: str = f"{row['said'][language]}{apart}{row['next'][language]}".format(**values)
    return text


def because(limit: Limit, language: Language) -> str:
    """For the trace: which limit was met, in plain words, with those that decided."""
    text: str = _row(limit.state, limit.reason)["because"][language].format(words=limit.words)
    return text


def contacts_for(
    state: str, language: Language, hotline: str, *, reason: str = "", text: str = ""
) -> tuple[Contact, ...]:
    """Numbers to call, the one to call first in front; in distress also those that the words of ``text`` ask for."""
    keys = list(_row(state, reason)["contacts"])
    if state == "distress":
        keys += [key for key, words in _data()["topics"].items() if re.search(words, text.lower()) and key not in keys]
    return tuple(_contact(key, language, hotline) for key in keys)


def _contact(key: str, language: Language, hotline: str) -> Contact:
    row = _data()["contacts"][key]
    return Contact(row["name"][language], row["number"] or hotline, row["note"][language])


def with_care(reply: Reply, simplified: str, hotline: str) -> Reply:
    """A human number before everything else where hardship or violence is said beside the matter asked for."""
    limit = care_of(simplified)
    if limit is None or reply.state not in ("answered", "clarification", "unknown"):
        return reply
    said = _row("distress", limit.reason)["said"][reply.language].format(hotline=hotline)
    first = contacts_for("distress", reply.language, hotline, reason=limit.reason, text=simplified)
    return replace(
        reply,
        message=f"{said}\n{reply.message}",
        reason=limit.reason if reply.state != "unknown" else reply.reason,
        contacts=tuple(dict.fromkeys((*first, *reply.contacts))),
    )


def care_said(reply: Reply, hotline: str = "") -> str:
    """The sentence that ``with_care`` put before the answer; empty where it did not."""
    if reply.reason not in CARING:
        return ""
    text: str = _row("distress", reply.reason)["said"][reply.language].format(hotline=hotline)
    return text
