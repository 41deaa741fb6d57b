"""Names of laws for readers of English."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from zhengtong.contexts.knowledge.queries.english import english_name

register = template.Library()


@register.filter
def in_english(law: str) -> str:
    """The usual English name on English pages; empty elsewhere, and where none is known."""
    return (english_name(law) or "") if (get_language() or "").startswith("en") else ""
