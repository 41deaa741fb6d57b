"""Passages of law and policy for a question: what holds, since when, what was repealed, what contradicts what."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from zhengtong.contexts.guidance.domain.conflicts import Stated, conflicts, prevailing, rank_of
from zhengtong.contexts.guidance.domain.facets import (
    asks_about_rights,
    asks_about_rules,
    chinese_terms,
    in_terms_of_law,
)
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.speaking import Spoken, best, law_words, matter_of
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.text import plain_excerpt
from zhengtong.platform.search import service as search

MOST = 3
CHARACTERS = 400
_MARKED = 60  # characters of a sentence that are enough to find it again on its page
_BETROTHAL = re.compile("彩礼|聘礼|财礼")  # when it is given back stands in a judicial interpretation
_STANDINGS = {"in-force": "in_force", "not-yet": "not_yet", "repealed": "repealed"}

Shown = dict[str, Any]  # the arguments of ``compose.passage_of`` but for its list of sources


def passages_for(
    text: str, *, region: str | None = None, language: Language = "zh-Hans", on: date | None = None
) -> list[Shown]:
    """Passages in force that speak to a question about rules or rights, best first; none for other questions.

    A repealed law that is named comes first, with what took its place; then articles cited by number; then what the
    search finds.
    """
    by_name = asks_about_rules(text)
    if not by_name and not asks_about_rights(text):
        return []
    day = on or timezone.localdate()
    repealed = knowledge.repealed_in(text)
    cited = [] if repealed else _cited(text, language, day)
    views = _speaking(_without_repealed(text, repealed), region, day)
    found = [_not_the_whole(_shown(view, language), text, language) for view in views]
    first = [_repeal_shown(repeal, language, day) for repeal in dict.fromkeys(repealed.values())]
    rows = [row for row in (*first, *cited, *found) if row]
    unique = {(row["title"], row["locator"]): row for row in reversed(rows)}
    return _compared(list(reversed(unique.values()))[: MOST + len(first)], views, language)


def _speaking(text: str, region: str | None, day: date) -> tuple[knowledge.PassageView, ...]:
    """What is found for the matter and does hold it, best first, with the sentences that answer marked."""
    question = f"{in_terms_of_law(text)} {law_words(text)}".strip()
    views = knowledge.passages_to_compare(question, on=day, region=region)
    matter = matter_of(text, search.prepare(text).terms, search.entries_with, chinese_terms(text))
    passages = [Spoken(v.kind, v.title, "\n".join((*v.path, v.text)), v.similarity, v.order) for v in views]
    chosen = [views[n] for n in best(matter, passages)[:MOST]]
    return tuple(replace(v, highlights=knowledge.highlight(question, v.text)) for v in chosen)


def _without_repealed(text: str, names: Collection[str]) -> str:
    """The matter of the question alone: 婚姻 for 婚姻法; the number of an article of an old law says nothing."""
    for name in names:
        text = re.sub(rf"《?{re.escape(name)}》?(?:第[^条]{{1,8}}条)?", name.removesuffix("法"), text)
    return text


def _repeal_shown(repeal: knowledge.Repeal, language: Language, on: date) -> Shown:
    """The article that repealed the law, with a note that says so."""
    article = knowledge.find_article(repeal.by, repeal.label, on=on)
    if article is None:
        return {}
    since = repeal.since.isoformat() if repeal.since else ""
    note = say("passage-repealed", language, law=repeal.name, since=since, by=repeal.by_short)
    return _of_article(article, note=note, words=(repeal.name,))


def _cited(text: str, language: Language, on: date) -> list[Shown]:
    """Articles that the question names by number, if they exist; what does not hold is said."""
    rows = []
    for check in knowledge.verify_citations(text, on=on)[:MOST]:
        article = knowledge.find_article(check.law or "", check.article or "", on=on) if check.exists else None
        if article is not None:
            note = "" if article.in_force else say("passage-not-in-force", language, by=check.by)
            rows.append(_of_article(article, note=note))
    return rows


def _of_article(article: knowledge.Article, *, note: str = "", words: tuple[str, ...] = ()) -> Shown:
    text = plain_excerpt(article.text, CHARACTERS)
    marks = tuple((text.find(w), text.find(w) + len(w)) for w in words if w in text)
    return {
        "kind": "law", "title": article.law_short, "locator": article.label, "text": text, "note": note,
        "url": _page(article.url, [text[a:b] for a, b in marks]), "marks": marks,
        "since": article.valid_from.isoformat() if article.valid_from else "",
        "status": _STANDINGS.get(article.standing, "changed"),
    }  # fmt: skip


def _shown(view: knowledge.PassageView, language: Language) -> Shown:
    text = plain_excerpt(view.text, CHARACTERS)
    sentences = [view.text[s.start : s.end] for s in view.highlights]
    marks = [(text.find(s), text.find(s) + len(s)) for s in sentences if s in text]
    ends = view.valid_to.isoformat() if view.valid_to else ""
    return {
        "kind": view.source.kind, "title": view.source.title, "locator": view.source.locator, "text": text,
        "url": _page(view.source.url, sentences), "marks": tuple(marks),
        "since": view.valid_from.isoformat() if view.valid_from else "",
        "note": say("comma", language).join(
            part for part in (_issued(view), say("passage-until", language, until=ends) if ends else "") if part
        ),
    }  # fmt: skip


def _not_the_whole(row: Shown, text: str, language: Language) -> Shown:
    """With a note where what settles the matter is known to be a text that is not held here."""
    if _BETROTHAL.search(text) and "借婚姻索取财物" in row["text"]:
        return {**row, "note": say("passage-betrothal", language)}
    return row


def _issued(view: knowledge.PassageView) -> str:
    """Who issued a policy, and its number."""
    return " ".join(part for part in (view.issuer, view.number) if part) if view.kind != "law" else ""


def _page(url: str, sentences: list[str]) -> str:
    """The page of a passage with these words marked."""
    path, _, anchor = url.partition("#")
    path = quote(path, safe="/?=&:%")
    marks = "&".join(f"mark={quote(s.split(chr(10))[0][:_MARKED], safe='')}" for s in sentences[:3])
    joined = f"{path}{'&' if '?' in path else '?'}{marks}" if marks else path
    return f"{joined}#{anchor or 'marked'}" if anchor or marks else joined


def _compared(rows: list[Shown], views: tuple[knowledge.PassageView, ...], language: Language) -> list[Shown]:
    """Passages that contradict each other get a number in common and a note on which of them prevails."""
    levels = {(v.source.title, v.source.locator): rank_of(v.kind, v.level, v.issuer) for v in views}
    stated = [
        Stated(row["title"], row["text"], levels.get((row["title"], row["locator"]), 1 if row["kind"] == "law" else 5),
               row.get("since", ""))
        for row in rows
    ]  # fmt: skip
    groups = conflicts(stated)
    for group in sorted({*groups} - {0}):
        members = [n for n, g in enumerate(groups) if g == group]
        best, rule = prevailing([stated[n] for n in members])
        for place, n in enumerate(members):
            key = f"conflict-{rule}" if best is None or place == best else f"conflict-{rule}-yields"
            notes = (rows[n].get("note", ""), say(key, language))
            rows[n] = {**rows[n], "conflict": group, "note": say("separator", language).join(x for x in notes if x)}
        if best is not None and best > 0:  # what prevails is read first
            order = [members[best], *(n for n in members if n != members[best])]
            for n, row in zip(members, [rows[n] for n in order], strict=True):
                rows[n] = row
    return rows
