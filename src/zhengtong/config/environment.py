"""The settings of this installation: environment variables that begin with ZHENGTONG_."""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault, Location

_MODELS = ("CHAT", "EMBEDDINGS", "RERANK", "SPEECH")
KNOWN = frozenset(
    f"ZHENGTONG_{name}"
    for name in (
        "DATA", "DEBUG", "HOSTS", "LANGUAGE", "LOG", "MODEL_BUDGET", "ORIGINS", "PAGE_RATE", "PROXIES", "RATE",
        "SECRET_KEY",
        "CHAT_SIZE", "CHAT_USES", "CHAT_SECONDS", "CHAT_REPLY_SECONDS", "CHAT_CHOICES",
        *(f"{model}_{part}" for model in _MODELS for part in ("URL", "MODEL", "KEY")),
    )
)  # fmt: skip
_RATE = re.compile(r"[1-9][0-9]*/(?:s|m|h)[a-z]*")


def problems() -> Iterator[Fault]:
    """A fault for every setting that is not known or cannot be read. Values of keys are not repeated."""
    from zhengtong.platform.ai import service as ai

    yield from _unknown()
    for name in ("ZHENGTONG_RATE", "ZHENGTONG_PAGE_RATE"):
        if (rate := os.environ.get(name)) is not None and not readable_rate(rate):
            yield _wrong(
                name, rate, N_("%(name)s is not a rate: “%(value)s”."),
                N_("Write it like 240/m: a number, a slash, and s, m or h."),
            )  # fmt: skip
    if (level := os.environ.get("ZHENGTONG_LOG")) is not None and level not in logging.getLevelNamesMapping():
        yield _wrong(
            "ZHENGTONG_LOG", level, N_("%(name)s is not a log level: “%(value)s”."), N_("It can be: %(allowed)s.")
        )
    yield from ai.unreadable_settings()


def log_level() -> str:
    """The level that is set; WARNING where none is, or none that can be read."""
    level = os.environ.get("ZHENGTONG_LOG", "")
    return level if level in logging.getLevelNamesMapping() else "WARNING"


def readable_rate(text: str) -> bool:
    """Whether ``text`` is a number of requests in a second, minute or hour: 240/m."""
    return _RATE.fullmatch(text) is not None


def _wrong(name: str, value: str, message: str, remedy: str) -> Fault:
    allowed = "DEBUG, INFO, WARNING, ERROR, CRITICAL"
    params = {"name": name, "value": value[:80], "allowed": allowed}
    return Fault("setting-unreadable", message, remedy, params, Location(field=name))


def _unknown() -> Iterator[Fault]:
    for name in sorted(n for n in os.environ if n.startswith("ZHENGTONG_") and n not in KNOWN):
        near = difflib.get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.75)
        remedy = N_("Did you mean %(near)s?") if near else N_("Remove it, or correct its name: nothing reads it.")
        params = {"names": name, "near": near[0] if near else ""}
        yield Fault("setting-unknown", N_("No setting of this name: %(names)s."), remedy, params, Location(field=name))
