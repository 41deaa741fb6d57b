"""Pages for everyone: check a receipt, see which algorithms there are."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import Bilingual

from .algorithms import Algorithm, algorithms
from .receipts import ReceiptView, receipt

RISK_WORDS = {
    "information": _("Gives information"),
    "suggestion": _("Suggests; a person decides"),
    "favourable": _("May decide in favour of the person; samples are checked afterwards"),
    "adverse": _("Prepares decisions that only a named person may take"),
}
OUTCOME_WORDS = {
    "information": pgettext_lazy("outcome of an act", "Information"),
    "suggestion": pgettext_lazy("outcome of an act", "Suggestion"),
    "favourable": pgettext_lazy("outcome of an act", "Favourable decision"),
    "adverse": pgettext_lazy("outcome of an act", "Adverse decision"),
}
ACTOR_WORDS = {
    "person": _("A signed-in person"),
    "anonymous": _("A visitor who did not sign in"),
    "system": _("The system"),
    "algorithm": _("An algorithm"),
}


def in_language(text: Any) -> str:
    """Bilingual data in the reader's language."""
    if not isinstance(text, dict):
        return str(text or "")
    return Bilingual(text.get("zh", ""), text.get("en", "")).in_language(get_language() or "zh")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Enter a code."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, "ledger/check.html", {"typed": ""})
    try:
        view = receipt(typed)
    except Fault as fault:
        return _not_there(request, typed, fault)
    return redirect(reverse("ledger:receipt", args=[view.code]))


def _not_there(request: HttpRequest, typed: str, fault: Fault) -> HttpResponse:
    problem = {"message": gettext(fault.message) % fault.params, "remedy": gettext(fault.remedy)}
    context = {"typed": typed[:100], "problem": problem}
    return render(request, "ledger/check.html", context, status=fault.status)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What ran, and the proof."""
    try:
        view = receipt(code)
    except Fault as fault:
        return _not_there(request, code, fault)
    if view.code != code:
        return redirect(reverse("ledger:receipt", args=[view.code]))
    return render(request, "ledger/receipt.html", {"receipt": view, "about": _about(view)})


def _about(view: ReceiptView) -> list[dict[str, Any]]:
    rows: list[tuple[Any, Any]] = []
    if view.algorithm is not None:
        algorithm = view.algorithm
        rows += [
            (_("What ran"), in_language(algorithm["name"])),
            (_("Version"), algorithm["version"]),
            (_("Who answers for it"), in_language(algorithm["owner"])),
            (_("What it is for"), in_language(algorithm["purpose"])),
            (_("What it may do"), RISK_WORDS.get(algorithm["risk"], algorithm["risk"])),
            (_("Filing number"), algorithm.get("filing_number") or _("Not filed")),
            (_("Kind of result"), OUTCOME_WORDS.get(view.outcome or "", view.outcome)),
        ]
    else:
        rows.append((_("What was done"), view.verb))
    rows.append((_("Who started it"), ACTOR_WORDS.get(view.actor["kind"], view.actor["kind"])))
    if view.confirmed_by:
        confirmer = view.confirmed_by
        rows.append((_("Confirmed by"), confirmer.get("display") or confirmer.get("identifier", "")))
    return [{"name": name, "value": value} for name, value in rows]


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt as a file that can be checked without this system."""
    try:
        view = receipt(code)
    except Fault as fault:
        return _not_there(request, code, fault)
    text = json.dumps(view.document, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{view.code}.json"'
    return response


def _shown(algorithm: Algorithm) -> dict[str, Any]:
    return {
        "id": algorithm.id,
        "version": algorithm.version,
        "name": in_language(algorithm.name),
        "owner": in_language(algorithm.owner),
        "purpose": in_language(algorithm.purpose),
        "inputs": [in_language(entry) for entry in algorithm.inputs],
        "risk": RISK_WORDS[algorithm.risk],
        "filing_number": algorithm.filing_number,
        "enabled": algorithm.enabled,
    }


@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    """Every registered algorithm, on or off."""
    return render(request, "ledger/algorithms.html", {"algorithms": [_shown(each) for each in algorithms()]})
