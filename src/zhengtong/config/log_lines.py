"""What the log says of requests that are refused as they stand: one line each, not the whole way to where it was seen.

Nothing is broken when somebody sends too much, or half of something, and whoever does it a thousand times would
otherwise fill the disk.
"""

from __future__ import annotations

import logging

from django.core.exceptions import BadRequest, SuspiciousOperation


class ShortRefusals(logging.Filter):
    """Of the handler. Django tells some refusals twice, as an error of safety and as a refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, (BadRequest, SuspiciousOperation)):
            return True
        if getattr(error, "is_told", False):
            return False
        error.is_told = True  # type: ignore[union-attr]
        record.exc_info = record.exc_text = None
        path = getattr(getattr(record, "request", None), "path", "")
        if path and record.name.startswith("django.security"):  # the other way of telling names it
            record.msg, record.args = "%s: %s", (record.getMessage(), _one_line(path))
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True


def _one_line(path: str) -> str:
    return path.encode("unicode_escape").decode("ascii")
