"""What a command says when something unexpected ends it: one message, and the details in a file."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from types import TracebackType

import click

from zhengtong.kernel.errors import Fault


def N_(message: str) -> str:  # noqa: N802 - the usual name; Django's asks the settings, which may be what is broken
    """Marks a message for translation."""
    return message


_LOST = (
    N_("The database cannot be reached or does not answer: %(reason)s"),
    N_("`zhengtong doctor` shows its state; then run the command again."),
)
_TABLES = (
    N_("The tables of the database do not fit this version: %(reason)s"),
    N_("`zhengtong serve` brings older tables up to date; newer ones need the newer version, or a backup restored."),
)
_DISK = (
    N_("%(path)s cannot be used: %(reason)s"),
    N_("Check the path, its permissions and the free space on its disk."),
)
_OTHER = (
    N_("Something went wrong that this command does not know: %(reason)s"),
    N_("Nothing was left half-written. Please report it with the file %(file)s, which says where it happened."),
)


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """``sys.excepthook`` of the command line; Python then ends with exit code 1."""
    from zhengtong.config.language import in_users_language

    if isinstance(error, Fault):
        click.echo(in_users_language(error), err=True)
        return
    message, remedy = _words(error)
    reason = (str(error).strip().splitlines() or [kind.__name__])[0][:300]
    params = {
        "reason": reason if message is not _OTHER[0] else f"{kind.__name__}: {reason}",
        "path": getattr(error, "filename", None) or "",
        "file": _written_down(error) if message is _OTHER[0] else "",
    }
    if isinstance(error, OSError) and error.strerror:
        params["reason"] = error.strerror
    click.echo(in_users_language(Fault("mishap", message, remedy, params)), err=True)


def _words(error: BaseException) -> tuple[str, str]:
    if isinstance(error, OSError) and error.filename:
        return _DISK
    # nothing of Django or psycopg may be imported yet, so their errors are known by name
    ours = (each for each in type(error).__mro__ if each.__module__.partition(".")[0] in {"django", "psycopg"})
    names = {each.__name__ for each in ours}
    if names & {"OperationalError", "InterfaceError"}:
        return _LOST
    if names & {"ProgrammingError", "BadMigrationError", "InconsistentMigrationHistory", "NodeNotFoundError"}:
        return _TABLES
    return _OTHER


def _written_down(error: BaseException) -> str:
    """The file with the whole story. Where it cannot be written, the story goes to the terminal after all."""
    story = "".join(traceback.format_exception(error))
    try:
        # a name that nobody can foresee, readable for its owner only
        number, path = tempfile.mkstemp(prefix="zhengtong-error-", suffix=".txt")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(story)
    except OSError:
        sys.stderr.write(story)
        return "-"
    return path
