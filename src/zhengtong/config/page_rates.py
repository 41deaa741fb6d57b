"""How often one address may ask on the pages, and programs with a key on the REST interface.

The limit of pages is generous: a hall or an office has one address for everybody in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from ninja.throttling import BaseThrottle

from zhengtong.config.environment import readable_rate
from zhengtong.config.rates import PerAddress
from zhengtong.contexts.people import service as people

USUAL = "600/m"
CALLER = "zhengtong.caller"  # in META, no header can set it: who asks on the REST interface, key:… or address:…
_ASKED = {("GET", "/guide/"), ("POST", "/chat/"), ("POST", "/chat/stream/")}


def pages_from_environment() -> PerAddress:
    """ZHENGTONG_PAGE_RATE (600/m); what cannot be read is named at the start of serve and by doctor."""
    rate = os.environ.get("ZHENGTONG_PAGE_RATE", USUAL)
    return PerAddress(rate if readable_rate(rate) else USUAL, os.environ.get("ZHENGTONG_PROXIES", ""))


class AskingLimit:
    """Asking on pages too often is answered with a page that keeps what was typed. Reading is not limited.

    Made once, before ``serve`` forks, so that all web processes count together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.limit = pages_from_environment()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = (request.method, request.path) in _ASKED
        typed = (request.GET if request.method == "GET" else request.POST).get("q", "") if asked else ""
        if not typed or self.limit.allow_request(request):
            return self.get_response(request)
        wait = int(self.limit.wait()) + 1
        said = gettext(
            "Too much is being asked from this address just now. Wait %(wait)s seconds, then ask again; or call 12345."
        )
        page = _stream(said % {"wait": wait}) if request.path.endswith("/stream/") else None
        if page is None:
            page = render(request, "guidance/unread.html", {"q": typed, "fault": said % {"wait": wait}}, status=429)
        page["Retry-After"] = str(wait)
        return page


def _stream(said: str) -> HttpResponse:
    """As the stream tells any problem; what was typed is still in its field."""
    told = json.dumps({"code": "too-many-requests", "detail": said, "status": 429}, ensure_ascii=False)
    return HttpResponse(f"event: problem\ndata: {told}\n\n", content_type="text/event-stream; charset=utf-8")


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
