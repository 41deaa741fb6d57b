"""Whatever goes wrong in a view becomes a page that says what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.problems import problem_page

log = logging.getLogger(__name__)


class ProblemPages:
    """A Fault in the reader's language, a lost database as 'not available just now', an empty 405 as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = problem_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Fault):
            return fault_page(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database not reachable at %s: %s", request.path, exception)
            page = problem_page(request, 503)
            page["Retry-After"] = "10"
            return page
        return None


def fault_page(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The fault's own message and remedy in place of the general words for its status."""
    message = gettext(fault.message) % fault.params if fault.params else gettext(fault.message)
    remedy = gettext(fault.remedy) if fault.remedy else ""
    if remedy and fault.params:
        remedy = remedy % fault.params
    return problem_page(request, fault.status, detail=message, remedy=remedy, code=fault.code)
