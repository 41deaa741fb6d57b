"""What a page needs to know to offer speaking and reading aloud."""

from __future__ import annotations

from django import template

from zhengtong.platform.ai import service as ai

register = template.Library()


@register.simple_tag
def speech_offered() -> bool:
    """Whether this service can turn speech into text."""
    return ai.speech_offered()


@register.simple_tag
def server_voice() -> bool:
    """Whether this server can speak where the browser has no voice."""
    return ai.synthesiser() is not None
