"""A form that is sent after its session has ended: nothing is saved, and nothing that was typed is lost.

Its fields go along with the sign-in, and come back on a page that sends them again. They are in the pages alone: nobody
is known yet for whom they could be stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch, reverse

from zhengtong.platform.ui.problems import SIGN_IN_AND_SEND, SIGNED_OUT, problem_page, typed_in

KEPT = "kept"  # name of the field at the sign-in
_MOST_KEPT = 200_000  # characters
_NEVER_KEPT = ("csrfmiddlewaretoken", KEPT)
_NO_SECRETS = ("true", "false")  # whether there is to be a password at all


def is_sent_to_sign_in(request: HttpRequest, location: str) -> bool:
    """Whether what somebody sent would end at a sign-in, after which only an address is opened."""
    return request.method == "POST" and location.startswith(tuple(f"{each}?" for each in _sign_ins()))


def signed_out_page(request: HttpRequest) -> HttpResponse:
    """With the sign-in on it, and what was sent beside; where that is too much, what was typed can be copied."""
    typed = typed_in(request)
    kept = _kept(request.POST) if request.POST else ""
    if not kept:
        return problem_page(request, 403, problem=SIGNED_OUT, typed=typed)
    back = {"sign_in": settings.LOGIN_URL, "next": request.get_full_path(), "kept": kept}
    return problem_page(request, 403, problem=SIGN_IN_AND_SEND, typed=typed, back=back)


def fields_of(kept: str) -> list[tuple[str, str]]:
    """Names and values, in the order in which they were sent; what was not made here is left out."""
    try:
        pairs = json.loads(kept)
    except ValueError:
        return []
    found = [tuple(pair) for pair in pairs if isinstance(pair, list)] if isinstance(pairs, list) else []
    return [pair for pair in found if len(pair) == 2 and all(isinstance(part, str) for part in pair)]


def _kept(sent: QueryDict) -> str:
    pairs = [(name, value) for name in sent for value in sent.getlist(name) if _may_be_kept(name, value)]
    text = json.dumps(pairs, ensure_ascii=False)
    return text if pairs and len(text) <= _MOST_KEPT else ""


def _may_be_kept(name: str, value: str) -> bool:
    return name not in _NEVER_KEPT and ("password" not in name or value in _NO_SECRETS)


def _sign_ins() -> Iterable[str]:
    yield settings.LOGIN_URL
    try:
        yield reverse("admin:login")
    except NoReverseMatch:
        return
