"""Claim: a conversation begun without signing in becomes the account's own."""

from __future__ import annotations

from django.db import transaction

from zhengtong.contexts.guidance.models import Conversation
from zhengtong.contexts.guidance.queries.conversations import as_key
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger import service as ledger

SESSION_KEY = "conversation"  # the name under which a browser's session keeps the key


@transaction.atomic
def claim(conversation: str | None, *, actor: Actor) -> bool:
    """Whether it became the account's now. Only who knows the key of an unowned conversation can do so, and once."""
    key = as_key(conversation)
    if key is None or actor.kind != "person" or not actor.identifier:
        return False
    claimed = Conversation.objects.filter(key=key, account="").update(account=actor.identifier)
    if claimed:
        ledger.record_audit(actor=actor, verb="guidance.conversation.claimed", subject=str(key), detail={})
    return bool(claimed)
