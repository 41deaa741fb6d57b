"""Text files: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; binary content is refused."""

from __future__ import annotations

import codecs
import re

from zhengtong.kernel.errors import Fault

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, name: str) -> str:
    """The text of a file, line ends as ``\\n``.

    Raises:
        Fault: it is not text, or in an encoding that cannot be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _clean(_strict(data, encoding, name), name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _clean(data.decode(encoding), name)
        except UnicodeDecodeError:
            continue
    raise not_text(name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_text(name) from error


def _clean(text: str, name: str) -> str:
    controls = len(_CONTROL.findall(text[:200_000]))
    private = sum(1 for c in text[:200_000] if "\ue000" <= c <= "\uf8ff")  # what GB18030 makes of random bytes
    seen = min(len(text), 200_000)
    if "\x00" in text or controls * 100 > max(seen, 100) or private * 20 > max(seen, 100):
        raise not_text(name)
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def not_text(name: str) -> Fault:
    """The refusal of binary content under the name of a text file."""
    return Fault(
        "file-not-text",
        "%(name)s is not a text file, whatever its name says.",
        "Check the file; texts are taken as UTF-8 or GB18030, other documents as DOCX, PDF, XLSX or HTML.",
        params={"name": name},
    )
