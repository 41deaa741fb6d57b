"""What a text says without its disguise: letters put apart, look-alikes, encoded or turned round.

Only for noticing what may not be answered; nothing of these readings is looked up or shown.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

LONGEST = 400  # characters of a decoded or reversed reading
_APART = re.compile(r"(?:(?<![a-z])[a-z0-9㐀-鿿][^a-z0-9㐀-鿿]{1,4}){4,}[a-z0-9㐀-鿿](?![a-z])")
_BETWEEN = re.compile(r"[^a-z0-9㐀-鿿]+")
_MIXED = re.compile(r"[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]")
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/])")
_HEX = re.compile(r"(?:(?:\\x|0x|\\u00)?[0-9a-fA-F]{2}[ ,]?){12,}")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")
_LETTERS_OF_NUMBERS = str.maketrans("0134578@$", "oieastba" + "s")
# Cyrillic and Greek letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans(
    "авеёкмнорстухіјѕԁһӏԛԝαβεικνορτυχω",
    "abeekmhopctyxijsdhlqwabeiknoptuxw",
)
_ASIDES = re.compile(r"[(（\[【<《{][^()（）\[\]【】<>《》{}]{0,20}[)）\]】>》}]")
_STROKES = re.compile(r"[丨丶丿乀亅〡]")
_FILLED = re.compile(r"(?<=[㐀-鿿])[\s·・.*_\-|/~^`'\"#+=]+(?=[㐀-鿿])")


def readings(text: str) -> Iterator[str]:
    """Other readings of the cleaned text, in lower case; none for a text without anything odd."""
    lower = text.lower()
    if (plain := _ASIDES.sub("", lower)) != lower:
        yield plain
    lower = _STROKES.sub(" ", lower)
    if _APART.search(lower):
        yield _APART.sub(lambda run: _BETWEEN.sub("", run.group()), lower)
    elif _FILLED.search(lower):
        yield _FILLED.sub("", lower)
    if _MIXED.search(lower):
        yield lower.translate(_LOOK_ALIKES)
    if "%" in text and (plain := unquote(text)) != text:
        yield plain.lower()
    if "\\u" in text:
        yield _ESCAPES.sub(lambda code: chr(int(code.group(1), 16)), text).lower()
    if re.search(r"[a-z][0134578@$][a-z]", lower):
        yield lower.translate(_LETTERS_OF_NUMBERS)
    for run in _ENCODED.findall(text):
        yield from _decoded(run)
    for match in _HEX.finditer(text):
        yield from _from_bytes(re.sub(r"\\x|0x|\\u00|[ ,]", "", match.group()))


def backwards(text: str) -> str:
    """The text turned round; empty where it is too long to be a trick."""
    return text.lower()[::-1] if len(text) <= LONGEST else ""


def _decoded(run: str) -> Iterator[str]:
    padded = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        found = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    if found.isprintable():
        yield found[:LONGEST].lower()


def _from_bytes(digits: str) -> Iterator[str]:
    try:
        found = bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("utf-8")
    except ValueError:
        return
    if found.isprintable():
        yield found[:LONGEST].lower()
