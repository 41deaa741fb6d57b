"""From a text that was read to a version of a document with passages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any, cast

from zhengtong.contexts.knowledge.domain.names import bare_name, other_names, short_name
from zhengtong.contexts.knowledge.domain.readers.reading import ReadText
from zhengtong.contexts.knowledge.domain.records import PassageRecord, VersionRecord
from zhengtong.contexts.knowledge.domain.structure import split
from zhengtong.contexts.knowledge.domain.views import Kind

_POLICY = re.compile(
    r"通知|办法|规定|条例|意见|方案|措施|细则|公告|通告|决定|指南|政策|规划|实施|补贴|管理|批复|函$|measures|notice|policy",
    re.IGNORECASE,
)
_LAW = re.compile(r"^(?:中华人民共和国.+(?:法|法典)|.{2,30}法)(?:[（(].+[）)])?$")
_DATE = re.compile(r"(?<!\d)(\d{4})[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})日?(?!\d)")
_KEY = re.compile(r"[^0-9A-Za-z㐀-鿿（）_.-]+")


@dataclass(frozen=True)
class Options:
    """What a person says about the files of an import; what a file says about itself goes first."""

    kind: Kind | None = None
    title: str = ""
    issuer: str = ""
    number: str = ""
    region: str = ""
    source: str = ""
    origin: str = "import"
    published: date | None = None
    effective: date | None = None
    repealed: date | None = None
    short_names: tuple[str, ...] = field(default=())


def version_record(read: ReadText, *, file: str, options: Options | None = None) -> VersionRecord:
    """The record of one text. ``file`` is its path inside the import; it gives the key where nothing else does."""
    given = options or Options()
    fields: Mapping[str, Any] = read.fields
    title = str(fields.get("title") or given.title or read.title).strip()[:300]
    kind = cast(Kind, fields.get("kind") or given.kind or guess_kind(title))
    key = _key(kind, title, fields, file, read.where)
    published = fields.get("published") or given.published or _date_in_name(file)
    effective = fields.get("effective") or given.effective
    repealed = fields.get("repealed") or given.repealed
    dated: date | None = published or effective
    short = short_name(title) if kind == "law" else title
    names = tuple(fields.get("short_names", ())) or given.short_names
    record = VersionRecord(
        key=key,
        kind=kind,
        title=title,
        short_title=short,
        names=tuple(dict.fromkeys(bare_name(n) for n in (title, short, *other_names(title), *names) if n)),
        passages=_passages(read, kind),
        source_key=f"{published or ''}/{effective or ''}",
        source=str(fields.get("source") or given.source or read.where or file)[:300],
        origin=given.origin,
        issuer=str(fields.get("issuer") or given.issuer)[:200],
        number=str(fields.get("number") or given.number)[:100],
        level=str(fields.get("level") or "")[:50],
        field=str(fields.get("field") or "")[:50],
        region=str(fields.get("region") or given.region)[:12],
        label=str(dated.year) if dated else "",
        status="repealed" if repealed else "in-force",
        effective_on=effective,
        repealed_on=repealed,
        published_on=published,
        valid_from=effective or published,
        valid_to=repealed,
        closes_earlier=True,
    )
    return replace(record, digest=record.text_digest)


def guess_kind(title: str) -> Kind:
    """A law by its name, a policy by the words that titles of policies have, else a document."""
    if _LAW.match(title) and "办法" not in title:
        return "law"
    return "policy" if _POLICY.search(title) else "document"


def _key(kind: str, title: str, fields: Mapping[str, Any], file: str, where: str) -> str:
    if fields.get("key"):
        text = str(fields["key"])
    elif kind == "law":
        return bare_name(title)[:200]
    else:
        text = str(PurePath(file).with_suffix("")) + (f"-{where.rpartition(':')[2]}" if where else "")
    key = _KEY.sub("-", text).strip("-.")
    if len(key) > 150 or not key:
        key = f"{key[:120]}-{hashlib.sha256(text.encode()).hexdigest()[:16]}".strip("-")
    return key


def _date_in_name(file: str) -> date | None:
    for found in _DATE.finditer(PurePath(file).stem):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
        if 1949 <= day.year <= 2100:
            return day
    return None


def _passages(read: ReadText, kind: str) -> tuple[PassageRecord, ...]:
    if read.rows:
        return tuple(PassageRecord(kind="section", label=where[:60], text=_storable(text)) for where, text in read.rows)
    text = _storable(read.text)
    pieces = split(text, scheme="law" if kind == "law" else "auto")
    return tuple(
        PassageRecord(kind=piece.kind, label=piece.label[:60], text=text[piece.start : piece.end], path=piece.path)
        for piece in pieces
    )


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL, and lone surrogates are no text."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
