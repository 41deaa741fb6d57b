"""The REST API: one interface, a router from each context, problem+json errors (RFC 9457), limits per address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.parser import Parser

from zhengtong import __version__
from zhengtong.config import rates
from zhengtong.config.openapi import DescribedAPI
from zhengtong.config.page_rates import ByKeyOrAddress
from zhengtong.contexts.catalog.web.rest import router as catalog
from zhengtong.contexts.guidance.web.rest import router as guidance
from zhengtong.contexts.guidance.web.speech_views import router as speech
from zhengtong.contexts.knowledge.web.rest import router as knowledge
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import only_text
from zhengtong.platform.ledger.rest import router as ledger
from zhengtong.platform.ui.service import fault_page, problem_page

# pydantic's kinds of error, in words for people who call the interface
_INVALID = {
    "missing": N_("is missing"),
    "string_type": N_("must be text"),
    "string_too_long": N_("is too long: at most %(max_length)s characters"),
    "string_pattern_mismatch": N_("is not of the form %(pattern)s"),
    "too_long": N_("has too many entries: at most %(max_length)s"),
    "int_parsing": N_("must be a whole number"),
    "int_type": N_("must be a whole number"),
    "greater_than_equal": N_("must be at least %(ge)s"),
    "less_than_equal": N_("must be at most %(le)s"),
    "literal_error": N_("must be one of %(expected)s"),
    "bool_parsing": N_("must be true or false"),
    "bool_type": N_("must be true or false"),
    "date_from_datetime_parsing": N_("must be a date such as 2026-05-01"),
    "date_parsing": N_("must be a date such as 2026-05-01"),
    "model_attributes_type": N_("must be a JSON object"),
    "dict_type": N_("must be a JSON object"),
}


class TextOnly(Parser):
    """JSON whose strings can be stored; what is no character becomes a space."""

    def parse_body(self, request: HttpRequest) -> Any:
        return only_text(json.loads(request.body))

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        return only_text(super().parse_querydict(data, list_fields, request))


api = DescribedAPI(
    title="Zhengtong",
    version=__version__,
    description="Questions become sourced guides; laws, receipts and the register of algorithms can be read.",
    urls_namespace="api-1",
    docs_url=None,
    throttle=[ByKeyOrAddress(rates.from_environment())],
    parser=TextOnly(),
)
api.add_router("", catalog)
api.add_router("", guidance)
api.add_router("", speech)
api.add_router("", knowledge)
api.add_router("", ledger)


@api.exception_handler(Fault)
def _fault(request: HttpRequest, fault: Fault) -> HttpResponse:
    return fault_page(request, fault)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: Mapping[str, Any] = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ()) if part not in {"body", "payload", "query", "path"})
    known = _INVALID.get(first.get("type", ""))
    what = gettext(known) % first.get("ctx", {}) if known else str(first.get("msg", ""))
    return problem_page(
        request,
        422,
        detail=gettext("%(place)s %(what)s.") % {"place": place or gettext("The request"), "what": what},
        remedy=gettext("The form of every request is described at /api/docs."),
        code="invalid-request",
    )


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem_page(request, 429, code="too-many-requests")
    if error.wait:
        response["Retry-After"] = str(int(error.wait) + 1)
    return response


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code != 400:
        return problem_page(request, error.status_code, code="refused")
    # the only 400 of the framework: the body is not JSON
    return problem_page(
        request,
        400,
        detail=gettext("The body of the request is not JSON in UTF-8."),
        remedy=gettext("The form of every request is described at /api/docs."),
        code="not-json",
    )


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_page(request, 404, code="not-found")


def docs(request: HttpRequest) -> HttpResponse:
    """The description of the API, readable and to try out, from this server alone."""
    return render(request, "guidance/api_docs.html", {"api": api})
