"""The page on which an official decides about other words for items that a model or a colleague drafted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhengtong.contexts.catalog.actions.enrich import decide_drafts
from zhengtong.contexts.catalog.queries.enrichment import counts, waiting
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.text import whole_number

PERMISSION = "catalog.enrich"
PAGE = 10
_MOST = 500  # drafts in one form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def enrichment(request: HttpRequest) -> HttpResponse:
    """Drafts that wait, item by item; accepted ones are searched at once. A role in one department shows its items."""
    departments = people.departments_open(request.user, PERMISSION)
    if departments is not None and not departments:
        raise PermissionDenied
    if request.method == "POST":
        _decide(request, departments)
        return redirect(request.get_full_path())
    page = max(1, whole_number(request.GET.get("page"), 1))
    items, total = waiting(page=page, size=PAGE, departments=departments)
    roles = {"alias": _("Other name"), "question": _("Typical question")}
    context = {
        "items": [
            {
                "code": each.code,
                "title": each.title.in_language(get_language() or "zh-hans"),
                "drafts": [{"draft": draft, "role": roles[draft.role]} for draft in each.drafts],
            }
            for each in items
        ],
        "counts": counts(departments),
        "page_of": Paginator(range(total), PAGE).get_page(page),
    }
    return render(request, "catalog/enrichment.html", context)


def _decide(request: HttpRequest, departments: Collection[str] | None) -> None:
    """Each draft of the form by itself: ``draft-<number>`` is accept, reject, or later."""
    chosen = _chosen(request.POST)
    actor = Actor("person", request.user.get_username())
    accepted, rejected = (
        decide_drafts(
            numbers=[n for n, what in chosen.items() if what == wanted], accept=wanted == "accept", actor=actor,
            departments=departments,
        )
        for wanted in ("accept", "reject")
    )  # fmt: skip
    if accepted:
        text = ngettext(
            "%(count)s phrase is searched from now on.", "%(count)s phrases are searched from now on.", accepted
        )
        messages.success(request, text % {"count": accepted})
    if rejected:
        text = ngettext("%(count)s phrase was rejected.", "%(count)s phrases were rejected.", rejected)
        messages.info(request, text % {"count": rejected})
    if not accepted and not rejected:
        messages.info(request, _("Nothing was decided."))


def _chosen(form: Mapping[str, str]) -> dict[int, str]:
    rows = [(name.removeprefix("draft-"), form[name]) for name in form if name.startswith("draft-")]
    return {int(number): what for number, what in rows[:_MOST] if number.isdecimal() and len(number) <= 18}
