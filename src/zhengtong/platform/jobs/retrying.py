"""A failed job once more, because a person says so."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.translation import noop as N_

# a time in the past, whatever the clocks of this machine and of the database say
AT_ONCE = datetime.fromtimestamp(0, UTC)


def retry(number: int, *, actor: Actor) -> None:
    """Put a failed job into the queue again, to run at once. Twice, or by two people at once, it is put there once.

    Raises:
        Fault: ``job-not-failed`` when it is not there any more or not failed (again); ``job-waits-already`` when the
            same work waits already.
    """
    from zhengtong.platform.ledger.service import record_audit  # noqa: PLC0415 - the ledger itself declares jobs

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT status::text, task_name FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [number])
            row = cursor.fetchone()
            if row is None or row[0] != "failed":
                raise Fault(
                    "job-not-failed",
                    N_("Job %(number)d has not failed, or is gone; there is nothing to try again."),
                    params={"number": number},
                    status=409,
                )
            app.job_manager.retry_job_by_id(number, retry_at=AT_ONCE)
            record_audit(actor=actor, verb="job.retried", subject=f"job:{number}", detail={"job": row[1]})
    except UniqueViolation as waiting:
        raise Fault(
            "job-waits-already",
            N_("The same work as in job %(number)d waits already; there is nothing to try again."),
            params={"number": number},
            status=409,
        ) from waiting
