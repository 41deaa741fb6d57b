"""Pages for everyone: say that an answer helped or what is wrong with it, and see what became of that."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.queries import review
from zhengtong.contexts.guidance.web.staff_words import REASONS
from zhengtong.contexts.guidance.web.visitors import actor_of
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ui.service import in_words


@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Thumbs up at once; what is wrong with a reason and a few words, and a person will look at it."""
    receipt = request.POST.get("receipt") or request.GET.get("receipt", "")
    words, reason = request.POST.get("words", ""), request.POST.get("reason", "")
    fault = ""
    if request.method == "POST":
        helpful = request.POST.get("helpful") == "1"
        try:
            if not helpful and not reason and not words.strip():
                raise Fault("feedback-empty", N_("Say what is wrong: pick one, or write a few words."))
            give_feedback(receipt, helpful=helpful, words=words, reason=reason, actor=actor_of(request))
        except Fault as found:
            fault = in_words(found)
        else:
            thanks = gettext("Thank you. It is good to know that this helped.")
            promise = gettext("Thank you. A person will look at this answer.")
            messages.success(request, thanks if helpful else promise)
            return redirect("guidance:feedback_outcome", ledger.normalise_code(receipt))
    context = {
        "receipt": receipt, "words": words, "reason": reason, "fault": fault,
        "reasons": [{"key": key, "text": text, "chosen": key == reason} for key, text in REASONS.items()],
    }  # fmt: skip
    return render(request, "guidance/feedback.html", context, status=400 if fault else 200)


@require_safe
def outcome(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of a report; only who has the receipt knows this address."""
    found = review.outcome(receipt)
    if found is None:
        raise Http404
    response = render(request, "guidance/feedback_outcome.html", {"found": found})
    add_never_cache_headers(response)
    return response
