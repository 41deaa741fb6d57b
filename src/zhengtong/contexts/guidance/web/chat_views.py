"""The conversation page: what was said, what is remembered of it, and an account's other conversations."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.claim import SESSION_KEY
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.conversations import belongs_to, conversations_of, replies
from zhengtong.contexts.guidance.queries.front import front
from zhengtong.contexts.guidance.queries.handovers import elsewhere
from zhengtong.contexts.guidance.queries.known_options import label_of, options_of
from zhengtong.contexts.guidance.web.answering import answers_of
from zhengtong.contexts.guidance.web.handover_views import handed_over_in_words, person_context, visitor_of, with_people
from zhengtong.contexts.guidance.web.presenting import page_of
from zhengtong.contexts.guidance.web.streaming import OnStep, event_stream, events
from zhengtong.contexts.guidance.web.visitors import account_of, actor_of
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.service import in_words, theme_of


@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The conversation of this browser. Without scripts a message is posted and the page shown again.

    ``c``: one of the account's own conversations, to go on with it here.
    """
    typed, fault, status = "", "", 200
    if request.method == "POST":
        if "new" in request.POST:
            request.session.pop(SESSION_KEY, None)
            return redirect("guidance:chat")
        typed = request.POST.get("q", "")
        try:
            _say(request, typed)
            return redirect(f"{reverse('guidance:chat')}#last")
        except Fault as found:
            fault, status = in_words(found), found.status
    elif "c" in request.GET:
        if belongs_to(request.GET["c"], account_of(request)):
            request.session[SESSION_KEY] = request.GET["c"]
        return redirect(f"{reverse('guidance:chat')}#last")
    return render(request, "guidance/chat.html", _page(request, typed, fault), status=status)


def _page(request: HttpRequest, typed: str, fault: str) -> dict[str, Any]:
    key = request.session.get(SESSION_KEY)
    said = replies(key)
    person = person_context(request, key)
    return {
        **person,
        "turns": with_people([page_of(reply) for reply in said], person["people"]),
        "elsewhere": elsewhere(account_of(request), key),
        "known": known_of(said[-1]) if said else [],
        "others": [each for each in conversations_of(account_of(request)) if each.key != key],
        "q": typed,
        "fault": fault,
        "examples": []
        if said
        else front(get_language() or "zh-hans", elder=theme_of(request) == "elder").get("examples", []),
    }


def known_of(reply: Reply) -> list[dict[str, Any]]:
    """What is remembered, for the template: each with what it could be changed to."""
    options = options_of(reply) if reply.known else {}
    return [
        {
            "key": known.key,
            "label": label_of(known, options.get(known.key, ())) or gettext("You do not know"),
            "said": known.said,
            "others": [
                {"value": f"{known.key}:{value}", "label": label}
                for value, label in options.get(known.key, ())
                if value != known.value
            ],
        }
        for known in reply.known
    ]


@require_POST
def chat_stream(request: HttpRequest) -> StreamingHttpResponse:
    """One message, answered step by step; the last event carries the rendered answer."""
    typed = request.POST.get("q", "")
    asked = _asked(request)

    def run(on_step: OnStep) -> Reply:
        return _handed_over(request, ask(typed, on_step=on_step, **asked))

    def show(reply: Reply) -> dict[str, Any]:
        return {
            "html": render_to_string("guidance/turn.html", {"turn": page_of(reply)}, request),
            "known": render_to_string("guidance/_known.html", {"known": known_of(reply)}, request),
        }

    return event_stream(events(run, in_words, show))


def _say(request: HttpRequest, typed: str) -> Reply:
    return _handed_over(request, ask(typed, **_asked(request)))


def _handed_over(request: HttpRequest, reply: Reply) -> Reply:
    """Asked for in words here, a person is asked at once."""
    if reply.state == "handed_over" and reply.receipt:
        handed_over_in_words(request, reply.conversation)
    return reply


def _asked(request: HttpRequest) -> dict[str, Any]:
    visitor_of(request)
    return {
        "actor": actor_of(request),
        "conversation": _conversation(request),
        "answers": answers_of(request.POST.getlist("answer")),
        "forget": request.POST.getlist("forget"),
        "language": get_language() or "zh-hans",
        "channel": "chat",
    }


def _conversation(request: HttpRequest) -> str:
    key = request.session.get(SESSION_KEY)
    if not key:
        key = request.session[SESSION_KEY] = str(uuid.uuid4())
    return str(key)
