"""Pages, or problem+json (RFC 9457), that say what happened and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template import loader
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.shell import bare_shell, shell_of


@dataclass(frozen=True)
class Problem:
    """Title, what happened and what to do, as English message ids."""

    title: str
    what: str
    next: str


PROBLEMS: dict[int, Problem] = {
    400: Problem(
        N_("We could not understand this request"),
        N_("Something in the address or the form was not in a form that we can read."),
        N_("Go back, check what you typed, and send it again."),
    ),
    403: Problem(
        N_("This page is not open to you"),
        N_("It is only for people who are signed in with the right role."),
        N_("Sign in with another account, or ask the administrator of your department."),
    ),
    404: Problem(
        N_("We could not find this page"),
        N_("The address may be mistyped, or the page has been moved or withdrawn."),
        N_("Say in your own words what you want to get done, and we will look for it."),
    ),
    405: Problem(
        N_("This page cannot be used in this way"),
        N_("The address exists, but not for this kind of request."),
        N_("Open the page again from the home page."),
    ),
    413: Problem(
        N_("This is too large to send"),
        N_("The text or the file is larger than we can accept at once. Nothing was saved."),
        N_("Shorten the text, or send a smaller file."),
    ),
    414: Problem(
        N_("This address is too long"),
        N_("More was typed than an address can carry. Nothing was saved."),
        N_("Go back, shorten the text to what you want to do, and send it again."),
    ),
    429: Problem(
        N_("Too many requests in a short time"),
        N_("To keep the service quick for everybody, we limit how often one person may ask."),
        N_("Wait a minute and try again. What you typed is still in your browser when you go back."),
    ),
    431: Problem(
        N_("Your browser sent too much beside the request"),
        N_("Its headers, mostly cookies, are longer than we can accept."),
        N_("Delete the cookies of this site and open the page again."),
    ),
    500: Problem(
        N_("Something went wrong on our side"),
        N_("It is not your fault. The problem has been written down for the people who run this service."),
        N_("Try again in a few minutes. If it is urgent, call us."),
    ),
    503: Problem(
        N_("The service is not available just now"),
        N_("It is being updated or is restarting. Nothing that you have sent is lost."),
        N_("Try again in a few minutes. If it is urgent, call us."),
    ),
}
NOT_FOUND = 404
CSRF_PROBLEM = Problem(
    N_("The page was open for too long"),
    N_("To protect you, a form can only be sent from a page that was opened here, with cookies allowed."),
    N_("Go back, load the page again and send the form once more. What you typed is still there when you go back."),
)

SIGNED_OUT = Problem(
    N_("You are not signed in any more"),
    N_("Nothing was saved: whoever sent this is not known here."),
    N_("Copy what you typed, sign in, and send it again."),
)
SIGN_IN_AND_SEND = Problem(
    N_("You are not signed in any more"),
    N_("Nothing was saved: whoever sent this is not known here."),
    N_("Sign in here. What you typed is kept; then you send it again."),
)
# fields in which people write at length; the page before keeps nothing where it may not be kept by browsers
_TYPED = ("q", "words", "text", "answer", "new", "why", "note", "question", "expression")
_MOST_TYPED = 20_000


def in_words(fault: Fault) -> str:
    """What happened and what to do about it, in the reader's language, as one text."""
    return " ".join(filter(None, _message_and_remedy(fault)))


def _message_and_remedy(fault: Fault) -> tuple[str, str]:
    message, remedy = (gettext(part) if part else "" for part in (fault.message, fault.remedy))
    return (message % fault.params, remedy % fault.params) if fault.params else (message, remedy)


def fault_page(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The fault's own message and remedy in place of the general words for its status."""
    message, remedy = _message_and_remedy(fault)
    return problem_page(request, fault.status, detail=message, remedy=remedy, code=fault.code)


def typed_in(request: HttpRequest) -> str:
    """What the person wrote in the form that was sent; "" where it cannot be read."""
    try:
        request.POST  # noqa: B018 - read here for the first time
    except (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError):
        return ""
    typed = [value for name in _TYPED for value in request.POST.getlist(name) if value.strip()]
    return "\n\n".join(typed)[:_MOST_TYPED]


def wants_json(request: HttpRequest) -> bool:
    """True for programs: the REST interface, or an Accept header that prefers JSON to HTML."""
    if request.path.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json", "application/problem+json"]) in {
        "application/json",
        "application/problem+json",
    }


def problem_page(
    request: HttpRequest,
    status: int,
    *,
    problem: Problem | None = None,
    detail: str = "",
    remedy: str = "",
    code: str = "",
    typed: str = "",
    back: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for ``status``. ``detail`` and ``remedy`` are translated sentences about this very case, shown in
    place of the general ones; ``typed`` is what the person wrote, to take along; ``back`` leads back to the
    form through the sign-in. Statuses from 500 are answered without touching the database."""
    told = problem or PROBLEMS.get(status) or PROBLEMS[400 if status < 500 else 500]
    what = detail or gettext(told.what)
    then = remedy if detail else gettext(told.next)
    if wants_json(request):
        body: dict[str, object] = {
            "type": "about:blank",
            "title": gettext(told.title),
            "status": status,
            "detail": f"{what} {then}".strip(),
        }
        if code:
            body["code"] = code
        return JsonResponse(
            body,
            status=status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    trouble = status >= 500
    context = {
        "shell": bare_shell(request) if trouble else shell_of(request),
        "status": status,
        # what is missing is the better heading where it is known
        "title": detail.rstrip("。.") if status == NOT_FOUND and detail else gettext(told.title),
        "what": "" if status == NOT_FOUND and detail else what,
        "next": then,
        "server_trouble": trouble,
        "typed": typed,
        # a form that stood open too long is sent again by anybody, official or not
        "sign_in": status == 403 and problem is not CSRF_PROBLEM and not back,
        "back": back,
    }
    # without a request no context processor runs, so a page about a broken server needs nothing from it
    page = loader.get_template("ui/problem.html").render(context, None if trouble else request)
    return HttpResponse(page, status=status)
