"""Keeps the reason of a job's last failure, for the people who look after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection

from zhengtong.kernel.errors import Fault

if TYPE_CHECKING:
    from procrastinate.job_context import JobContext
    from procrastinate.worker import Worker

_LONGEST = 500


def noting_failures(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Runs around every job, in its thread."""
    try:
        return call_next()
    except Exception as error:
        if context.job.id is not None:
            note(context.job.id, error)
        raise


def note(job_id: int, error: Exception) -> None:
    """Store the reason; when the database is what failed, the reason is in the log only."""
    from zhengtong.platform.jobs.models import Failure  # noqa: PLC0415 - jobs are declared before models exist

    if isinstance(error, Fault):
        message, params = error.message, {key: str(value) for key, value in error.params.items()}
    else:
        message, params = f"{type(error).__name__}: {error}"[:_LONGEST].replace("%", "%%"), {}
    try:
        Failure.objects.update_or_create(job_id=job_id, defaults={"message": message, "params": params})
    except DatabaseError:
        connection.close()
