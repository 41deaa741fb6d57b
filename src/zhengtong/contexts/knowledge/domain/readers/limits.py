"""How much a reader takes before it says no."""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from zhengtong.kernel.errors import Fault

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bytes, characters, rows, pages and seconds; the same for uploads and for files on disk."""

    file_bytes: int = 50 * MIB
    unpacked_bytes: int = 200 * MIB
    member_ratio: int = 150
    members: int = 5_000
    text_characters: int = 8_000_000
    pdf_pages: int = 3_000
    rows: int = 200_000
    seconds: float = 60.0


class Clock:
    """Raises once the time for one file is used up."""

    def __init__(self, limits: Limits, name: str) -> None:
        self._end = time.monotonic() + limits.seconds
        self._limits, self._name = limits, name

    def check(self) -> None:
        """
        Raises:
            Fault: the file takes longer than ``limits.seconds``.
        """
        if time.monotonic() > self._end:
            raise Fault(
                "file-too-slow",
                "Reading %(name)s took longer than %(seconds)s seconds.",
                "Split the file and try again.",
                params={"name": self._name, "seconds": round(self._limits.seconds)},
            )


def size_of(stream: BinaryIO) -> int:
    """Bytes of the stream from its beginning; it is left at its beginning."""
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    return size


def too_large(name: str, size: int, most: int) -> Fault:
    """The refusal of a file over the limit."""
    return Fault(
        "file-too-large",
        "%(name)s is too large: %(size)s MB. At most %(most)s MB can be taken.",
        "Split the file, or take out pictures that are not needed.",
        params={"name": name, "size": f"{size / MIB:.1f}", "most": f"{most / MIB:.0f}"},
        status=413,
    )


def check_text_length(text: str, name: str, limits: Limits) -> None:
    """
    Raises:
        Fault: the text is longer than any document that people write.
    """
    if len(text) > limits.text_characters:
        raise Fault(
            "text-too-long",
            "The text of %(name)s is too long: %(characters)s characters.",
            "Split the file and try again.",
            params={"name": name, "characters": len(text)},
            status=413,
        )
