"""What the tools for other assistants do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from jsonschema import Draft202012Validator, ValidationError

from zhengtong import __version__
from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.markdown import as_markdown
from zhengtong.contexts.guidance.domain.needs import NeedText
from zhengtong.contexts.guidance.domain.plain import to_plain
from zhengtong.contexts.guidance.domain.tool_protocol import Server
from zhengtong.contexts.guidance.domain.tools import SOMETHING, TOOLS
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.sources import item_page
from zhengtong.kernel.text import language_of, only_text

_INSTRUCTIONS = (
    "Guides to government services with a source for every fact. Ask get_guide first; pass on its numbers of sources "
    "and its receipt. What these tools do not know is not known here: do not fill it in."
)
Given = Mapping[str, Any]
Result = dict[str, Any]


def server_for(actor: Actor, *, address: str = "") -> Server:
    """The tools for one caller. ``address``: of this site, to make links whole."""

    def call(name: str, given: Given) -> Result:
        run = _RUN[name]
        wrong = _form(name).iter_errors(given)
        faults = [f"{'.'.join(map(str, each.path)) or 'arguments'}: {_said(each)}" for each in wrong]
        if faults:
            return _failed("; ".join(faults[:5]))
        try:
            text, data = run(only_text(dict(given)), actor, address)
        except Fault as fault:
            parts = (fault.message, fault.remedy)
            return _failed(" ".join(gettext(part) % (fault.params or {}) for part in parts if part))
        return {"content": [{"type": "text", "text": text or _json(data)}], "structuredContent": data, "isError": False}

    return Server({"name": "zhengtong", "title": "Zhengtong 政通", "version": __version__}, _INSTRUCTIONS, TOOLS, call)


@cache
def _form(name: str) -> Draft202012Validator:
    return Draft202012Validator(next(tool["inputSchema"] for tool in TOOLS if tool["name"] == name))


def _said(wrong: ValidationError) -> str:
    """What is wrong, without the text itself, behind which a long one would hide it."""
    if wrong.validator == "maxLength":
        return f"is too long: at most {wrong.validator_value} characters"
    if wrong.validator == "pattern" and wrong.validator_value == SOMETHING:
        return "must not be blank"
    return str(wrong.message)[:200]


def _failed(said: str) -> Result:
    return {"content": [{"type": "text", "text": said}], "isError": True}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _day(given: Given) -> date | None:
    if not given.get("on"):
        return None
    try:
        return date.fromisoformat(given["on"])
    except ValueError as error:
        raise Fault("no-such-day", N_("There is no such day."), N_("Write it as 2026-11-21.")) from error


def _search_items(given: Given, actor: Actor, address: str) -> tuple[str, Result]:
    words = given["query"]
    found = retrieval.items_for([Resolved("new", NeedText(words, simplify(words), ()))])[0]
    codes = [each.code for each in found.candidates[: given.get("limit", 8)]]
    items, language = catalog.items(codes), language_of(words)
    rows = [
        {"code": code, "title": items[code].title.in_language(language),
         "department": items[code].department.name.in_language(language),
         "url": urljoin(address, item_page(code))}
        for code in codes if code in items
    ]  # fmt: skip
    return "", {"items": rows}


def _get_guide(given: Given, actor: Actor, address: str) -> tuple[str, Result]:
    reply = ask(
        given["question"], actor=actor, conversation=given.get("conversation"), answers=given.get("answers"),
        item=given.get("item"), language=given.get("language", "zh-hans"), region=given.get("region"), channel="mcp",
    )  # fmt: skip
    text, _ = as_markdown(reply)
    chosen = [need.chosen for need in reply.needs if need.chosen]
    offered = {o.code: o.title for need in reply.needs for o in (*need.offered, *need.perhaps) if o.code not in chosen}
    question = next((need.question for need in reply.needs if need.question), None)
    return text, {
        "state": reply.state, "reason": reply.reason, "guide": text,
        "items": chosen, "offered": [{"code": code, "title": title} for code, title in offered.items()],
        "sources": [{**to_plain(s), "url": urljoin(address, s.url) if s.url else ""} for s in reply.sources],
        "conversation": reply.conversation, "turn": reply.turn, "receipt": reply.receipt,
        "question": to_plain(question),
    }  # fmt: skip


def _get_item(given: Given, actor: Actor, address: str) -> tuple[str, Result]:
    item, content = catalog.item(given["code"]), catalog.content(given["code"])
    if item is None:
        raise Fault("item-unknown", N_("There is no matter with the code %(code)s."), params={"code": given["code"]})
    return "", {
        "code": item.code, "title": item.title.zh, "department": item.department.name.zh, "revision": item.revision,
        "since": item.since.isoformat(), "in_force": item.in_force,
        "url": urljoin(address, item_page(item.code)), "content": content or {},
    }  # fmt: skip


def _search_law(given: Given, actor: Actor, address: str) -> tuple[str, Result]:
    found = knowledge.search_articles(given["query"], on=_day(given), limit=given.get("limit", 8))
    rows = [
        {
            "law": article.law_short, "article": article.label, "text": article.text,
            "since": article.valid_from.isoformat() if article.valid_from else "", "in_force": article.in_force,
            "url": urljoin(address, article.url),
        }
        for article in found
    ]  # fmt: skip
    return "", {"articles": rows}


def _verify_citation(given: Given, actor: Actor, address: str) -> tuple[str, Result]:
    rows = [
        {
            "cited": check.cited, "outcome": check.outcome, "wrong": check.wrong, "message": gettext(check.message),
            "law": check.law or "", "article": check.article or "", "by": check.by, "now": check.now,
            "since": check.since.isoformat() if check.since else "",
            "until": check.until.isoformat() if check.until else "",
            "url": urljoin(address, check.url) if check.url else "",
        }
        for check in knowledge.verify_citations(given["text"], on=_day(given))
    ]  # fmt: skip
    return "", {"citations": rows}


_RUN: dict[str, Callable[[Given, Actor, str], tuple[str, Result]]] = {
    "search_items": _search_items,
    "get_guide": _get_guide,
    "get_item": _get_item,
    "search_law": _search_law,
    "verify_citation": _verify_citation,
}
