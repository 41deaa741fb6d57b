"""A change since a reply was made, as one line in the reader's language."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext

from zhengtong.contexts.guidance.queries.changed_since import Change


def change_in_words(change: Change) -> str:
    """For example: item 居民身份证丢失补领 (…): revision 3 → 4 (2026-11-21 08:10)."""
    at = f" ({localtime(change.at):%Y-%m-%d %H:%M})" if change.at else ""
    params = {"name": change.name, "then": change.then or "–", "now": change.now or "–"}
    return _form(change) % params + at


def _form(change: Change) -> str:
    if change.kind == "item" and not change.now:
        return gettext("Matter %(name)s: no longer in force")
    if change.kind == "passage" and not change.now:
        return gettext("Law %(name)s: no longer in force")
    return {
        "item": gettext("Matter %(name)s: revision %(then)s → %(now)s"),
        "passage": gettext("Law %(name)s: words in force since %(then)s → %(now)s"),
        "pack": gettext("Pack %(name)s: version %(then)s → %(now)s"),
        "product": gettext("Version of the product: %(then)s → %(now)s"),
        "algorithm": gettext("Version of the algorithm: %(then)s → %(now)s"),
        "embeddings": gettext("Model for meanings: %(then)s → %(now)s"),
        "index": gettext("Search index of %(name)s: changed"),
        "synonyms": gettext("Synonyms of the search: changed"),
        "taught": gettext("Expression %(name)s: %(then)s → %(now)s"),
    }[change.kind]
