"""The tools over HTTP: one POST is one message, answered as JSON, nothing remembered between two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext_noop as N_
from django.views.decorators.csrf import csrf_exempt

from zhengtong.contexts.guidance.actions.tools import server_for
from zhengtong.contexts.guidance.domain.tool_protocol import (
    HANDSHAKE,
    HEADER_MISMATCH,
    HTTP_STATUS,
    INVALID_REQUEST,
    PARSE_ERROR,
    STATELESS,
    UNSUPPORTED_VERSION,
    RefusedError,
    answer,
    error,
    version_of,
)
from zhengtong.contexts.guidance.web.program_access import program_of, with_access_headers
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import only_text
from zhengtong.platform.ui.service import in_words

SCOPE = "mcp"


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """Streamable HTTP without streams: a server that never begins to speak needs none."""
    if not _from_here(request):
        return _fault(Fault("origin-not-allowed", N_("Pages of other sites may not use these tools."), status=403))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"], content_type="application/json")
    try:
        program = program_of(request, SCOPE)
    except Fault as fault:
        return _fault(fault)
    message: Any = None
    try:
        message = _message(request)
        _check_headers(request, message)
    except RefusedError as refused:
        return _told(error(message.get("id") if isinstance(message, Mapping) else None, refused), by_status=True)
    found = answer(message, server_for(program.actor, address=request.build_absolute_uri("/")))
    if found is None:
        return HttpResponse(status=202)
    return _told(found, by_status=bool(isinstance(message, Mapping) and version_of(message)))


def _from_here(request: HttpRequest) -> bool:
    """Programs send no Origin; browsers do, and only pages of this site may come by (DNS rebinding)."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all
        return False


def _message(request: HttpRequest) -> Any:
    if not request.headers.get("Content-Type", "").startswith("application/json"):
        raise RefusedError(INVALID_REQUEST, "The body must be application/json.")
    try:
        return only_text(json.loads(request.body))
    except RequestDataTooBig as large:
        raise RefusedError(INVALID_REQUEST, "This message is too large.") from large
    except (ValueError, RecursionError) as unreadable:
        raise RefusedError(PARSE_ERROR, "The body is not JSON in UTF-8.") from unreadable


def _check_headers(request: HttpRequest, message: Any) -> None:
    """What a request says in its headers, for those on its way who look no further, must be what it says inside."""
    said = request.headers.get("MCP-Protocol-Version", "")
    inside = version_of(message) if isinstance(message, Mapping) else ""
    if said and said not in (*HANDSHAKE, *STATELESS):
        data = {"supported": [*STATELESS], "requested": said}
        raise RefusedError(UNSUPPORTED_VERSION, "This version of the protocol is not spoken here.", data)
    if not inside:
        return
    params = message.get("params", {})
    pairs = {"MCP-Protocol-Version": inside, "Mcp-Method": message.get("method")}
    if message.get("method") == "tools/call":
        pairs["Mcp-Name"] = params.get("name")
    for header, value in pairs.items():
        if request.headers.get(header) != value:
            raise RefusedError(HEADER_MISMATCH, f"The header {header} does not say what the message says.")


def _told(found: dict[str, Any], *, by_status: bool) -> HttpResponse:
    code = found["error"]["code"] if by_status and "error" in found else 0
    return JsonResponse(found, status=HTTP_STATUS.get(code, 200), json_dumps_params={"ensure_ascii": False})


def _fault(fault: Fault) -> HttpResponse:
    found = error(None, RefusedError(INVALID_REQUEST, in_words(fault), {"code": fault.code}))
    response = JsonResponse(found, status=fault.status, json_dumps_params={"ensure_ascii": False})
    return with_access_headers(response, fault)
