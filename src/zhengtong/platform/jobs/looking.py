"""What is in the queue, for the people who look after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhengtong.platform.jobs.registry import title_of
from zhengtong.platform.jobs.running import STALLED_SECONDS

SHOWN = 100


@dataclass(frozen=True)
class Overview:
    """How many jobs are in each state, and how many workers live."""

    waiting: int
    running: int
    failed: int
    workers: int


@dataclass(frozen=True)
class Seen:
    """One job. ``reason`` is a message id with ``params``; ``since`` is when it came into its state."""

    number: int
    name: str
    title: str
    state: str
    attempts: int
    due: datetime | None
    since: datetime | None
    reason: str
    params: Mapping[str, Any]


def overview() -> Overview:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
                      count(*) FILTER (WHERE status = 'failed'),
                      (SELECT count(*) FROM procrastinate_workers
                       WHERE last_heartbeat > now() - make_interval(secs => %s))
               FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')""",
            [STALLED_SECONDS],
        )
        waiting, running, failed, workers = cursor.fetchone()
    return Overview(waiting, running, failed, workers)


def unfinished() -> list[Seen]:
    """Up to ``SHOWN`` jobs that failed, run or wait, in this order, the newest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT job.id, job.task_name, job.status::text, job.attempts, job.scheduled_at, event.at,
                      coalesce(failure.message, ''), coalesce(failure.params::text, '{}')::jsonb::text
               FROM procrastinate_jobs job
               LEFT JOIN jobs_failure failure ON failure.job_id = job.id
               LEFT JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = job.id) event ON true
               WHERE job.status IN ('todo', 'doing', 'failed')
               ORDER BY array_position(ARRAY['failed', 'doing', 'todo'], job.status::text), job.id DESC
               LIMIT %s""",
            [SHOWN],
        )
        rows = cursor.fetchall()
    return [
        Seen(number, name, title_of(name), state, attempts, due, since, reason, json.loads(params))
        for number, name, state, attempts, due, since, reason, params in rows
    ]
