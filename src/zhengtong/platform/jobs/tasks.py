"""The queue's own housekeeping."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_
from procrastinate import jobs as queue_jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation

from zhengtong.platform.jobs.registry import periodic
from zhengtong.platform.jobs.retrying import AT_ONCE
from zhengtong.platform.jobs.running import STALLED_SECONDS

logger = logging.getLogger(__name__)
_KEEP_HOURS = 72


@periodic("* * * * * */5", name="jobs.requeue-stalled", title=N_("Take up the work of workers that died"))
def requeue_stalled() -> int:
    """Jobs of workers without a heartbeat go back into the queue. Returns how many."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        assert job.id is not None
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job.id, retry_at=AT_ONCE)
        except UniqueViolation:
            # the same work waits in the queue already, as with jobs by the clock
            finish = async_to_sync(app.job_manager.finish_job_by_id_async)
            finish(job.id, status=queue_jobs.Status.ABORTED, delete_job=True)
        logger.warning("Job %s (%s) lost its worker and runs again", job.id, job.task_name)
    return len(stalled)


@periodic("17 * * * *", name="jobs.forget-old", title=N_("Clear away finished jobs of past days"))
def forget_old() -> None:
    """Finished jobs are forgotten after three days; failed ones stay until a person has seen to them."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=_KEEP_HOURS)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM jobs_failure WHERE NOT EXISTS"
            " (SELECT 1 FROM procrastinate_jobs WHERE procrastinate_jobs.id = jobs_failure.job_id)"
        )
