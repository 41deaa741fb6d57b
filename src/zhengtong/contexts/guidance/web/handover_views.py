"""Pages for everyone: ask for a person, see what became of it, write, withdraw, say whether the answer helped."""

from __future__ import annotations

import secrets
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengtong.contexts.guidance.actions.claim import SESSION_KEY
from zhengtong.contexts.guidance.actions.hand_over import hand_over, judge, read_contact, withdraw, write_to_person
from zhengtong.contexts.guidance.domain.handover import REASONS, Visitor, matter_of
from zhengtong.contexts.guidance.models import Conversation
from zhengtong.contexts.guidance.queries.conversations import as_key, memory
from zhengtong.contexts.guidance.queries.handovers import person_turns
from zhengtong.contexts.guidance.web.handover_presenting import before_asking, block_and_turns, block_of, shown_turns
from zhengtong.contexts.guidance.web.visitors import account_of, actor_of, address_of
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import in_words

MOST_TURNS = 2_000_000_000
_VISITOR = "visitor"  # a random name of this browser in its session


@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest) -> HttpResponse:
    """Hours, waiting time and telephone first; one press hands over, name and number are the person's choice."""
    given = request.POST if request.method == "POST" else request.GET
    key = str(as_key(given.get("c")) or as_key(request.session.get(SESSION_KEY)) or "")
    known = memory(key) if key else None
    fault, status = "", 200
    if request.method == "POST":
        try:
            return _asked(request, key, bool(known and known.number))
        except Fault as found:
            fault, status = in_words(found), found.status
    context = {
        # a conversation that is yet to begin has its key in the form: two presses of the button make one request
        "c": key or str(uuid.uuid4()), "fault": fault, "typed": given, "needs_words": not (known and known.number),
        "question": known.question if known else "",
        "block": block_of(key) if key else None,
        **before_asking(matter_of(known) if known else ""),
    }  # fmt: skip
    response = render(request, "guidance/handover.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _asked(request: HttpRequest, key: str, spoken: bool) -> HttpResponse:
    given = request.POST
    words, reason = given.get("words", ""), given.get("reason", "button")
    contact = read_contact(given.get("name", ""), given.get("contact", ""), consent=bool(given.get("consent")))
    if not spoken and not words.strip():
        raise Fault("words-needed", N_("Say in a few words what it is about."))
    row = hand_over(
        key or str(uuid.uuid4()), actor=actor_of(request), reason=reason if reason in REASONS else "button",
        words=words, contact=contact, language=get_language() or "zh-hans", channel="chat", visitor=visitor_of(request),
    )  # fmt: skip
    messages.success(request, gettext("You are handed over to a person. The answer appears in this conversation."))
    return _to_conversation(request, str(row.conversation_id))


def _to_conversation(request: HttpRequest, key: str) -> HttpResponse:
    """The conversation page goes on with it, unless it is somebody else's account's: then the guide shows it."""
    if not key:
        return redirect("guidance:chat")
    owner = Conversation.objects.filter(key=key).values_list("account", flat=True).first()
    if owner in ("", actor_of(request).identifier):
        request.session[SESSION_KEY] = key
        return redirect(f"{reverse('guidance:chat')}#person")
    return redirect(f"{reverse('guidance:guide')}?{urlencode({'c': key})}#person")


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """For the page that is open: nothing while nothing has changed since ``mark``, else the new block and turns."""
    key = request.GET.get("c") or request.session.get(SESSION_KEY)
    turns = person_turns(key, since=whole_number(request.GET.get("since")))
    block = block_of(key)
    if block is None or (block.mark == request.GET.get("mark") and not turns):
        response = HttpResponse(status=204)
    else:
        response = JsonResponse(
            {
                "block": render_to_string("guidance/_person.html", {"person": block}, request),
                "turns": [
                    {
                        "id": each["turn"].pk,
                        "html": render_to_string("guidance/_person_turn.html", {"said": each}, request),
                    }
                    for each in shown_turns(turns)
                ],
            }
        )
    add_never_cache_headers(response)
    return response


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Withdraw, write, or say whether the answer helped. What was typed comes back when it is refused."""
    if verb not in {"withdraw", "write", "judge"}:
        raise Http404
    given, actor = request.POST, actor_of(request)
    key = given.get("c") or request.session.get(SESSION_KEY)
    try:
        if verb == "withdraw":
            withdraw(key, actor=actor)
            messages.success(request, gettext("Your request is withdrawn."))
        elif verb == "write":
            write_to_person(key, words=given.get("words", ""), actor=actor)
            messages.success(request, gettext("Sent to the official."))
        else:
            _judged(request, key, actor)
    except Fault as fault:
        messages.warning(request, in_words(fault))
        request.session["handover_words"] = given.get("words", "")[:1000]
    return _to_conversation(request, str(as_key(key) or ""))


def _judged(request: HttpRequest, key: str | None, actor: Actor) -> None:
    given = request.POST
    helpful = given.get("helpful") == "1"
    number = whole_number(given.get("answer"))
    judge(key, answer=number, helpful=helpful, words=given.get("words", ""), actor=actor)
    thanks = gettext("Thank you. It is good to know that this helped.")
    messages.success(request, thanks if helpful else gettext("Thank you. A person looks at it again."))


def person_context(request: HttpRequest, key: str | None) -> dict[str, Any]:
    """For the pages of a conversation: the request and what people wrote, and what was typed and refused."""
    block, turns = block_and_turns(key)
    return {
        "person": block,
        "people": shown_turns(turns),
        "person_words": request.session.pop("handover_words", "") if "handover_words" in request.session else "",
    }


def with_people(turns: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each turn with what people wrote after it."""
    numbers = [turn["reply"].turn for turn in turns]
    for index, turn in enumerate(turns):
        first = numbers[index] if index else 0
        last = numbers[index + 1] if index + 1 < len(turns) else MOST_TURNS
        turn["people"] = [each for each in people if first <= each["after"] < last]
    return turns


def handed_over_in_words(request: HttpRequest, conversation: str) -> None:
    """The person asked in words: that is enough."""
    hand_over(
        conversation, actor=actor_of(request), reason="words", language=get_language() or "zh-hans",
        visitor=visitor_of(request),
    )  # fmt: skip


def visitor_of(request: HttpRequest) -> Visitor:
    """Whoever signed in, this browser, and where it is. To be called before a reply streams: it may begin the
    session."""
    if _VISITOR not in request.session:
        request.session[_VISITOR] = secrets.token_hex(16)
    return Visitor(account=account_of(request), session=request.session[_VISITOR], address=address_of(request))
