"""Pages for everyone: home, guide, search."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.conversations import kept_reply
from zhengtong.contexts.guidance.queries.finding import KINDS, find
from zhengtong.contexts.guidance.queries.front import front
from zhengtong.contexts.guidance.web.answering import answers_of
from zhengtong.contexts.guidance.web.handover_views import person_context
from zhengtong.contexts.guidance.web.presenting import page_of
from zhengtong.contexts.guidance.web.visitors import actor_of
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import in_words, theme_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/home.html", front(get_language() or "zh-hans", elder=theme_of(request) == "elder"))


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """The answer to ``q`` as a route, or without ``q`` the answer ``t`` of conversation ``c`` once more.

    ``a``, ``forget``, ``change``: answers to what the guide asked, and facts taken back, the last to be asked again.
    ``need``, ``step``, ``all``: one matter, one step of it, or everything at once. What was typed comes back when it
    cannot be read.
    """
    typed = request.GET.get("q", "")
    if not typed:
        kept = kept_reply(request.GET.get("c"), whole_number(request.GET.get("t")))
        return _guide_page(request, kept) if kept else redirect("guidance:home")
    change = request.GET.getlist("change")
    try:
        reply = ask(
            typed,
            actor=actor_of(request),
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
        need, step = (whole_number(request.GET.get(name)) for name in ("need", "step"))
        page = page_of(reply, need=need, step=step, everything="all" in request.GET)
        person = person_context(request, reply.conversation)
        return render(request, "guidance/guide.html", {**page, **person, "q": reply.question})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Items, one-things, laws and documents that fit some words."""
    words = request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "item")
    kind = kind if kind in KINDS else "item"
    hits = find(words, kind, limit=30) if words else ()
    names = {
        "item": gettext("Matters"), "one-thing": gettext("One thing, done once"), "law": gettext("Laws"),
        "document": gettext("Policies and documents"),
    }  # fmt: skip
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


def _division(text: str | None) -> str | None:
    """A division code; anything else in the address narrows nothing."""
    return text if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
