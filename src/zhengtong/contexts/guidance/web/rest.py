"""REST: ask, ask with steps as they happen, search, suggest, feedback."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Router, Status

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.domain.plain import to_bytes, to_plain
from zhengtong.contexts.guidance.domain.reply import Reply, SourceList
from zhengtong.contexts.guidance.queries.finding import find, suggestions
from zhengtong.contexts.guidance.queries.plans import planned
from zhengtong.contexts.guidance.web.handover_rest import router as handover_router
from zhengtong.contexts.guidance.web.plan_views import no_plan, wish_of
from zhengtong.contexts.guidance.web.schemas import AskIn, FeedbackIn, PlanPageOut, ReplyOut, SearchOut, SuggestionsOut
from zhengtong.contexts.guidance.web.streaming import OnStep, event_stream, events
from zhengtong.kernel.actors import ANONYMOUS
from zhengtong.platform.ui.service import Day, in_words

router = Router(tags=["guidance"])
router.add_router("", handover_router)


@router.post("/ask", response=ReplyOut, summary="A question becomes a sourced guide")
def ask_once(request: HttpRequest, payload: AskIn) -> HttpResponse:
    return HttpResponse(to_bytes(_reply(payload, None)), content_type="application/json; charset=utf-8")


@router.post(
    "/ask/stream",
    summary="The same as server-sent events: step …, then reply",
    openapi_extra={"responses": {200: {"content": {"text/event-stream": {}}}}},
)
def ask_stream(request: HttpRequest, payload: AskIn) -> StreamingHttpResponse:
    """``event: step`` with a StepOut for each step; then ``event: reply`` with a ReplyOut, or ``event: problem``."""
    return event_stream(events(lambda on_step: _reply(payload, on_step), in_words))


@router.get("/search", response=SearchOut, summary="Items, one-things, laws and documents that fit some words")
def search(
    request: HttpRequest,
    q: str,
    kind: Literal["item", "one-thing", "law", "document"] = "item",
    limit: Annotated[int, Field(ge=1, le=50)] = 20,
) -> dict[str, Any]:
    return {"query": q, "hits": [hit.as_data() for hit in find(q, kind, limit=limit)]}


@router.get("/suggest", response=SuggestionsOut, summary="As you type")
def suggest(request: HttpRequest, q: str = "") -> dict[str, Any]:
    return {"suggestions": [{"text": s.text, "url": s.url, "kind": s.kind} for s in suggestions(q)]}


@router.post("/feedback", response={204: None}, summary="Thumbs, or 'this is wrong', about a receipt")
def feedback(request: HttpRequest, payload: FeedbackIn) -> Status[None]:
    give_feedback(payload.receipt, helpful=payload.helpful, reason=payload.reason, words=payload.words, actor=ANONYMOUS)
    return Status(204, None)


@router.get("/plan", response=PlanPageOut, summary="Several matters as one: order, papers, trips, working days")
def plan(  # noqa: PLR0917 - parameters of the address
    request: HttpRequest,
    items: Annotated[str, Field(max_length=2000, description="Codes of matters, in the order asked.")] = "",
    one: Annotated[str, Field(max_length=64, description="Key of a one-thing: its own matters, and its order.")] = "",
    a: Annotated[list[str], Query(description="What is known: <key>:<option>.")] = [],  # noqa: B006 - never changed
    start: Annotated[Day | None, Field(description="The plan begins on this day; today if it is not said.")] = None,
    way: Annotated[Literal["", "window"], Field(description="window: go there also where it can be done online.")] = "",
    language: Literal["zh-hans", "en"] = "zh-hans",
) -> HttpResponse:
    """Nothing is stored. ``sources`` of steps, papers and trips number into ``sources``."""
    query = request.GET.copy()
    query.setlist("a", a)
    wish = replace(wish_of(query), language="en" if language == "en" else "zh-Hans")
    sources = SourceList()
    found = planned(wish, sources)
    if found is None:
        raise no_plan()
    body = to_bytes({"plan": to_plain(found), "sources": to_plain(sources.rows())})
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _reply(payload: AskIn, on_step: OnStep | None) -> Reply:
    return ask(
        payload.question,
        actor=ANONYMOUS,
        conversation=payload.conversation,
        item=payload.item,
        answers=payload.answers,
        forget=payload.forget,
        language=payload.language,
        region=payload.region,
        audience=payload.audience,
        on_step=on_step,
        channel="rest",
    )
