"""A reply as plain text, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from zhengtong.contexts.guidance.domain.compose import NOT_NEEDED
from zhengtong.contexts.guidance.domain.markdown import aside
from zhengtong.contexts.guidance.domain.reply import Contact, Need, Reply
from zhengtong.contexts.guidance.domain.turning_to import CARING
from zhengtong.contexts.guidance.domain.wording import say


def as_text(reply: Reply) -> str:
    """Lines to read: the matter, its facts with source numbers, the sources, the steps, the receipt."""
    return "\n".join(_lines(reply))


def _lines(reply: Reply) -> Iterator[str]:
    first = reply.contacts if reply.state == "distress" or reply.reason in CARING else ()
    yield from map(_contact, first)
    yield reply.message
    for number, need in enumerate(reply.needs, start=1):
        yield ""
        yield from _need(need, number if len(reply.needs) > 1 else 0, reply)
    yield from (_contact(each) for each in reply.contacts if each not in first)
    if reply.sources:
        yield ""
    for source in reply.sources:
        yield " ".join(
            part for part in (f"[{source.number}]", source.title, source.locator, unquote(source.url)) if part
        )
    yield ""
    for step in reply.trace:
        yield f"· {step.said}  {'；'.join(step.details)}  ({step.ms:.0f} ms)"
    yield f"{reply.ai_label} {reply.receipt}".strip()


def _passages(need: Need) -> Iterator[str]:
    for passage in need.passages:
        yield f"  § {' '.join(p for p in (passage.title, passage.locator, passage.since) if p)} [{passage.source}]"
        if passage.note:
            yield f"    ! {passage.note}"
        yield f"    {passage.text.replace(chr(10), ' ')}"


def _contact(contact: Contact) -> str:
    return " ".join(part for part in ("☎", contact.name, contact.number, contact.note) if part)


def _need(need: Need, number: int, reply: Reply) -> Iterator[str]:
    head = f"{number}. " if number else ""
    if need.chosen:
        yield f"{head}{need.chosen_title}  ({need.chosen})"
    elif number:
        yield f"{head}{need.message}"
    group = ""
    for fact in need.facts:
        if fact.group == NOT_NEEDED != group:
            yield f"  × {say(NOT_NEEDED, reply.language)}"
        mark = "" if fact.group in (group, NOT_NEEDED) else "—"
        group = fact.group
        cites = "".join(f"[{n}]" for n in fact.sources)
        beside = aside(fact, reply.language)
        note = f"（{beside}）" if beside else ""
        yield f"  {mark or ' '} {fact.label}: {fact.value}{note} {cites}"
    yield from _passages(need)
    others = [o for o in need.offered if o.code != need.chosen]
    for offered in others:
        yield f"    ? {offered.title}  ({offered.code})"
    if need.perhaps:
        yield f"  {say('perhaps', reply.language)}"
    for offered in need.perhaps:
        yield f"    ? {offered.title}  ({offered.code})"
