"""A fault in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from zhengtong.kernel.errors import Fault


def in_words(fault: Fault) -> str:
    """What happened and what to do about it, as one text."""
    said = [
        gettext(part) % fault.params if fault.params else gettext(part)
        for part in (fault.message, fault.remedy)
        if part
    ]
    return " ".join(said)
