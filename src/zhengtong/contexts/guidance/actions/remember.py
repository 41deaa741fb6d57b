"""Record: one ledger act for the reply and the turn of the conversation, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, connection, transaction

from zhengtong.contexts.guidance.domain.plain import to_bytes
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.as_given import digest_of
from zhengtong.contexts.guidance.queries.conversations import as_key, last_number
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.kernel.sources import Source
from zhengtong.platform.ledger import service as ledger

ALGORITHM = "guidance.answer"
_MOST_SOURCES = 12
_MOST_AT_ONCE = 20  # questions of one conversation; each time at least one of them gets its number

_OPEN = """
INSERT INTO guidance_conversation (key, account, channel, created) VALUES (%(key)s, %(account)s, %(channel)s, now())
ON CONFLICT (key) DO NOTHING
"""
_STORE = """
INSERT INTO guidance_turn (conversation_id, number, question, state, reason, receipt, reply, channel, asked)
VALUES (%(key)s, %(number)s, %(question)s, %(state)s, %(reason)s, %(receipt)s, %(reply)s, %(channel)s, now())
"""


def remember(reply: Reply, *, actor: Actor, channel: str = "web", rests_on: Mapping[str, Any] | None = None) -> Reply:
    """Write the act and the turn; the reply comes back with its receipt, conversation and turn number.

    ``rests_on``: everything that the reply depends on, masked; see ``stored_basis``.

    All of it is one statement, so one transaction and one round trip: the foreign key of the turn is checked at its
    end, when the conversation is there too. Where another question of the same conversation was answered meanwhile,
    this one is the turn after it.
    """
    for _ in range(_MOST_AT_ONCE):
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                return _remembered(reply, actor, channel, rests_on)
        except IntegrityError as error:
            if not _number_is_taken(error):
                raise
            reply = replace(reply, turn=last_number(reply.conversation) + 1)
    return _remembered(reply, actor, channel, rests_on)


def _number_is_taken(error: IntegrityError) -> bool:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "guidance_turn_number"


def _remembered(reply: Reply, actor: Actor, channel: str, rests_on: Mapping[str, Any] | None) -> Reply:
    masked = without_personal_data(reply)
    written = to_bytes(masked)
    receipt = ledger.record_act(
        algorithm=ALGORITHM,
        actor=actor,
        subject=reply.conversation,
        inputs={"question": reply.question},
        masked_inputs=rests_on,
        output={**_outcome(reply), "reply": digest_of(written)},
        reasons=tuple(step.said for step in reply.trace),
        sources=tuple(Source(s.kind, s.title, s.locator, s.url) for s in reply.sources[:_MOST_SOURCES]),  # type: ignore[arg-type]
        together=lambda receipt: _turn(masked, _with_receipt(written, receipt.code), receipt.code, actor, channel[:12]),
    )
    return reply.with_receipt(receipt.code)


def _with_receipt(written: bytes, code: str) -> str:
    """Quotes within a text are escaped, so the field is found and nothing else."""
    return written.decode().replace('"receipt":""', f'"receipt":"{code}"', 1)


def _turn(masked: Reply, written: str, code: str, actor: Actor, channel: str) -> ledger.Together:
    return ledger.Together(
        (_OPEN, _STORE),
        {
            "key": as_key(masked.conversation) or uuid.uuid4(),
            "account": actor.identifier if actor.kind == "person" else "",
            "channel": channel,
            "number": masked.turn,
            "question": masked.question,
            "state": masked.state,
            "reason": masked.reason,
            "receipt": code,
            "reply": written,
        },
    )


def without_personal_data(reply: Reply) -> Reply:
    """The reply as it is stored: whatever repeats the person's words is masked. The question was when it was asked;
    what a program tells of earlier turns is only here."""
    return replace(
        reply,
        question=mask_personal_data(reply.question),
        needs=tuple(
            replace(need, text=mask_personal_data(need.text), query=mask_personal_data(need.query))
            for need in reply.needs
        ),
        trace=tuple(
            replace(step, said=mask_personal_data(step.said), details=tuple(map(mask_personal_data, step.details)))
            for step in reply.trace
        ),
        known=tuple(replace(known, said=mask_personal_data(known.said)) for known in reply.known),
    )


def _outcome(reply: Reply) -> dict[str, object]:
    return {
        "state": reply.state,
        "reason": reply.reason,
        "needs": [
            {"state": need.state, "chosen": need.chosen, "offered": [o.code for o in need.offered]}
            for need in reply.needs
        ],
    }
