"""Count, from the replies as they were stored, what they say without a source or against the stored data.

Tables of other contexts are read here as they are, past their doors: what counts the faults shares no code with what
could have made them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection

from zhengtong.contexts.guidance.domain.supported import Evidence, fact_supported, flat, sentence_supported, strings
from zhengtong.kernel.errors import Fault, Location

_EXAMPLES = 20
_LONGEST_LINE = 5_000_000  # characters; a reply has some ten thousand
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?")


@dataclass(frozen=True)
class StoredReply:
    """A reply's JSON and when it was given."""

    data: dict[str, Any]
    asked: datetime


@dataclass
class FactCount:
    """Figures by name, and examples of what is wrong."""

    figures: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, name: str, reply: StoredReply, what: str) -> None:
        """One more of a fault."""
        self.figures[name] += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(
                {"fault": name, "question": str(reply.data.get("question", ""))[:80], "what": what[:160]}
            )

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**{name: self.figures[name] for name in NAMES}, "examples": self.examples}


NAMES = (
    "replies", "facts", "facts_without_source", "facts_unsupported",
    "citations", "citations_wrong", "citations_not_held", "passages", "passages_unsupported",
    "sentences", "sentences_unsupported",
)  # fmt: skip


def stored_replies(last: int) -> Iterator[StoredReply]:
    """The last turns that were stored, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reply::text, asked FROM guidance_turn ORDER BY id DESC LIMIT %s", [last])
        for reply, asked in cursor.fetchall():
            yield StoredReply(json.loads(reply), asked)


def replies_in(file: Path, now: datetime) -> Iterator[StoredReply]:
    """Replies as JSON, one a line, as ``ask --json`` prints them; they count as given ``now``.

    Raises:
        Fault: a line is not a reply. What is not UTF-8 becomes a character that no reply has, so the line is told.
    """
    with file.open(encoding="utf-8", errors="replace") as read:
        for number, line in enumerate(iter(lambda: read.readline(_LONGEST_LINE), ""), start=1):
            if line.strip():
                yield StoredReply(_reply_in(line, Location(file.name, number)), now)


def _reply_in(line: str, where: Location) -> dict[str, Any]:
    try:
        data = json.loads(line) if len(line) < _LONGEST_LINE else None
    except (ValueError, RecursionError) as error:
        raise Fault("replies-form", "This is not a reply as JSON.", where=where) from error
    if not isinstance(data, dict) or "needs" not in data:
        raise Fault("replies-form", "This is not a reply as JSON.", where=where)
    return data


def count_facts(replies: Iterable[StoredReply]) -> FactCount:
    """Look every stored fact, citation, passage and sentence up in the data."""
    store, count = _Store(), FactCount()
    for reply in replies:
        count.figures["replies"] += 1
        sources = {int(s["number"]): s for s in reply.data.get("sources") or ()}
        _citations(reply, sources, store, count)
        for need in reply.data.get("needs") or ():
            _facts(reply, need, sources, store, count)
            _passages(reply, need, sources, store, count)
            _sentences(reply, need, sources, count)
    return count


def _facts(reply: StoredReply, need: dict[str, Any], sources: dict[int, Any], store: _Store, count: FactCount) -> None:
    if not need.get("facts"):
        return
    item = store.item(str(need.get("chosen") or ""), reply.asked)
    cited = {n for fact in need["facts"] for n in fact.get("sources") or ()}
    articles = tuple(t for n in cited if n in sources for t in store.texts_of(sources[n], reply.asked.date()))
    evidence = Evidence(item, (*articles, *store.around(item)))
    for fact in need["facts"]:
        count.figures["facts"] += 1
        numbers = fact.get("sources") or ()
        said = f"{fact.get('group')}: {fact.get('label')} {fact.get('value')}"
        if not numbers or any(n not in sources for n in numbers):
            count.wrong("facts_without_source", reply, said)
        elif not fact_supported(fact, evidence):
            count.wrong("facts_unsupported", reply, said)


def _citations(reply: StoredReply, sources: dict[int, Any], store: _Store, count: FactCount) -> None:
    for source in sources.values():
        if source.get("kind") != "law":
            continue
        count.figures["citations"] += 1
        verdict = store.verdict(source, reply.asked.date())
        if verdict == "not held":
            count.figures["citations_not_held"] += 1
        elif verdict:
            count.wrong("citations_wrong", reply, f"{source.get('title')} {source.get('locator')}: {verdict}")


def _passages(
    reply: StoredReply, need: dict[str, Any], sources: dict[int, Any], store: _Store, count: FactCount
) -> None:
    for passage in need.get("passages") or ():
        count.figures["passages"] += 1
        source = sources.get(passage.get("source", 0))
        texts = [flat(t) for t in store.texts_of(source, reply.asked.date())] if source else []
        if not any(flat(passage["text"]) in text for text in texts):
            count.wrong("passages_unsupported", reply, f"{passage.get('title')} {passage.get('locator')}")


def _sentences(reply: StoredReply, need: dict[str, Any], sources: dict[int, Any], count: FactCount) -> None:
    for sentence in (need.get("wording") or {}).get("sentences") or ():
        count.figures["sentences"] += 1
        numbers = set(sentence.get("sources") or ())
        rests = [*(f for f in need.get("facts") or () if numbers & set(f.get("sources") or ())),
                 *(p for p in need.get("passages") or () if p.get("source") in numbers)]  # fmt: skip
        if not numbers or numbers - set(sources) or not sentence_supported(sentence["text"], strings(rests)):
            count.wrong("sentences_unsupported", reply, sentence["text"])


class _Store:
    """What is stored, read once for each item and law."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, datetime], dict[str, Any]] = {}
        self._versions: dict[str, list[tuple[int, date | None, date | None, str, str]]] = {}
        self._articles: dict[int, list[tuple[str, str, date | None]]] = {}
        self._around: tuple[dict[str, str], dict[str, str], list[str]] | None = None

    def item(self, code: str, asked: datetime) -> dict[str, Any]:
        """The item's content as it was when the reply was given."""
        key = (code, asked.replace(second=0, microsecond=0))
        if key not in self._items:
            rows = _rows(
                """SELECT r.content::text, i.department_id FROM catalog_item_revision r
                   JOIN catalog_item i ON i.code = r.item_id WHERE r.item_id = %s
                   ORDER BY (r.since <= %s) DESC, r.since DESC LIMIT 1""",
                [code, asked],
            )
            self._items[key] = {**json.loads(rows[0][0]), "department_key": rows[0][1]} if rows else {}
        return self._items[key]

    def around(self, item: dict[str, Any]) -> tuple[str, ...]:
        """Texts of the item's department and halls, and the names of kinds and audiences."""
        if self._around is None:
            departments = dict(_rows("SELECT key, to_jsonb(d)::text FROM people_department d"))
            halls = dict(_rows("SELECT key, content::text FROM catalog_hall"))
            words = [w for row in _rows("SELECT name_zh, name_en FROM catalog_word") for w in row]
            self._around = departments, halls, words
        departments, halls, words = self._around
        wanted = [
            departments.get(str(item.get("department_key")), "{}"),
            departments.get(str(item.get("department")), "{}"),
        ]
        wanted += [
            halls.get(str(place.get("hall")), "{}") for place in item.get("places") or () if isinstance(place, dict)
        ]
        return (*(s for text in wanted for s in strings(json.loads(text))), *words)

    def verdict(self, source: dict[str, Any], on: date) -> str:
        """ "" where the article exists and holds on the day; else what is wrong with it.

        National laws are held all or none, so where there are some, one that is not among them does not exist.
        """
        versions = self._law(str(source["title"]))
        if not versions:
            national = re.search(r"(?:法|法典)$", _bare(str(source["title"])))
            return "no such law" if national and self._holds_laws else "not held"
        holding = [v for v in versions if (v[1] is None or v[1] <= on) and (v[2] is None or v[2] > on)]
        if not holding:
            return "not in force"
        for label in _ARTICLE.findall(unicodedata.normalize("NFKC", str(source.get("locator", "")))):
            found = [end for v in holding for at, _text, end in self._of(v[0]) if at == label]
            if not found:
                return f"no {label}"
            if all(end is not None and end <= on for end in found):
                return f"{label} changed since"
        return ""

    def texts_of(self, source: dict[str, Any], on: date) -> list[str]:
        """The texts that a source names: its articles that hold, or the whole document."""
        texts = []
        labels = _ARTICLE.findall(unicodedata.normalize("NFKC", str(source.get("locator", ""))))
        for version, begins, ends, _kind, _key in self._law(str(source.get("title", ""))):
            if (begins is None or begins <= on) and (ends is None or ends > on):
                texts += [text for at, text, _end in self._of(version) if not labels or at in labels]
        return texts

    @cached_property
    def _holds_laws(self) -> bool:
        return bool(_rows("SELECT 1 FROM knowledge_document WHERE kind = 'law' LIMIT 1"))

    def _law(self, title: str) -> list[tuple[int, date | None, date | None, str, str]]:
        if in_english := re.search(r"^[\x00-\x7f]+\((.+)\)$", title):  # Civil Code (中华人民共和国民法典)
            title = in_english[1]
        if title not in self._versions:
            self._versions[title] = _rows(
                """SELECT v.id, v.valid_from, v.valid_to, d.kind, d.key FROM knowledge_documentversion v
                   JOIN knowledge_document d ON d.id = v.document_id
                   WHERE v.withdrawn_at IS NULL AND (d.names @> ARRAY[%s]::varchar[] OR d.title = %s)""",
                [_bare(title), title],
            )
        return self._versions[title]

    def _of(self, version: int) -> list[tuple[str, str, date | None]]:
        if version not in self._articles:
            self._articles[version] = _rows(
                "SELECT label, text, valid_to FROM knowledge_passage WHERE version_id = %s AND kind <> 'heading'",
                [version],
            )
        return self._articles[version]


def _bare(name: str) -> str:
    return re.sub(r"[《》\s]", "", unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）"))


def _rows(sql: str, params: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
