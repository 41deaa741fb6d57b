"""What changed since a reply was made: the items and passages that it shows, and everything that it was found with."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.models import ReviewedSynonym
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.program import program
from zhengtong.platform.ai import service as ai
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

_BOTH = re.compile(r"[\x00-\x7f]+\((.+)\)$")


@dataclass(frozen=True)
class Change:
    """``kind``: item | passage | pack | product | algorithm | embeddings | index | synonyms | taught.

    ``name``: of the thing that changed; ``then`` and ``now`` are its states, ``at`` when it came to be as it is.
    """

    kind: str
    name: str
    then: str = ""
    now: str = ""
    at: datetime | None = None


def changes_since(
    at: datetime, reply: Reply, basis: Mapping[str, Any], algorithm: Mapping[str, Any], registered_version: str
) -> tuple[Change, ...]:
    """Everything that is known to differ between then and now, what the reply shows first."""
    return (
        *_items(at, reply, basis.get("revisions", {})),
        *_passages(reply),
        *_citations(reply),
        *_packs(at),
        *_simple("product", basis.get("product"), program()),
        *_simple("algorithm", algorithm.get("version"), registered_version),
        *_simple("embeddings", basis.get("embeddings"), _embeddings()),
        *_index(basis.get("index", {})),
        *_taught(at),
    )


def codes_of(reply: Reply) -> tuple[str, ...]:
    """Items that the reply gives, offers, or has in its plan."""
    chosen = [need.chosen for need in reply.needs if need.chosen]
    steps = [step.code for step in reply.plan.steps] if reply.plan else []
    return tuple(dict.fromkeys([*chosen, *steps, *reply.offered_codes()]))


def _items(at: datetime, reply: Reply, used: Mapping[str, int]) -> list[Change]:
    codes = list(dict.fromkeys([*codes_of(reply), *used]))
    found = []
    for code, item in catalog.items(codes).items():
        then = used.get(code) or _revision_at(code, at)
        if then and then != item.revision:
            found.append(Change("item", f"{item.title.zh} ({code})", str(then), str(item.revision), item.since))
        elif not item.in_force:
            found.append(Change("item", f"{item.title.zh} ({code})", str(then or ""), "", None))
    return found


def _revision_at(code: str, at: datetime) -> int:
    return next((each.number for each in catalog.revisions(code, limit=200) if each.since <= at), 0)


def _passages(reply: Reply) -> list[Change]:
    """Articles of law that the reply shows and that read differently now, or hold no more, or only now."""
    found = []
    kinds = {source.number: source.kind for source in reply.sources}
    for passage in (p for need in reply.needs for p in need.passages if kinds.get(p.source) == "law"):
        article = knowledge.find_article(passage.title, passage.locator)
        since = article.valid_from.isoformat() if article and article.valid_from else ""
        holds = article is not None and article.in_force
        if (
            article is None
            or since != passage.since
            or holds != (passage.status == "in_force")
            or not _reads(article.text, passage.text)
        ):
            found.append(Change("passage", f"{passage.title}{passage.locator}", passage.since, since if holds else ""))
    return found


def _citations(reply: Reply) -> list[Change]:
    """Laws that facts rest on and that hold no more: the fact reads as it did, but nothing stands behind it. Only what
    holds may be cited by a matter, so what is not in force now was then. What is not held here cannot be told."""
    shown = {passage.source for need in reply.needs for passage in need.passages}
    found = []
    for source in (source for source in reply.sources if source.kind == "law" and source.number not in shown):
        title, place = _in_chinese(source.title), _in_chinese(source.locator)
        article, law = knowledge.find_article(title, place), knowledge.law(title)
        if (article is not None and not article.in_force) or (law is not None and not law.in_force):
            found.append(Change("passage", f"{title}{place}"))
    return found


def _in_chinese(name: str) -> str:
    """Of ``Civil Code (中华人民共和国民法典)``, as English readers see it, the name under which the law is held."""
    both = _BOTH.match(name)
    return both[1] if both else name


def _reads(text: str, shown: str) -> bool:
    def letters(words: str) -> str:
        return "".join(words.rstrip("…").split())

    return letters(shown) in letters(text)


def _packs(at: datetime) -> list[Change]:
    loads = packs.versions(limit=200)
    found = []
    for layer in dict.fromkeys(load.layer for load in loads):
        own = [load for load in loads if load.layer == layer]
        then = next((load for load in own if load.loaded_at <= at), None)
        now = next((load for load in own if load.current), None)
        if now is not None and (then is None or now.digest != then.digest):
            found.append(Change("pack", now.pack, then.version if then else "", now.version, now.loaded_at))
    return found


def _simple(kind: str, then: str | None, now: str | None) -> list[Change]:
    return [Change(kind, "", then or "", now or "")] if then is not None and then != now else []


def _embeddings() -> str | None:
    embedder = ai.embedder()
    return embedder.name if embedder else None


def _index(then: Mapping[str, int]) -> list[Change]:
    now = search.index_state(at_once=True)
    moved: Collection[str] = [kind for kind in sorted({*then, *now}) if then and then.get(kind) != now.get(kind)]
    return [Change("synonyms" if kind == "synonyms" else "index", kind) for kind in moved]


def _taught(at: datetime) -> list[Change]:
    rows = ReviewedSynonym.objects.filter(Q(made__gt=at) | Q(withdrawn__gt=at)).order_by("id")[:20]
    return [
        Change("taught", row.expression, "", "、".join(row.terms), row.withdrawn or row.made)
        if row.withdrawn is None
        else Change("taught", row.expression, "、".join(row.terms), "", row.withdrawn)
        for row in rows
    ]
