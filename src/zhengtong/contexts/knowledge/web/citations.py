"""The page on which the citations of a pasted text are checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhengtong.contexts.knowledge import service

LONGEST = 20_000
UNCHECKED = ("not-held", "unresolved")
TONES = {"in-force": "ok", "not-held": "", "unresolved": "", "not-yet": "warn", "changed": "warn", "misquoted": "warn"}


class CitationForm(forms.Form):
    """A text, and the day on which its citations should hold."""

    text = forms.CharField(
        label=_("Text with citations"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "For example 《民法典》第一千零七十九条, 劳动合同法第10条 or Article 12 of the Labour Contract Law. "
            "The text is checked and not kept."
        ),
    )
    on = forms.DateField(
        label=_("On this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: today."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Every citation of a text, marked, with what is true of it beside it."""
    form = CitationForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        checks = service.verify_citations(text, on=form.cleaned_data["on"])
        numbered = [
            {"number": n, "check": c, "tone": TONES.get(c.outcome, "bad")} for n, c in enumerate(checks, start=1)
        ]
        context |= {
            "checked": True,
            "checks": numbered,
            "pieces": marked(text, numbered),
            "wrong": sum(check.wrong for check in checks),
            "unchecked": sum(check.outcome in UNCHECKED for check in checks),
        }
    if not context.get("checks"):
        context["none_held"] = not service.has_laws()
    return render(request, "knowledge/citations.html", context, status=422 if form.errors else 200)


def marked(text: str, checks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text in pieces; a piece that is a citation has its ``checks``. Together the pieces are the text."""
    pieces: list[dict[str, Any]] = []
    position = 0
    for entry in checks:
        start, end = entry["check"].start, entry["check"].end
        if pieces and pieces[-1]["checks"] and start < position:  # "Articles 3 and 4 of …" is one piece for both
            pieces[-1]["checks"].append(entry)
            continue
        if start > position:
            pieces.append({"text": text[position:start], "checks": []})
        pieces.append({"text": text[start:end], "checks": [entry]})
        position = end
    if position < len(text):
        pieces.append({"text": text[position:], "checks": []})
    return pieces
