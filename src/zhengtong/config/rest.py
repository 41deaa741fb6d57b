"""The REST API: one NinjaAPI, a router from each context, problem+json errors (RFC 9457), limits per address."""

from __future__ import annotations

import os

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.throttling import AnonRateThrottle

from zhengtong import __version__
from zhengtong.contexts.catalog.web.rest import router as catalog
from zhengtong.contexts.guidance.web.rest import router as guidance
from zhengtong.contexts.knowledge.web.rest import router as knowledge
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.rest import router as ledger
from zhengtong.platform.ui.service import problem_page

RATE = os.environ.get("ZHENGTONG_RATE", "240/m")


class PerAddress(AnonRateThrottle):
    """So many requests a minute for one address; this machine itself is not limited unless it forwards for others."""

    def allow_request(self, request: HttpRequest) -> bool:
        is_own = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
        if is_own and "HTTP_X_FORWARDED_FOR" not in request.META:
            return True
        return bool(super().allow_request(request))


api = NinjaAPI(
    title="Zhengtong",
    version=__version__,
    description="Questions become sourced guides; laws, receipts and the register of algorithms can be read.",
    urls_namespace="api-1",
    docs_url=None,
    throttle=[PerAddress(RATE)],
)
api.add_router("", catalog)
api.add_router("", guidance)
api.add_router("", knowledge)
api.add_router("", ledger)


@api.exception_handler(Fault)
def _fault(request: HttpRequest, fault: Fault) -> HttpResponse:
    def said(text: str) -> str:
        return gettext(text) % fault.params if text and fault.params else gettext(text) if text else ""

    return problem_page(request, fault.status, detail=said(fault.message), remedy=said(fault.remedy), code=fault.code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ()) if part not in ("body", "payload", "query"))
    return problem_page(request, 422, detail=f"{place}: {first.get('msg', '')}".strip(": "), code="invalid-request")


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem_page(request, 429, code="too-many-requests")
    if error.wait:
        response["Retry-After"] = str(int(error.wait) + 1)
    return response


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_page(request, error.status_code, code="refused")


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_page(request, 404, code="not-found")


def docs(request: HttpRequest) -> HttpResponse:
    """The description of the API, readable and to try out, from this server alone."""
    return render(request, "guidance/api_docs.html", {"api": api})
