"""The upload of a document by an official."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengtong.contexts.knowledge import service


class DocumentForm(forms.Form):
    """A file and what is known about it; what the file says about itself goes first."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Word (DOCX), PDF with text, Excel (XLSX), CSV, Markdown, HTML or plain text; at most 50 MB."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("", _("Tell from the title")),
            ("policy", _("Policy")),
            ("law", _("Law")),
            ("document", _("Other document")),
        ],
        required=False,
    )
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Left empty, the title in the file is taken.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    number = forms.CharField(label=_("Number"), max_length=100, required=False)
    published = forms.DateField(label=_("Published on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    effective = forms.DateField(
        label=_("In force from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    repealed = forms.DateField(
        label=_("No longer in force from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """A text cannot end before it begins."""
        data = super().clean() or {}
        if data.get("effective") and data.get("repealed") and data["repealed"] <= data["effective"]:
            self.add_error("repealed", _("This day must be after the day from which it is in force."))
        return data

    def options(self) -> service.Options:
        """What was typed, for the door of knowledge."""
        data = self.cleaned_data
        return service.Options(
            kind=data["kind"] or None,
            title=data["title"],
            issuer=data["issuer"],
            number=data["number"],
            published=data["published"],
            effective=data["effective"],
            repealed=data["repealed"],
            origin="upload",
        )
