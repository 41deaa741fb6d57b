"""REST: ask, ask with steps as they happen, search, suggest, feedback."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Router

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.domain.plain import to_json
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.finding import find, suggestions
from zhengtong.contexts.guidance.web.faults import in_words
from zhengtong.contexts.guidance.web.schemas import AskIn, FeedbackIn, ReplyOut, SearchOut, SuggestionsOut
from zhengtong.contexts.guidance.web.streaming import events
from zhengtong.kernel.actors import ANONYMOUS, Actor

router = Router(tags=["guidance"])


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
        answers=payload.answers,
        forget=payload.forget,
        language=payload.language,
        region=payload.region,
        audience=payload.audience,
        on_step=on_step,
        channel="rest",
    )
