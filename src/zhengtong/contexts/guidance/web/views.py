"""Pages: home, guide, chat, search, 'this is wrong'."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.conversations import replies
from zhengtong.contexts.guidance.queries.finding import KINDS, find
from zhengtong.contexts.guidance.queries.front import front
from zhengtong.contexts.guidance.web.answering import answers_of
from zhengtong.contexts.guidance.web.faults import in_words
from zhengtong.contexts.guidance.web.presenting import page_of
from zhengtong.contexts.guidance.web.streaming import OnStep, events
from zhengtong.kernel.actors import ANONYMOUS, Actor
from zhengtong.kernel.errors import Fault

_SESSION = "conversation"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/home.html", front(get_language() or "zh-hans"))


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """The answer to ``q`` as a route, or without ``q`` an answer of conversation ``c`` once more.

    ``a``, ``forget``, ``change``: answers to what the guide asked, and facts taken back, the last to be asked again.
    ``need``, ``step``, ``all``: one matter, one step of it, or everything at once. What was typed comes back when it
    cannot be read.
    """
    typed = request.GET.get("q", "")
    if not typed:
        kept = _kept_reply(request)
        return _guide_page(request, kept) if kept else redirect("guidance:home")
    change = request.GET.getlist("change")
    try:
        reply = ask(
            typed,
            actor=_actor(request),
            conversation=request.GET.get("c"),
            item=request.GET.get("item") or None,
            answers=answers_of(request.GET.getlist("a")),
            forget=[*request.GET.getlist("forget"), *change],
            prefer=change,
            language=get_language() or "zh-hans",
            region=_division(request.GET.get("region")),
        )
    except Fault as fault:
        context = {"q": typed, "fault": in_words(fault)}
        return render(request, "guidance/unread.html", context, status=fault.status)
    return _guide_page(request, reply)


def _guide_page(request: HttpRequest, reply: Reply) -> HttpResponse:
    # the frame speaks the language of the answer, which is the language of the question
    with override("en" if reply.language == "en" else "zh-hans"):
        page = page_of(
            reply, need=_number(request, "need"), step=_number(request, "step"), everything="all" in request.GET
        )
        return render(request, "guidance/guide.html", {**page, "q": reply.question})


def _kept_reply(request: HttpRequest) -> Reply | None:
    """A reply of the conversation as it was given: turn ``t``, or the last one."""
    turn = _number(request, "t")
    found = [r for r in replies(request.GET.get("c")) if not turn or r.turn == turn]
    return found[-1] if found else None


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The conversation of this browser. Without scripts a message is posted and the page shown again."""
    typed = fault = ""
    if request.method == "POST":
        if "new" in request.POST:
            request.session.pop(_SESSION, None)
            return redirect("guidance:chat")
        typed = request.POST.get("q", "")
        try:
            _say(request, typed)
            return redirect(f"{reverse('guidance:chat')}#last")
        except Fault as found:
            fault = in_words(found)
    turns = [page_of(reply) for reply in replies(request.session.get(_SESSION))]
    examples = [] if turns else front(get_language() or "zh-hans").get("examples", [])
    context = {"turns": turns, "q": typed, "fault": fault, "examples": examples}
    return render(request, "guidance/chat.html", context, status=400 if fault else 200)


@require_POST
def chat_stream(request: HttpRequest) -> StreamingHttpResponse:
    """One message, answered step by step; the last event carries the rendered answer."""
    typed = request.POST.get("q", "")
    conversation = _conversation(request)
    actor = _actor(request)
    language = get_language() or "zh-hans"

    answers, forget = answers_of(request.POST.getlist("answer")), request.POST.getlist("forget")

    def run(on_step: OnStep) -> Reply:
        return ask(
            typed, actor=actor, conversation=conversation, answers=answers, forget=forget, language=language,
            on_step=on_step, channel="chat",
        )  # fmt: skip

    def show(reply: Reply) -> dict[str, Any]:
        return {"html": render_to_string("guidance/turn.html", {"turn": page_of(reply)}, request)}

    response = StreamingHttpResponse(events(run, in_words, show), content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Items, laws and documents that fit some words."""
    words = request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "item")
    kind = kind if kind in KINDS else "item"
    hits = find(words, kind, limit=30) if words else ()
    names = {"item": gettext("Matters"), "law": gettext("Laws"), "document": gettext("Policies and documents")}
    tabs = [
        {
            "name": names[k],
            "url": f"{reverse('guidance:search')}?{urlencode({'q': words, 'kind': k})}",
            "here": k == kind,
        }
        for k in KINDS
    ]
    context = {"q": words, "hits": hits, "tabs": tabs, "kind": kind}
    return render(request, "guidance/search.html", context)


@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """'Something here is wrong': a receipt, a few words, and a person will look at it."""
    receipt = request.POST.get("receipt") or request.GET.get("receipt", "")
    words = request.POST.get("words", "")
    fault = ""
    if request.method == "POST":
        try:
            give_feedback(receipt, helpful=request.POST.get("helpful") == "1", words=words, actor=_actor(request))
            messages.success(request, gettext("Thank you. A person will look at this answer."))
            return redirect("guidance:home")
        except Fault as found:
            fault = in_words(found)
    context = {"receipt": receipt, "words": words, "fault": fault}
    return render(request, "guidance/feedback.html", context, status=400 if fault else 200)


def _say(request: HttpRequest, typed: str) -> Reply:
    return ask(
        typed,
        actor=_actor(request),
        conversation=_conversation(request),
        answers=answers_of(request.POST.getlist("answer")),
        forget=request.POST.getlist("forget"),
        language=get_language() or "zh-hans",
        channel="chat",
    )


def _conversation(request: HttpRequest) -> str:
    key = request.session.get(_SESSION)
    if not key:
        key = request.session[_SESSION] = str(uuid.uuid4())
    return str(key)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return Actor("person", user.get_username()) if user.is_authenticated else ANONYMOUS


def _division(text: str | None) -> str | None:
    """A division code; anything else in the address narrows nothing."""
    return text if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
