"""Replacing the one-things of a pack, found by search in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhengtong.contexts.catalog.actions.words import replace_bundles
from zhengtong.contexts.catalog.domain.entries import SHORT, TITLE
from zhengtong.contexts.catalog.models import OneThing
from zhengtong.contexts.catalog.queries.one_things import OneThing as Bundle
from zhengtong.contexts.catalog.queries.one_things import bundle_of
from zhengtong.platform.search import service as search

KIND = "one-thing"
_BODY = 200


@transaction.atomic
def replace_one_things(*, entries: Sequence[Mapping[str, Any]], origin: str) -> int:
    """Make the one-things of one origin exactly these, in lists and in search."""
    keys = [entry["key"] for entry in entries]
    touched = OneThing.objects.filter(Q(origin=origin) | Q(pk__in=keys), active=True)
    before = {entry.key for entry in _entries(touched)}
    count = replace_bundles(entries=entries, origin=origin)
    made = _entries(OneThing.objects.filter(pk__in=keys, active=True))
    gone = before - {entry.key for entry in made}
    if gone:
        search.delete(kind=KIND, keys=gone)
    search.upsert(made)
    return count


def _entries(rows: Iterable[OneThing]) -> list[search.Entry]:
    return [entry for row in rows for entry in entries_of(bundle_of(row), row.content)]


def entries_of(bundle: Bundle, content: Mapping[str, Any]) -> Iterator[search.Entry]:
    """Its title with its summary, its other names, and the questions that it answers."""
    for language in ("zh", "en"):
        suffix = "" if language == "zh" else f".{language}"
        title = getattr(bundle.title, language)
        texts = [("title", "title", title, getattr(bundle.summary, language)[:_BODY])] if title else []
        for role, phrases in (("alias", bundle.aliases), ("question", bundle.questions)):
            texts += [(f"{role}{n}", role, text, "") for n, text in enumerate(getattr(phrases, language), start=1)]
        for key, role, text, body in texts:
            yield search.Entry(
                kind=KIND, key=f"{bundle.key}#{key}{suffix}", group=bundle.key, title=text, text=body, role=role,
                language=language, region=content.get("region") or None, audience=tuple(content.get("audience", ())),
                attributes={"name": bundle.title.zh}, vector_priority=TITLE if role == "title" else SHORT,
            )  # fmt: skip
