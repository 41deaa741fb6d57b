"""Which models this installation uses, from the environment. Nothing set means: none.

``ZHENGTONG_CHAT_URL`` is the base of an OpenAI-compatible interface (``http://127.0.0.1:11434/v1``), with
``ZHENGTONG_CHAT_MODEL`` and, if asked for, ``ZHENGTONG_CHAT_KEY``; the same with ``EMBEDDINGS``, ``RERANK``,
``SPEECH``; ``ZHENGTONG_SPEECH_MODEL`` without an address is the folder of a model on this machine.
``ZHENGTONG_MODEL_BUDGET`` holds tokens a day by purpose as JSON: ``{"default": 200000}``.

What a chat model is used for: ``ZHENGTONG_CHAT_SIZE`` is ``small`` (the default: it only
chooses among found items) or ``large`` (it also splits messages and joins facts into sentences);
``ZHENGTONG_CHAT_USES`` names the uses one by one, in place of that; ``ZHENGTONG_CHAT_CHOICES`` is how many of the
items found it is shown to choose from (6 of a small, 60 of a large one).
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault, Location

KINDS = ("CHAT", "EMBEDDINGS", "RERANK", "SPEECH")
DEFAULT_TOKENS_A_DAY = 2_000_000
_LONGEST_SECONDS = 600


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible service. ``url`` has no slash at its end."""

    url: str
    model: str
    key: str = ""

    @property
    def on_this_machine(self) -> bool:
        """Text for a service elsewhere is masked before it leaves."""
        host = urlsplit(self.url).hostname or ""
        if host == "localhost":
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


def endpoint(kind: str) -> Endpoint | None:
    """The endpoint of ``CHAT``, ``EMBEDDINGS``, ``RERANK`` or ``SPEECH``, or None when it is not set."""
    url = os.environ.get(f"ZHENGTONG_{kind}_URL", "").strip().rstrip("/")
    if not url:
        return None
    name = f"ZHENGTONG_{kind}_URL"
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise Fault(
            "model-address-wrong",
            N_("%(name)s is not an http address: %(url)s."),
            N_("Give the base of an OpenAI-compatible interface, such as http://127.0.0.1:11434/v1, or unset it."),
            {"name": name, "url": url},
            Location(field=name),
        )
    return Endpoint(url, os.environ.get(f"ZHENGTONG_{kind}_MODEL", ""), os.environ.get(f"ZHENGTONG_{kind}_KEY", ""))


def names_endpoint() -> bool:
    """Whether any address of a model is set, readable or not."""
    return any(os.environ.get(f"ZHENGTONG_{kind}_URL", "").strip() for kind in KINDS)


def speech_folder() -> Path | None:
    """The folder of a speech model on this machine: ``ZHENGTONG_SPEECH_MODEL`` where no address is set."""
    name = os.environ.get("ZHENGTONG_SPEECH_MODEL", "").strip()
    return Path(name).expanduser() if name and endpoint("SPEECH") is None else None


USES = ("rewrite", "refine", "choose", "word")
_USES_BY_SIZE = {"small": ("choose",), "large": ("refine", "choose", "word")}
LARGE_CHOICES = 60
_CHOICES_BY_SIZE = {"small": 6, "large": LARGE_CHOICES}
MOST_CHOICES = 100


@dataclass(frozen=True)
class ChatUse:
    """``uses``: what the chat model may do in a reply. ``call_seconds`` bounds one call, ``reply_seconds`` all calls
    of one reply together. A ``large`` model reads and reasons well enough to be followed where it disagrees.
    ``choices``: of so many items found it is asked to choose one."""

    uses: tuple[str, ...] = _USES_BY_SIZE["small"]
    large: bool = False
    call_seconds: float = 8.0
    reply_seconds: float = 20.0
    choices: int = _CHOICES_BY_SIZE["small"]


def chat_use() -> ChatUse:
    """How the chat model is used. Raises a ``Fault`` that names the variable that cannot be read."""
    size = os.environ.get("ZHENGTONG_CHAT_SIZE", "").strip() or "small"
    if size not in _USES_BY_SIZE:
        raise _unknown_value("ZHENGTONG_CHAT_SIZE", size, _USES_BY_SIZE)
    named = os.environ.get("ZHENGTONG_CHAT_USES")
    uses = _USES_BY_SIZE[size] if named is None else tuple(u.strip() for u in named.split(",") if u.strip())
    for use in uses:
        if use not in USES:
            raise _unknown_value("ZHENGTONG_CHAT_USES", use, USES)
    return ChatUse(
        uses, size == "large", _seconds("ZHENGTONG_CHAT_SECONDS", 8.0), _seconds("ZHENGTONG_CHAT_REPLY_SECONDS", 20.0),
        _choices(_CHOICES_BY_SIZE[size]),
    )  # fmt: skip


def _choices(default: int) -> int:
    text = os.environ.get("ZHENGTONG_CHAT_CHOICES", "").strip()
    if text and not (text.isascii() and text.isdigit() and 2 <= int(text) <= MOST_CHOICES):
        raise _unknown_value("ZHENGTONG_CHAT_CHOICES", text, (f"2 … {MOST_CHOICES}",))
    return int(text) if text else default


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not 0 < value <= _LONGEST_SECONDS:
        raise _unknown_value(name, text, ("0.1 … 600",))
    return value


def _unknown_value(name: str, value: str, allowed: Iterable[str]) -> Fault:
    return Fault(
        "model-setting-unknown",
        N_("%(name)s cannot be “%(value)s”."),
        N_("It can be: %(allowed)s."),
        {"name": name, "value": value, "allowed": ", ".join(allowed)},
        Location(field=name),
    )


def tokens_a_day(purpose: str) -> int:
    """The budget of a purpose: its own, else ``default``, else two million tokens."""
    text = os.environ.get("ZHENGTONG_MODEL_BUDGET", "")
    try:
        limits = json.loads(text) if text else {}
        if not isinstance(limits, Mapping):
            raise TypeError
        return int(limits.get(purpose, limits.get("default", DEFAULT_TOKENS_A_DAY)))
    except (TypeError, ValueError) as error:
        raise Fault(
            "model-budget-unreadable",
            N_("ZHENGTONG_MODEL_BUDGET is not a JSON object of numbers."),
            N_('Write it like {"default": 200000, "guidance": 500000}.'),
            where=Location(field="ZHENGTONG_MODEL_BUDGET"),
        ) from error
