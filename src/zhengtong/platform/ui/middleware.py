"""Whatever goes wrong in a view becomes a page that says what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.problems import fault_page, problem_page
from zhengtong.platform.ui.signed_out import is_sent_to_sign_in, signed_out_page

log = logging.getLogger(__name__)


class Largest:
    """Refuses by its announced length what is larger than any upload may be, before any of it is read, and addresses
    and headers of a length that nobody types: the server in front answers twice as long ones with an empty page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > settings.LARGEST_REQUEST:
            page = problem_page(request, 413, code="request-too-large")
            # the rest of the body is still on its way and nobody will read it
            page["Connection"] = "close"
            return page
        status = _too_long(request)
        return problem_page(request, status) if status else self.get_response(request)


def _too_long(request: HttpRequest) -> int:
    """414 or 431; 0 where both are of a usual length."""
    meta = request.META
    if len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", "")) > settings.LONGEST_ADDRESS:
        return 414
    headers = sum(len(name) + len(str(value)) for name, value in meta.items() if name.startswith("HTTP_"))
    return 431 if headers > settings.LONGEST_HEADERS else 0


class ProblemPages:
    """A Fault in the reader's language, a lost database as 'not available just now', an empty 405 as a page; whoever is
    not signed in any more keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            page = problem_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        if is_sent_to_sign_in(request, response.headers.get("Location", "")) and not request.user.is_authenticated:
            return signed_out_page(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Fault):
            return fault_page(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database not reachable at %s: %s", request.path, exception)
            page = problem_page(request, 503)
            page["Retry-After"] = "10"
            return page
        if isinstance(exception, DataError):
            # a value that no column can hold, such as a NUL character or a number of thirty digits in an address
            return problem_page(request, 400, code="unreadable-value")
        return None
