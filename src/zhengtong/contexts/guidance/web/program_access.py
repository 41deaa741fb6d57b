"""Which program asks: by the key in its request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people import service as people
from zhengtong.kernel.errors import Fault


def program_of(request: HttpRequest, scope: str) -> people.Program:
    """The program whose key is in ``Authorization: Bearer …``, with this use counted.

    Raises:
        Fault: ``key-missing``, or see ``people.use_key``.
    """
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        raise Fault(
            "key-missing",
            N_("A key is needed here, in the header “Authorization: Bearer …”."),
            N_("An administrator issues one on the page “Keys for programs” or with `zhengtong key new`."),
            status=401,
        )
    return people.use_key(key, scope=scope)


def with_access_headers(response: HttpResponse, fault: Fault) -> HttpResponse:
    """A refusal with what programs look for in its headers: that a key is needed, or after how many seconds."""
    if fault.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if fault.status == 429:
        response["Retry-After"] = str(fault.params["wait"])
    return response
