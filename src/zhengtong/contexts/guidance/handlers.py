"""What guidance does when something happens elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from zhengtong.contexts.guidance.actions.claim import SESSION_KEY, claim
from zhengtong.kernel.actors import Actor


def keep_conversation(sender: object, request: HttpRequest | None, user: Any, **_: object) -> None:
    """On sign-in: what was asked before it belongs to the account, and is there on its other devices."""
    key = request.session.get(SESSION_KEY) if request is not None and hasattr(request, "session") else None
    if key:
        claim(key, actor=Actor("person", user.get_username()))
