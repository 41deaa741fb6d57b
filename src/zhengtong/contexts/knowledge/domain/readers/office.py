"""DOCX and XLSX. Macros, links and embedded objects are not looked at."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile

from zhengtong.contexts.knowledge.domain.readers.archive import check_archive, damaged
from zhengtong.contexts.knowledge.domain.readers.limits import Clock, Limits
from zhengtong.kernel.errors import Fault

# What python-docx, openpyxl and lxml raise on files that are zip archives but not sound ones.
_MALFORMED = (
    BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
    zlib.error,
)
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)", re.IGNORECASE)


def docx_to_text(stream: BinaryIO, name: str, limits: Limits) -> str:
    """Paragraphs and tables in order; headings as Markdown headings.

    Raises:
        Fault: a zip bomb, damaged, encrypted, or no Word document.
    """
    members = check_archive(stream, name, limits)
    if "word/document.xml" not in members and "[Content_Types].xml" not in members:
        raise Fault(
            "wrong-extension",
            "%(name)s is not a Word document, whatever its name says.",
            "Check the file.",
            params={"name": name},
        )
    import docx  # noqa: PLC0415 - slow to import, only when such a file is read
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415 - slow to import, only when such a file is read

    clock = Clock(limits, name)
    try:
        document = docx.Document(stream)
        lines: list[str] = []
        for index, block in enumerate(document.iter_inner_content()):
            if index % 200 == 0:
                clock.check()
            lines.extend(_block_lines(block))
    except (*_MALFORMED, PackageNotFoundError) as error:
        raise damaged(name) from error
    return "\n".join(lines)


def _block_lines(block: object) -> Iterator[str]:
    from docx.table import Table  # noqa: PLC0415 - slow to import, only when such a file is read
    from docx.text.paragraph import Paragraph  # noqa: PLC0415 - slow to import, only when such a file is read

    if isinstance(block, Paragraph):
        text = block.text.strip()
        if text:
            style = block.style.name if block.style is not None else None
            heading = _HEADING.match(style or "")
            yield f"{'#' * min(int(heading[1]) or 1, 6)} {text}" if heading else text
    elif isinstance(block, Table):
        for row in block.rows:
            cells: list[str] = []
            for cell in row.cells:
                text = " ".join(cell.text.split())
                if not cells or cells[-1] != text:  # merged cells come once for each column
                    cells.append(text)
            if any(cells):
                yield " | ".join(cells)


def xlsx_rows(stream: BinaryIO, name: str, limits: Limits) -> tuple[tuple[str, str], ...]:
    """(``sheet row 3``, ``header：value；header：value``) for every row that says something.

    Raises:
        Fault: a zip bomb, damaged, encrypted, no workbook, or more rows than ``limits.rows``.
    """
    members = check_archive(stream, name, limits)
    if "xl/workbook.xml" not in members:
        raise Fault(
            "wrong-extension",
            "%(name)s is not a workbook, whatever its name says.",
            "Check the file.",
            params={"name": name},
        )
    import openpyxl  # noqa: PLC0415 - slow to import, only when such a file is read
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - slow to import, only when such a file is read

    clock = Clock(limits, name)
    found: list[tuple[str, str]] = []
    try:
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in workbook.worksheets:
            rows = ((cell for cell in row) for row in sheet.iter_rows(values_only=True))
            for number, text in table_rows(rows):
                found.append((f"{sheet.title} {number}", text))
                if len(found) % 500 == 0:
                    clock.check()
                if len(found) > limits.rows:
                    raise too_many_rows(name, limits)
        workbook.close()
    except (*_MALFORMED, InvalidFileException) as error:
        raise damaged(name) from error
    return tuple(found)


def too_many_rows(name: str, limits: Limits) -> Fault:
    """The refusal of a table that is a database."""
    return Fault(
        "too-many-rows",
        "%(name)s has more than %(rows)s rows.",
        "Split the file and try again.",
        params={"name": name, "rows": limits.rows},
    )


def table_rows(rows: Iterator[Iterator[object]] | Iterator[list[str]]) -> Iterator[tuple[int, str]]:
    """Each row after the header as ``name：value；…`` with its number from 1; empty rows and cells are left out."""
    header: list[str] | None = None
    for number, row in enumerate(rows, start=1):
        values = ["" if value is None else " ".join(str(value).split()) for value in row]
        if not any(values):
            continue
        if header is None:
            header = values
            if sum(1 for value in values if value) > 1:
                continue
            yield number, next(value for value in values if value)  # a title above the table
            header = None
            continue
        pairs = []
        for index, value in enumerate(values):
            if value:
                column = header[index] if index < len(header) else ""
                pairs.append(f"{column}：{value}" if column else value)
        yield number, "；".join(pairs)
