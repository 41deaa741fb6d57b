"""PDF with a text layer. Pictures of pages need OCR, which is not done here."""

from __future__ import annotations

import re
import struct
import zlib
from itertools import pairwise
from typing import BinaryIO

from zhengtong.contexts.knowledge.domain.readers.archive import damaged, encrypted
from zhengtong.contexts.knowledge.domain.readers.limits import Clock, Limits
from zhengtong.kernel.errors import Fault

# pypdf walks whatever the file says; on a damaged one any of these may come out of it.
_MALFORMED = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, RecursionError, OverflowError,
    NotImplementedError, EOFError, OSError, zlib.error, struct.error, MemoryError,
)  # fmt: skip
_NEW_LINE = re.compile(
    r"^\s*(?:#|第[〇零一二三四五六七八九十百千\d]+[编章节条]|[一二三四五六七八九十]{1,3}[、．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[.、．])"
)
_PAGE_NUMBER = re.compile(r"^\s*[-—－第]?\s*\d{1,4}\s*[-—－页]?\s*$")


def pdf_to_text(stream: BinaryIO, name: str, limits: Limits) -> str:
    """The text of all pages, lines of a paragraph joined, page numbers left out.

    Raises:
        Fault: damaged, encrypted, too many pages, too slow, or without any text.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import, only when such a file is read
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - slow to import, only when such a file is read

    clock = Clock(limits, name)
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted(name)
        count = len(reader.pages)
        if count > limits.pdf_pages:
            raise Fault(
                "too-many-pages",
                "%(name)s has %(pages)s pages; at most %(most)s can be read.",
                "Split the file and try again.",
                params={"name": name, "pages": count, "most": limits.pdf_pages},
            )
        pages = []
        for page in reader.pages:
            clock.check()
            pages.append(page.extract_text() or "")
    except (*_MALFORMED, PyPdfError) as error:
        raise damaged(name) from error
    text = joined_lines("\n".join(pages))
    if not re.search(r"\w", text):
        raise Fault(
            "pdf-without-text",
            "%(name)s has %(pages)s pages but no text: its pages are pictures.",
            "Make a searchable PDF with text recognition (OCR), or send the original document (DOCX).",
            params={"name": name, "pages": count},
        )
    return text


def joined_lines(text: str) -> str:
    """Printed lines back to paragraphs: a full line that does not end a sentence goes on in the next."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not _PAGE_NUMBER.match(line)]
    if not lines:
        return ""
    full = sorted(len(line) for line in lines)[int(len(lines) * 0.8)] * 0.85
    joined = [lines[0]]
    for before, line in pairwise(lines):
        goes_on = len(before) >= full and not re.search(r"[。！？；：.!?;:|]$", before) and not _NEW_LINE.match(line)
        if goes_on:
            space = " " if before[-1].isascii() and line[0].isascii() else ""
            joined[-1] += space + line
        else:
            joined.append(line)
    return "\n".join(joined)
