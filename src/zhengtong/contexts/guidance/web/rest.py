"""REST: ask, ask with steps as they happen, search, suggest, feedback."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Router, Schema

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.domain.plain import to_json
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.finding import find, suggestions
from zhengtong.contexts.guidance.web.faults import in_words
from zhengtong.contexts.guidance.web.streaming import events
from zhengtong.kernel.actors import ANONYMOUS, Actor

router = Router(tags=["guidance"])


class AskIn(Schema):
    """``conversation``: of an earlier reply, to go on with it."""

    question: str = Field(
        ..., description="In a person's own words: Mandarin, Cantonese, Traditional Chinese or English."
    )
    conversation: str | None = Field(None, max_length=100)
    region: str | None = Field(None, pattern=r"^\d{2,12}$", description="Division code (GB/T 2260) to search in.")
    audience: str | None = Field(None, pattern=r"^[a-z][a-z-]{0,39}$", description="For example person or company.")
    language: Literal["zh-hans", "en"] = "zh-hans"


class FactOut(Schema):
    group: str
    label: str
    value: str
    note: str
    href: str
    tag: str
    sources: list[int]


class OfferedOut(Schema):
    code: str
    title: str
    department: str
    score: float
    why: list[str]
    url: str


class PassageOut(Schema):
    title: str
    locator: str
    text: str
    url: str
    source: int


class NeedOut(Schema):
    text: str
    query: str
    facets: list[str]
    state: str
    message: str
    chosen: str | None
    offered: list[OfferedOut]
    perhaps: list[OfferedOut]
    facts: list[FactOut]
    passages: list[PassageOut]


class SourceOut(Schema):
    number: int
    kind: str
    title: str
    locator: str
    url: str


class ContactOut(Schema):
    name: str
    number: str
    note: str


class StepOut(Schema):
    name: str
    said: str
    details: list[str]
    ms: float


class ReplyOut(Schema):
    """``state`` is one of a closed set; ``sources`` of facts number into ``sources`` of the reply."""

    state: Literal[
        "answered", "clarification", "unknown", "out_of_scope", "personal_data", "asks_for_decision", "private_trade",
        "unsafe", "distress", "chit_chat", "injection", "search_down", "handed_over",
    ]  # fmt: skip
    question: str
    language: str
    message: str
    reason: str
    needs: list[NeedOut]
    sources: list[SourceOut]
    contacts: list[ContactOut]
    trace: list[StepOut]
    conversation: str
    turn: int
    receipt: str
    ai_label: str


class SuggestionOut(Schema):
    text: str
    url: str
    kind: str


class SuggestionsOut(Schema):
    suggestions: list[SuggestionOut]


class HitOut(Schema):
    kind: str
    title: str
    text: str
    url: str
    score: float


class SearchOut(Schema):
    query: str
    hits: list[HitOut]


class FeedbackIn(Schema):
    receipt: str
    helpful: bool
    words: str = ""


@router.post("/ask", response=ReplyOut, summary="A question becomes a sourced guide")
def ask_once(request: HttpRequest, payload: AskIn) -> HttpResponse:
    return HttpResponse(to_json(_reply(payload, None)), content_type="application/json; charset=utf-8")


@router.post("/ask/stream", summary="The same as server-sent events: step …, then reply")
def ask_stream(request: HttpRequest, payload: AskIn) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        events(lambda on_step: _reply(payload, on_step), in_words), content_type="text/event-stream; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@router.get("/search", response=SearchOut, summary="Items, laws and documents that fit some words")
def search(
    request: HttpRequest,
    q: str,
    kind: Literal["item", "law", "document"] = "item",
    limit: Annotated[int, Field(ge=1, le=50)] = 20,
) -> dict[str, Any]:
    return {"query": q, "hits": [hit.as_data() for hit in find(q, kind, limit=limit)]}


@router.get("/suggest", response=SuggestionsOut, summary="As you type")
def suggest(request: HttpRequest, q: str = "") -> dict[str, Any]:
    return {"suggestions": [{"text": s.text, "url": s.url, "kind": s.kind} for s in suggestions(q)]}


@router.post("/feedback", response={204: None}, summary="Thumbs, or 'this is wrong', about a receipt")
def feedback(request: HttpRequest, payload: FeedbackIn) -> tuple[int, None]:
    give_feedback(payload.receipt, helpful=payload.helpful, words=payload.words, actor=ANONYMOUS)
    return 204, None


def _reply(payload: AskIn, on_step: Any) -> Reply:
    actor: Actor = ANONYMOUS
    return ask(
        payload.question,
        actor=actor,
        conversation=payload.conversation,
        language=payload.language,
        region=payload.region,
        audience=payload.audience,
        on_step=on_step,
        channel="rest",
    )
