"""The page of background jobs, for staff."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs import looking
from zhengtong.platform.jobs.retrying import retry

_STATES = {
    "failed": gettext_lazy("Failed"),
    "doing": gettext_lazy("Running"),
    "todo": gettext_lazy("Waiting"),
}


def _may_read(user: AbstractBaseUser | AnonymousUser) -> bool:
    if _may(user, "jobs.read"):
        return True
    raise PermissionDenied


def _may_retry(user: AbstractBaseUser | AnonymousUser) -> bool:
    if _may(user, "jobs.retry"):
        return True
    raise PermissionDenied


def _may(user: AbstractBaseUser | AnonymousUser, permission: str) -> bool:
    return isinstance(user, PermissionsMixin) and user.has_perm(permission)


@require_safe
@never_cache
@login_required
@user_passes_test(_may_read)
def listing(request: HttpRequest) -> HttpResponse:
    """What failed, runs and waits; always two queries of our own."""
    jobs = [
        {
            "job": job,
            "title": gettext(job.title),
            "state": _STATES[job.state],
            "tone": {"failed": "bad", "doing": "ok", "todo": "accent"}[job.state],
            "reason": gettext(job.reason) % job.params if job.reason else "",
        }
        for job in looking.unfinished()
    ]
    return render(
        request,
        "jobs/listing.html",
        {
            "jobs": jobs,
            "overview": looking.overview(),
            "shown": looking.SHOWN,
            "may_retry": _may(request.user, "jobs.retry"),
        },
    )


@require_POST
@login_required
@user_passes_test(_may_retry)
def try_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put a failed job back into the queue."""
    try:
        retry(number, actor=Actor("person", request.user.get_username()))
    except Fault as fault:
        messages.warning(request, gettext(fault.message) % fault.params)
    else:
        messages.success(request, gettext("Job %(number)d is in the queue again.") % {"number": number})
    return redirect("jobs:listing")
