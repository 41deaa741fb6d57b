"""Signing in, and what a person of staff may do here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from zhengtong.contexts.people.domain import permissions
from zhengtong.contexts.people.models import Account
from zhengtong.contexts.people.queries.permissions import open_permissions
from zhengtong.contexts.people.queries.roles_held import RoleHeld, roles_held
from zhengtong.kernel.text import Bilingual
from zhengtong.platform.ui.service import KEPT, OFFICIAL_PATH, OfficialPage, fields_of, waiting

# kinds of work, the daily one first: permission, name of the page, what it is called, what one does there, drawing
WORK = (
    (
        N_("People who wait"),
        (
            (
                "guidance.handover",
                "guidance:desk",
                N_("People who ask for a person"),
                N_("Answer them, oldest first."),
                "person",
            ),
            (
                "guidance.review",
                "guidance:queue",
                N_("Review of answers"),
                N_("Look into answers that people call wrong."),
                "check",
            ),
            (
                "guidance.review",
                "guidance:rate",
                N_("Rate samples"),
                N_("Say how good a reply is, one at a time."),
                "scale",
            ),
        ),
    ),
    (
        N_("What is asked and how it is answered"),
        (
            (
                "guidance.read",
                "guidance:states",
                N_("What people ask"),
                N_("How replies end, and the questions behind it."),
                "search",
            ),
            (
                "guidance.read",
                "guidance:unanswered",
                N_("Asked and not answered"),
                N_("What is missing, week by week."),
                "info",
            ),
            (
                "guidance.read",
                "guidance:quality",
                N_("Quality"),
                N_("The pack's own questions, version by version."),
                "steps",
            ),
            ("ledger.read", "ledger:check", N_("Ledger"), N_("Check receipts and what was recorded."), "shield"),
        ),
    ),
    (
        N_("What the assistant knows"),
        (
            (
                "knowledge.edit",
                "knowledge:new_document",
                N_("Add a document"),
                N_("Make a policy or a notice searchable."),
                "doc",
            ),
            (
                "catalog.enrich",
                "catalog:enrichment",
                N_("Other words for matters"),
                N_("Accept or reject drafted names."),
                "tag",
            ),
            (
                "catalog.edit",
                "guidance:queue",
                N_("Corrections to apply"),
                N_("What reviewers filed about your matters."),
                "check",
            ),
            ("catalog.edit", "catalog:index", N_("Matters"), N_("Look through all service items."), "card"),
        ),
    ),
    (
        N_("The system"),
        (
            (
                "jobs.read",
                "jobs:listing",
                N_("Background work"),
                N_("See what runs, what waits and what failed."),
                "clock",
            ),
            (
                "keys.manage",
                "people:keys",
                N_("Keys for programs"),
                N_("Let another program ask this assistant."),
                "machine",
            ),
            ("accounts.manage", "admin:index", N_("Administration"), N_("Accounts, roles and departments."), "hands"),
        ),
    ),
)

_WHY_NOTHING = {
    "one-department": N_(
        "The role “%(role)s” is given to you in %(department)s only, while what it permits belongs to no single"
        " department: %(permissions)s. Ask your administrator to give it without a department."
    ),
    "out-of-use": N_("Your role “%(role)s” is no longer in use. Ask your administrator for another one."),
    "empty": N_("Your role “%(role)s” permits nothing. Ask your administrator for another one."),
}


class SignIn(LoginView):
    """Name and password; repeated failures lock the account and address for a while."""

    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """With what was typed into a form whose session had ended, a sign-in leads back to it."""
        response = super().dispatch(request, *args, **kwargs)
        fields = fields_of(request.POST.get(KEPT, ""))
        if response.status_code != HTTPStatus.FOUND or not fields:
            return response
        return render(request, "people/send_again.html", {"path": self.get_success_url(), "fields": fields})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kept=self.request.POST.get(KEPT, ""), **kwargs)


@login_required
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """What the account may do."""
    account = request.user
    assert isinstance(account, Account)
    held = roles_held(account)
    places = _open_to(account)
    waits = {_address(page): number for page, number in waiting(request).items() if number}
    context = {
        "places": places,
        "work": [(kind, [p for p in places if p["kind"] == kind]) for kind in dict.fromkeys(p["kind"] for p in places)],
        "roles": [
            {"name": _in_language(row.name), "department": _in_language(row.department)}
            for row in held if row.why_nothing != "out-of-use"
        ],
        "waits": waits,
        "has_roles": bool(held),
        "idle": [] if account.is_superuser else [_why(row) for row in held if row.why_nothing],
    }  # fmt: skip
    return render(request, "people/staff.html", context)


def _in_language(name: Bilingual | None) -> str:
    return name.in_language(get_language() or "zh-hans") if name else ""


def _why(row: RoleHeld) -> str:
    """Why a role opens nothing, and what to do."""
    described = permissions.known()
    params = {
        "role": _in_language(row.name), "department": _in_language(row.department),
        "permissions": gettext(", ").join(gettext(described.get(each, each)) for each in sorted(row.permits)),
    }  # fmt: skip
    return gettext(_WHY_NOTHING[row.why_nothing]) % params


def official_pages(request: HttpRequest) -> list[OfficialPage]:
    """For the bar of officials: the start, and what the account may open below it."""
    account = request.user
    if not isinstance(account, Account):
        return []
    below = [OfficialPage(place["name"], place["url"]) for place in _open_to(account)]
    return [
        OfficialPage(gettext("Overview"), reverse("people:staff")),
        *(page for page in below if page.url.startswith(OFFICIAL_PATH)),
    ]


def _open_to(account: Account) -> list[dict[str, str]]:
    """Each page once, by the first permission that opens it."""
    granted = open_permissions(account, frozenset(permissions.known()))
    found: dict[str, dict[str, str]] = {}
    for kind, pages in WORK:
        for permission, page, name, text, icon in pages:
            if permission in granted and (url := _address(page)):
                place = {"name": gettext(name), "text": gettext(text), "url": url, "icon": icon, "kind": gettext(kind)}
                found.setdefault(url, place)
    return list(found.values())


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
