"""Names of the states of requests for a person, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REQUEST_STATES = {
    "open": pgettext_lazy("state of a request", "Waits"),
    "claimed": pgettext_lazy("state of a request", "Taken"),
    "answered": pgettext_lazy("state of a request", "Answered"),
    "closed": pgettext_lazy("state of a request", "Closed"),
}
TABS = {
    "": pgettext_lazy("list of requests", "Waiting"),
    "mine": pgettext_lazy("list of requests", "Mine"),
    "answered": pgettext_lazy("list of requests", "Answered"),
    "closed": pgettext_lazy("list of requests", "Closed"),
}
REASONS_ASKED = {
    "button": _("pressed the button"),
    "words": _("asked for it in words"),
    "declined": _("after no answer"),
    "distress": _("in distress"),
}
OUTCOMES = {
    "answered": pgettext_lazy("outcome of a request", "answered"),
    "no_answer": pgettext_lazy("outcome of a request", "without an answer"),
    "withdrawn": pgettext_lazy("outcome of a request", "withdrawn by the person"),
}


def outcome_name(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, ""))
