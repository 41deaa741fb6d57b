"""The language of the command line: ZHENGTONG_LANGUAGE, else the terminal's, else Chinese."""

from __future__ import annotations

import functools
import os
from gettext import GNUTranslations
from pathlib import Path

from zhengtong.kernel.errors import Fault

_SOURCE = Path(__file__).resolve().parents[1]


def terminal_language() -> str:
    """``zh-hans`` or ``en``."""
    wanted = os.environ.get("ZHENGTONG_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "zh-hans"


def in_terminal_language(message: str) -> str:
    """The message in the terminal's language, also before Django is set up."""
    from django.apps import apps
    from django.utils.translation import gettext, override

    if not message:
        return ""
    if apps.ready:
        with override(terminal_language()):
            return gettext(message)
    if terminal_language() == "en":
        return message
    return _chinese().get(message, message)


@functools.cache
def _chinese() -> dict[str, str]:
    """All messages without plural and context: what can be said while there is no Django yet."""
    found: dict[str, str] = {}
    for path in sorted(_SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            catalog: dict[object, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        found |= {key: words for key, words in catalog.items() if isinstance(key, str) and words}
    return found


def in_users_language(fault: Fault) -> str:
    """The fault as one line in the terminal's language."""
    parts = [
        in_terminal_language(part) % fault.params if fault.params else in_terminal_language(part)
        for part in (fault.message, fault.remedy)
        if part
    ]
    place = f"{fault.where}: " if fault.where and str(fault.where) else ""
    return place + " ".join(parts)
