"""Going on with a conversation for programs that send its whole history each time and keep no key of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries import conversations
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger

SAID_AGAIN = 4  # earlier messages that are gone through once more where no answer to them is known


def going_on(*, receipt: str, earlier: Sequence[str], actor: Actor, language: str) -> dict[str, Any]:
    """What ``ask`` is to be told so that it remembers the history.

    ``receipt``, of the last answer in the history, finds the conversation, if the same program was given that answer.
    A history that goes on from an answer other than the last is a conversation of its own that begins there. Without
    a receipt the last ``earlier`` messages are gone through again, unrecorded.
    """
    turn = _turn_of(receipt, actor) if receipt else None
    if turn is not None:
        key = str(turn.conversation_id)
        if not Turn.objects.filter(conversation_id=turn.conversation_id, number__gt=turn.number).exists():
            return {"conversation": key}
        memory = conversations.memory(key, until=turn.number)
        return {"conversation": str(uuid.uuid4()), "memory": memory, "memory_of": (key, turn.number)}
    if not earlier:
        return {}
    memory = Memory()
    for text in earlier[-SAID_AGAIN:]:
        try:
            reply = ask(text, actor=actor, language=language, record=False, memory=memory)
        except Fault:  # what cannot be read now was not understood then either
            continue
        memory = conversations.memory_after(memory, reply)
    return {"memory": memory}


def _turn_of(receipt: str, actor: Actor) -> Turn | None:
    act = ledger.stored_act(receipt)
    if act is None or act.private.get("actor", {}).get("identifier") != actor.identifier:
        return None
    return Turn.objects.filter(receipt=act.code).only("conversation_id", "number").first()
