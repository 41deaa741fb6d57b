"""Whether what a stored reply says stands in stored data. Shares nothing with the code that writes replies.

Everything here reads plain JSON: of a reply as it was stored, and of the item, articles and offices as they are stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PIECES = re.compile(r"[、，,；;·/|\n]+| / ")
_FREE = {"不收费", "free of charge"}
_ON_THE_SPOT = {"当场办结", "on the spot"}
_YES_NO = {"可以": True, "yes": True, "不可以": False, "no": False}
_CHANNELS = ("online", "booking", "courier", "self_service", "window")


@dataclass(frozen=True)
class Evidence:
    """What may support the facts of one need: the item's stored JSON, and every text that goes with it."""

    item: dict[str, Any]
    texts: tuple[str, ...] = ()


def flat(text: str) -> str:
    """NFKC, lower case, without space and without the sign for an omission at the end."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower().removesuffix("…").removesuffix("...")


def strings(data: Any) -> Iterator[str]:
    """Every text and number in JSON."""
    if isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
    elif isinstance(data, str):
        yield data
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield f"{data:g}"


def fact_supported(fact: dict[str, Any], evidence: Evidence) -> bool:
    """Whether the value of a fact stands in what is stored."""
    value = str(fact.get("value", ""))
    texts = [flat(t) for t in (*strings(evidence.item), *evidence.texts)]
    if fact.get("tag") == "missing":  # "not stated": only the number to ring is a claim
        return all(_stands(number, texts) for number in re.findall(r"[\d-]{5,}", value))
    if _stands(value, texts) or _by_rule(value, evidence.item):
        return True
    pieces = [piece for piece in _PIECES.split(value) if piece.strip()]
    return bool(pieces) and all(_stands(p, texts) or _by_rule(p, evidence.item) or _window(p, texts) for p in pieces)


def _stands(value: str, texts: Collection[str]) -> bool:
    wanted = flat(value)
    return bool(wanted) and any(wanted in text for text in texts)


def _window(piece: str, texts: Collection[str]) -> bool:
    """窗口 B1-B8 / windows B1-B8: what is added is only the word for a window."""
    bare = re.sub(r"号?窗口?$|^[Ww]indows?", "", piece.strip()).strip(" ：:")
    return bool(bare) and _stands(bare, texts)


def _by_rule(value: str, item: dict[str, Any]) -> bool:
    """Values that are said in other words than they are stored: amounts, limits, yes and no, visits."""
    text = value.strip()
    channels = item.get("channels") or {}
    limits = [limit for limit in (item.get("limits") or {}).values() if isinstance(limit, dict)]
    days = {float(limit["days"]) for limit in limits if "days" in limit}
    amounts = {float(fee["amount"]) for fee in item.get("fees") or () if "amount" in fee}
    if text in _FREE:
        return 0.0 in amounts
    if text in _ON_THE_SPOT:
        return 0.0 in days
    if text in _YES_NO:
        return any(channels.get(name) is _YES_NO[text] for name in _CHANNELS)
    return _number_stands(text, amounts, days, channels.get("visits"))


def _number_stands(text: str, amounts: set[float], days: set[float], visits: float | None) -> bool:
    numbers = [float(n) for n in _NUMBER.findall(text)]
    if len(numbers) != 1:
        return False
    if re.search(r"元|CNY|yuan", text):
        return numbers[0] in amounts
    if re.search(r"日|天|days?", text):
        return numbers[0] in days
    return visits is not None and numbers[0] == float(visits) and len(text) <= 8


def sentence_supported(text: str, texts: Iterable[str]) -> bool:
    """Whether every number of a sentence, and most of its pairs of characters, stand in the texts it rests on."""
    joined = "\n".join(flat(t) for t in texts)
    sentence = flat(text)
    if any(number not in joined for number in _NUMBER.findall(sentence)):
        return False
    words = re.findall(r"[㐀-鿿]{2}|[a-z]{4,}", sentence)
    return not words or sum(word in joined for word in words) >= 0.4 * len(words)
