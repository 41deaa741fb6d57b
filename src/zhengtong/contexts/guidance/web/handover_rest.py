"""REST: ask for a person, see what became of it, judge the answer, withdraw. Whoever knows the conversation may."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Router, Schema

from zhengtong.contexts.guidance.actions.hand_over import hand_over, judge, read_contact, withdraw
from zhengtong.contexts.guidance.actions.handover_again import conversation_for
from zhengtong.contexts.guidance.domain.handover import Visitor
from zhengtong.contexts.guidance.queries.conversations import as_key
from zhengtong.contexts.guidance.queries.handovers import mine, person_turns
from zhengtong.contexts.guidance.web.visitors import caller_of
from zhengtong.kernel.actors import ANONYMOUS
from zhengtong.kernel.errors import Fault

router = Router(tags=["guidance"])

_AGAIN = "To send the same request again safely: a name for it that nobody else uses, a UUID for example."
RequestName = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{16,64}$", description=_AGAIN)]


class HandoverIn(Schema):
    """``conversation``: key of a reply's conversation; without one a new conversation begins."""

    conversation: Annotated[str, Field(max_length=40)] = ""
    words: Annotated[str, Field(max_length=1000)] = ""
    name: Annotated[str, Field(max_length=60)] = ""
    contact: Annotated[str, Field(max_length=120, description="Telephone or e-mail; kept only with consent.")] = ""
    consent: bool = False
    language: Literal["zh-hans", "en"] = "zh-hans"


class JudgedIn(Schema):
    helpful: bool
    words: Annotated[str, Field(max_length=1000, description="What is missing.")] = ""


class PersonSourceOut(Schema):
    title: str
    locator: str
    url: str


class PersonFactOut(Schema):
    label: str
    value: str
    sources: list[PersonSourceOut]


class PersonTurnOut(Schema):
    """``kind``: answer and question come from an official, person from whoever asked."""

    kind: Literal["answer", "question", "person", "passed", "closed"]
    text: str
    facts: list[PersonFactOut]
    receipt: str
    written: datetime


class HandoverOut(Schema):
    """Minutes are of opening time; null where too little was measured. ``open_now``: null where nobody has said."""

    conversation: str
    state: Literal["open", "claimed", "answered", "closed"]
    outcome: Literal["", "answered", "no_answer", "withdrawn"]
    desk: str
    desk_name: str
    phone: str
    asked: datetime
    claimed: datetime | None
    answered: datetime | None
    ahead: int | None
    open_now: bool | None
    opens: datetime | None
    median_minutes: int | None
    most_minutes: int | None
    waits_for_you: bool
    turns: list[PersonTurnOut]


@router.post("/handover", response=HandoverOut, summary="Ask for a person; the answer comes into the conversation")
def ask_for_a_person(request: HttpRequest, payload: HandoverIn, again: RequestName = "") -> dict[str, Any]:
    """Asking twice in one conversation makes one request. So does asking twice without one, with the same
    ``Idempotency-Key`` and the same words: the request that was made is given back, whatever became of it. A telephone
    number or e-mail without consent is refused."""
    if payload.conversation and as_key(payload.conversation) is None:
        raise _unknown()
    if not payload.conversation and not payload.words.strip():
        raise Fault("words-needed", "Say in a few words what it is about.")
    contact = read_contact(payload.name, payload.contact, consent=payload.consent)
    visitor, conversation = _visitor(request), payload.conversation
    if again and not conversation:
        conversation = conversation_for(again, visitor=visitor, words=payload.words)
        if mine(conversation, now=timezone.localtime()) is not None:
            return _shown(conversation)
    row = hand_over(
        conversation, actor=ANONYMOUS, words=payload.words, contact=contact, language=payload.language, channel="rest",
        visitor=visitor,
    )  # fmt: skip
    return _shown(str(row.conversation_id))


@router.get("/handover/{conversation}", response=HandoverOut, summary="What became of a request for a person")
def handover_state(request: HttpRequest, conversation: str) -> dict[str, Any]:
    return _shown(conversation)


@router.delete("/handover/{conversation}", response=HandoverOut, summary="Withdraw it; name and number are deleted")
def withdraw_handover(request: HttpRequest, conversation: str) -> dict[str, Any]:
    withdraw(conversation, actor=ANONYMOUS)
    return _shown(conversation)


@router.post("/handover/{conversation}/judged", response=HandoverOut, summary="Whether the official's answer helped")
def judge_answer(request: HttpRequest, conversation: str, payload: JudgedIn) -> dict[str, Any]:
    """Of the last answer. Yes closes the request; no puts it back into the queue, with what is missing."""
    found = mine(conversation, now=timezone.localtime())
    number = (found.answer if found else None) or 0
    judge(conversation, answer=number, helpful=payload.helpful, words=payload.words, actor=ANONYMOUS)
    return _shown(conversation)


def _shown(conversation: str) -> dict[str, Any]:
    """Names and numbers of nobody."""
    found = mine(conversation, now=timezone.localtime())
    if found is None:
        raise _unknown()
    row, seen = found.row, found.expected
    measured = seen.estimate if seen else None
    return {
        "conversation": str(row.conversation_id),
        "state": row.state, "desk": row.desk, "desk_name": found.desk.name.zh, "phone": found.desk.phone,
        "asked": row.asked, "claimed": row.claimed if row.state == "claimed" else None, "answered": row.answered,
        "ahead": seen.ahead if seen else None,
        "open_now": {"open": True, "closed": False}.get(seen.standing.state) if seen else None,
        "opens": seen.standing.opens if seen else None,
        "median_minutes": measured.median if measured else None,
        "most_minutes": measured.most if measured else None,
        "waits_for_you": row.waits_for_person, "outcome": row.outcome,
        "turns": [
            {"kind": t.kind, "text": t.text, "facts": t.facts, "receipt": t.receipt, "written": t.written}
            for t in person_turns(conversation)
        ],
    }  # fmt: skip


def _visitor(request: HttpRequest) -> Visitor:
    """The program whose key was shown, else the address that asks."""
    kind, value = caller_of(request)
    return Visitor(key=value) if kind == "key" else Visitor(address=value)


def _unknown() -> Fault:
    return Fault("handover-unknown", "There is no such request.", status=404)
