"""The page of keys: issue, list, revoke. A key is shown once, on the page that answers its issue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhengtong.contexts.people.actions.api_keys import issue_key, revoke_key
from zhengtong.contexts.people.domain.api_keys import SCOPES
from zhengtong.contexts.people.models import Account
from zhengtong.contexts.people.queries.api_keys import api_keys
from zhengtong.contexts.people.queries.permissions import may
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.service import in_words

PERMISSION = "keys.manage"
SCOPE_WORDS = {
    "assistant": N_("Chat programs (/v1/chat/completions)"),
    "mcp": N_("Assistants with tools (/mcp/)"),
    "rest": N_("REST interface by the limits of the key"),
}
_START = {"name": "", "scopes": ["assistant"], "per_minute": "60", "per_day": "10000"}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Everything typed comes back where a key is refused."""
    actor = _official(request)
    if request.method != "POST":
        return _page(request, _START)
    given = request.POST
    typed = {name: given.get(name, "").strip() for name in ("name", "per_minute", "per_day")}
    form = {**typed, "scopes": given.getlist("scope")}
    try:
        key = issue_key(
            name=typed["name"], scopes=given.getlist("scope"), per_minute=_whole(typed["per_minute"]),
            per_day=_whole(typed["per_day"]), actor=actor,
        )  # fmt: skip
    except Fault as fault:
        return _page(request, form, status=fault.status, fault=in_words(fault))
    return _page(request, _START, issued=key)


@login_required
@require_POST
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """From now on the key opens nothing."""
    revoke_key(prefix=prefix, actor=_official(request))
    messages.success(request, gettext("The key is revoked."))
    return redirect("people:keys")


def _official(request: HttpRequest) -> Actor:
    assert isinstance(request.user, Account)
    if not may(request.user, PERMISSION):
        raise PermissionDenied
    return Actor("person", request.user.get_username())


def _page(request: HttpRequest, form: dict[str, Any], *, status: int = 200, **more: str) -> HttpResponse:
    names = {scope: gettext(words) for scope, words in SCOPE_WORDS.items()}
    context = {
        "keys": [{"row": row, "scopes": [names.get(s, s) for s in row.scopes]} for row in api_keys()],
        "scopes": [{"key": scope, "name": names[scope], "chosen": scope in form["scopes"]} for scope in SCOPES],
        "form": form,
        **more,
    }
    return render(request, "people/keys.html", context, status=status)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
