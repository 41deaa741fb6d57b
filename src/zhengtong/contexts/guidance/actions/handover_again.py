"""A request for a person that a program sends again because no answer came back: it is still one request."""

from __future__ import annotations

import hashlib
import hmac
import uuid

from django.conf import settings

from zhengtong.contexts.guidance.domain.handover import Visitor


def conversation_for(again: str, *, visitor: Visitor, words: str) -> str:
    """The key of the conversation that this request begins, each time the same: of who sends it, of what the sender
    has named it and of its words. Whoever guesses the name of somebody else's request has neither its caller nor its
    words, and gets a conversation of his own."""
    said = "\0".join(["handover", visitor.key, visitor.address, again, words])
    secret = hmac.new(settings.SECRET_KEY.encode(), said.encode("utf-8", "replace"), hashlib.sha256)
    return str(uuid.UUID(bytes=secret.digest()[:16], version=4))
