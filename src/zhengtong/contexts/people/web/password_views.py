"""One's own password: changed by whoever is signed in and knows it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhengtong.contexts.people.actions.accounts import change_own_password
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ui.service import in_words


class OwnPassword(PasswordChangeForm):
    """Wrong old passwords are counted as those at the sign-in are: whoever finds a browser open cannot try them out."""

    def __init__(self, request: HttpRequest, account: Account, data: Any = None) -> None:
        super().__init__(account, data)
        self.request = request
        self.fields["new_password1"].help_text = _("At least 10 characters, and none that many people use.")

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """This browser stays signed in; everywhere else the old password has opened nothing any more."""
    account = request.user
    assert isinstance(account, Account)
    if not account.has_usable_password():
        raise Http404
    form = OwnPassword(request, account, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/password.html", {"form": form})
    given = form.cleaned_data
    try:
        changed = change_own_password(name=account.username, old=given["old_password"], new=given["new_password1"])
    except Fault as fault:  # in another window, a moment ago
        form.add_error("old_password", in_words(fault))
        return render(request, "people/password.html", {"form": form})
    update_session_auth_hash(request, changed)
    messages.success(
        request, gettext("Your password is changed. Wherever else you were signed in, you are signed out.")
    )
    return redirect("people:staff")
