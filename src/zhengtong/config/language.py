"""The language of the command line: ZHENGTONG_LANGUAGE, else the terminal's, else Chinese."""

from __future__ import annotations

import os

from zhengtong.kernel.errors import Fault


def terminal_language() -> str:
    """``zh-hans`` or ``en``."""
    wanted = os.environ.get("ZHENGTONG_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "zh-hans"


def in_users_language(fault: Fault) -> str:
    """The fault as one line in the terminal's language; works before Django is set up, then in English."""
    from django.apps import apps
    from django.utils.translation import gettext, override

    if not apps.ready:
        return str(fault)
    with override(terminal_language()):
        parts = [gettext(part) % fault.params if fault.params else gettext(part)
                 for part in (fault.message, fault.remedy) if part]
    place = f"{fault.where}: " if fault.where and str(fault.where) else ""
    return place + " ".join(parts)
