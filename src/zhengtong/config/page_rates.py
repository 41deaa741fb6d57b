"""How often one address may ask and send on the pages, and programs with a key on the REST interface.

The limit of pages is generous: a hall or an office has one address for everybody in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from ninja.throttling import BaseThrottle

from zhengtong.config.environment import readable_rate
from zhengtong.config.rates import PerAddress
from zhengtong.contexts.people import service as people

USUAL = "600/m"
CALLER = "zhengtong.caller"  # in META, no header can set it: who asks or sends, key:… or address:…
_GUIDE = "/guide/"
_ASKED = {_GUIDE, "/chat/", "/chat/stream/"}
_SPOKEN = {"/speech/", "/speech/read/"}
# what is sent, and the field with the words; everything below the last is for a person and has its words in ``words``
_SENT = {
    "/chat/": "q",
    "/chat/stream/": "q",
    "/feedback/": "words",
    "/citations/": "text",
    **dict.fromkeys(_SPOKEN, ""),
}
_TO_A_PERSON = "/handover/"
_KEPT = ("receipt", "helpful", "reason", "c", "name", "contact", "consent", "answer", "on")  # fields beside the words
_LONGEST = 20_000
_ASK_LATER = N_(
    "Too much is being asked from this address just now. Wait %(wait)s seconds, then ask again; or call 12345."
)
_SEND_LATER = N_(
    "Too much is being sent from this address just now. Wait %(wait)s seconds, then send it again; or call 12345."
)


def pages_from_environment() -> PerAddress:
    """ZHENGTONG_PAGE_RATE (600/m); what cannot be read is named at the start of serve and by doctor."""
    rate = os.environ.get("ZHENGTONG_PAGE_RATE", USUAL)
    return PerAddress(rate if readable_rate(rate) else USUAL, os.environ.get("ZHENGTONG_PROXIES", ""))


class AskingLimit:
    """Asking and sending on pages too often is answered with what was typed, to send again. Reading is not limited.

    Made once, before ``serve`` forks, so that all web processes count together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.limit = pages_from_environment()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _counts(request):
            return self.get_response(request)
        if request.method == "POST" and (address := self.limit.counted(request)):
            request.META[CALLER] = f"address:{address}"
        if self.limit.allow_request(request):
            return self.get_response(request)
        wait = int(self.limit.wait()) + 1
        page = _refusal(request, wait)
        page["Retry-After"] = str(wait)
        return page


def _counts(request: HttpRequest) -> bool:
    if request.method == "GET":
        return request.path == _GUIDE and bool(request.GET.get("q") or request.GET.get("a"))
    return request.method == "POST" and (request.path in _SENT or request.path.startswith(_TO_A_PERSON))


def _refusal(request: HttpRequest, wait: int) -> HttpResponse:
    """In the form that the sender reads; a page gives back what was typed."""
    asked = request.path in _ASKED
    said = gettext(_ASK_LATER if asked else _SEND_LATER) % {"wait": wait}
    told = {"code": "too-many-requests", "detail": said, "status": 429}
    if request.path.endswith("/stream/"):  # as the stream tells any problem; what was typed is still in its field
        event = f"event: problem\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
        return HttpResponse(event, content_type="text/event-stream; charset=utf-8")
    if request.path in _SPOKEN:
        response = JsonResponse(told, status=429)
        response["Connection"] = "close"  # the rest of a recording may be on its way, and nobody will read it
        return response
    if asked:
        typed = (request.GET if request.method == "GET" else request.POST).get("q", "")
        return render(request, "guidance/unread.html", {"q": typed, "fault": said}, status=429)
    field = _SENT.get(request.path, "words")
    context = {
        "fault": said, "path": request.path, "field": field, "words": request.POST.get(field, "")[:_LONGEST],
        "kept": [(name, request.POST[name][:_LONGEST]) for name in _KEPT if name in request.POST],
    }  # fmt: skip
    return render(request, "guidance/send_again.html", context, status=429)


class ByKeyOrAddress(BaseThrottle):
    """A program that shows a key for this has the limits of its key, everybody else those of the address."""

    def __init__(self, addresses: PerAddress) -> None:
        self.addresses = addresses

    def allow_request(self, request: HttpRequest) -> bool:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            request.META[CALLER] = f"address:{self.addresses.address_of(request)}"
            return self.addresses.allow_request(request)
        request.META[CALLER] = f"key:{people.use_key(key, scope='rest').prefix}"
        return True

    def wait(self) -> float:
        return self.addresses.wait()
