"""A reply as plain Markdown for other programs, with the place of every citation in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhengtong.contexts.guidance.domain.compose import NOT_NEEDED
from zhengtong.contexts.guidance.domain.reply import Contact, Fact, Language, Need, NumberedSource, Passage, Reply
from zhengtong.contexts.guidance.domain.turning_to import CARING
from zhengtong.contexts.guidance.domain.wording import say

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


@dataclass(frozen=True)
class Cited:
    """The mark of a source, from ``start`` to ``end`` in characters of the text."""

    start: int
    end: int
    source: NumberedSource


@dataclass
class _Page:
    """Text as it grows; knows where each mark stands."""

    sources: dict[int, NumberedSource]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    cited: list[Cited] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def line(self, text: str = "", *numbers: int) -> None:
        """A line with the marks of its sources behind it; the first one is not empty."""
        if not text and not self.parts:
            return
        self.add(text)
        for number in numbers:
            if number in self.sources:
                self.add(" ")
                start = self.length
                self.add(f"[{number}]")
                self.cited.append(Cited(start, self.length, self.sources[number]))
        self.add("\n")


def as_markdown(reply: Reply) -> tuple[str, tuple[Cited, ...]]:
    """Headings, lists and quotes only; whatever comes from data is escaped, so that it stays text."""
    page = _Page({source.number: source for source in reply.sources})
    first = reply.contacts if reply.state == "distress" or reply.reason in CARING else ()
    for contact in first:
        page.line(_contact(contact))
    if reply.message:
        page.line(plain(reply.message))
    for number, need in enumerate(reply.needs, start=1):
        _need(page, need, number if len(reply.needs) > 1 else 0, reply)
    _plan(page, reply)
    others = [each for each in reply.contacts if each not in first]
    if others:
        page.line()
        for contact in others:
            page.line(f"- {_contact(contact)}")
    _sources(page, reply)
    page.line()
    page.line(" ".join(filter(None, (plain(reply.ai_label), reply.receipt))))
    return "".join(page.parts).rstrip("\n"), tuple(page.cited)


def aside(fact: Fact, language: Language) -> str:
    """What stands in brackets behind a fact: that a paper need not be brought, and its note."""
    held = say("held-already", language) if fact.tag == "already-held" else ""
    return " · ".join(filter(None, (held, fact.note)))


def plain(text: str) -> str:
    """Text that Markdown does not read as anything else, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _contact(contact: Contact) -> str:
    number = f"**{plain(contact.number)}**" if contact.number else ""
    return " ".join(filter(None, ("☎", plain(contact.name), number, plain(contact.note))))


def _need(page: _Page, need: Need, number: int, reply: Reply) -> None:
    head = f"{number}. " if number else ""
    title = need.chosen_title or (need.text if number else "")
    if title:
        page.line()
        page.line(f"## {head}{plain(title)}")
        page.line()
    if number and need.message and need.message != reply.message:
        page.line(plain(need.message))
    _worded(page, need)
    group = ""
    for fact in need.facts:
        if fact.group == NOT_NEEDED != group:
            page.line(f"- *{plain(say(NOT_NEEDED, reply.language))}*")
        group = fact.group
        indent = "  " if group == NOT_NEEDED else ""
        label = f"**{plain(fact.label)}**: " if fact.label else ""
        beside = aside(fact, reply.language)
        note = f" ({plain(beside)})" if beside else ""
        page.line(f"{indent}- {label}{plain(fact.value)}{note}", *fact.sources)
    for passage in need.passages:
        _passage(page, passage)
    _choices(page, need, reply)


def _worded(page: _Page, need: Need) -> None:
    for sentence in need.wording.sentences if need.wording else ():
        page.line(plain(sentence.text), *sentence.sources)


def _passage(page: _Page, passage: Passage) -> None:
    page.line()
    head = " ".join(filter(None, (passage.title, passage.locator, passage.since)))
    page.line(f"> **{plain(head)}**", passage.source)
    for note in filter(None, (passage.note,)):
        page.line(f"> *{plain(note)}*")
    page.line(">")
    page.line(f"> {plain(passage.text)}")


def _choices(page: _Page, need: Need, reply: Reply) -> None:
    others = [o for o in need.offered if o.code != need.chosen]
    if not need.chosen and others:
        page.line()
        for place, offered in enumerate(others, start=1):
            why = f" — {plain(offered.apart)}" if offered.apart else ""
            page.line(f"{place}. {plain(offered.title)}{why}")
    if need.perhaps:
        page.line()
        page.line(plain(say("perhaps", reply.language)))
        for offered in need.perhaps:
            page.line(f"- {plain(offered.title)}")
    if need.question:
        page.line()
        options = " / ".join(plain(option.label) for option in need.question.options)
        why = f" ({plain(need.question.why)})" if need.question.why else ""
        page.line(f"**{plain(need.question.text)}**{why} {options}")


def _plan(page: _Page, reply: Reply) -> None:
    if reply.plan is None:
        return
    page.line()
    page.line(f"## {plain(reply.plan.title or say('step-plan', reply.language))}")
    page.line()
    for place, step in enumerate(reply.plan.steps, start=1):
        because = f" — {plain(step.because)}" if step.because else ""
        page.line(f"{place}. {plain(step.title)}{because}", *step.sources)


def _sources(page: _Page, reply: Reply) -> None:
    if not reply.sources:
        return
    page.line()
    page.line("---")
    page.line()
    for source in reply.sources:
        page.line(f"\\[{source.number}\\] " + " ".join(filter(None, (plain(source.title), plain(source.locator)))))
        page.add("\n")
