"""Theme switch, style page, and the pages for what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui import samples
from zhengtong.platform.ui.problems import CSRF_PROBLEM, problem_page, typed_in
from zhengtong.platform.ui.shell import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the reader's theme for a year and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "normal")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for people who build pages and for the accessibility test."""
    return render(request, "ui/style.html", samples.context(whole_number(request.GET.get("page"), 1)))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 403, typed=typed_in(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return problem_page(request, 500)


def locked_out(request: HttpRequest, original: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many wrong passwords for one name from one address; told the same whether or not the name exists."""
    minutes = max(1, round(settings.AXES_COOLOFF_TIME * 60))
    page = problem_page(
        request,
        429,
        detail=gettext("There were too many failed attempts to sign in with this name."),
        remedy=gettext("Wait %(minutes)d minutes and try again, or ask the administrator for a new password.")
        % {"minutes": minutes},
        code="locked-out",
    )
    page["Retry-After"] = str(minutes * 60)
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_page(request, 403, problem=CSRF_PROBLEM, typed=typed_in(request))
