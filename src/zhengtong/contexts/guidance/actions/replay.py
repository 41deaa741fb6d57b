"""Replay: make a stored reply again from what was kept with it, and say where and why it differs. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.remember import ALGORITHM, without_personal_data
from zhengtong.contexts.guidance.actions.replay_model import RecordedModel, recorded
from zhengtong.contexts.guidance.actions.run import Again, Run
from zhengtong.contexts.guidance.domain.differences import Difference, differences
from zhengtong.contexts.guidance.domain.plain import reply_from, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries import conversations
from zhengtong.contexts.guidance.queries.as_given import was_edited
from zhengtong.contexts.guidance.queries.changed_since import Change, changes_since
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger


@dataclass(frozen=True)
class Replayed:
    """``same``: but for times and receipts the reply is the one of then. ``changes``: what changed since, also where
    the reply is the same. ``masked``: the question had personal data, which is not kept and was not read then either.
    ``edited``: what is stored is not what was given. ``missed``: requests to the model that differ from those
    of then."""

    receipt: str
    then: Reply
    now: Reply
    at: datetime
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    basis: Mapping[str, Any]
    masked: bool
    edited: bool
    missed: int
    run: Run

    @property
    def same(self) -> bool:
        return not self.differences

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "receipt": self.receipt,
            "same": self.same,
            "masked": self.masked,
            "stored_reply_edited": self.edited,
            "asked_at": self.at.isoformat(),
            "differences": [to_plain(each) for each in self.differences],
            "changes": [{**to_plain(each), "at": each.at.isoformat() if each.at else None} for each in self.changes],
            "model_requests_not_kept": self.missed,
            "reply": to_plain(self.now),
        }


def replay(typed: str) -> Replayed:
    """The reply of a receipt made once more, compared with what was stored.

    Raises:
        Fault: there is no such reply, what it rested on is not kept, or answering is switched off.
    """
    act, row = _stored(typed)
    basis = act.private["inputs"]
    call = basis["call"]
    again = Again(model=recorded(basis.get("model")))
    then = reply_from(row.reply)
    with _writing_nothing():
        read_from, until = call.get("memory_of") or (str(row.conversation_id), call["before"])
        reply = ask(
            call["question"],
            actor=SYSTEM,
            conversation=str(row.conversation_id),
            item=call.get("item"),
            answers=call.get("answers"),
            forget=call.get("forget", ()),
            prefer=call.get("prefer", ()),
            language=call["language"],
            region=call.get("region"),
            audience=call.get("audience"),
            record=False,
            memory=conversations.memory(read_from if until else None, until=until),
            now=datetime.fromisoformat(call["now"]),
            again=again,
        )
        now = without_personal_data(reply)
        algorithm = act.header["algorithm"]
        registered = ledger.require_algorithm(ALGORITHM).version
        changes = changes_since(act.at, then, basis, algorithm, registered)
    assert again.run is not None  # ask put it there
    model = again.model.model if again.model else None
    return Replayed(
        receipt=act.code, then=then, now=now, at=act.at, differences=differences(to_plain(then), to_plain(now)),
        changes=changes, basis=basis, masked=bool(call.get("masked")), edited=was_edited(row.reply, act),
        missed=model.missed if isinstance(model, RecordedModel) else 0, run=again.run,
    )  # fmt: skip


def _stored(typed: str) -> tuple[ledger.StoredAct, Turn]:
    act = ledger.stored_act(typed)
    row = Turn.objects.filter(receipt=act.code).first() if act else None
    if act is None or row is None:
        raise Fault(
            "no-such-reply",
            N_("No stored reply has the receipt %(code)s."),
            N_("Check the code; a reply may also have been deleted with its conversation."),
            {"code": typed.strip()[:40]},
            status=404,
        )
    basis = act.private.get("inputs") or {}
    if "call" not in basis:
        raise Fault(
            "reply-not-replayable",
            N_("What the reply %(code)s rested on was not kept: it is older than this version, or was erased."),
            params={"code": act.code},
            status=409,
        )
    if basis["call"].get("told"):
        raise Fault(
            "reply-not-replayable",
            N_("The memory of the conversation of the reply %(code)s was not a stored one."),
            params={"code": act.code},
            status=409,
        )
    return act, row


@contextmanager
def _writing_nothing() -> Iterator[None]:
    """The database itself refuses a write in here."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield
