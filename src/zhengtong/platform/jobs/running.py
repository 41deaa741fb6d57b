"""Running jobs: the worker process, and the same work done here and now."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate import jobs as queue_jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from zhengtong.platform.jobs.failures import note
from zhengtong.platform.jobs.registry import Patiently, declared

logger = logging.getLogger(__name__)

# queue -> jobs at once. A lane each: a long background job never stands in the way of the others.
LANES = {"default": 2, "background": 1}
HEARTBEAT_SECONDS = 3.0
# A worker that was silent for so long is dead; what it was doing is done again.
STALLED_SECONDS = 15.0
SHUTDOWN_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 5.0
_LOST_DATABASE = (ConnectorException, psycopg.Error, OSError)


def run_worker(*, on_ready: Callable[[], None] | None = None) -> None:
    """Work until SIGTERM or SIGINT. Comes back by itself after the database was away.

    Jobs that run at the end get ``SHUTDOWN_SECONDS``; what is not done then is done again by the next worker.
    """
    # its one-line-per-attempt says less than what is logged here when the database is away
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    asyncio.run(_work_until_told(on_ready))


async def _work_until_told(on_ready: Callable[[], None] | None) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for word in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(word, told.set)
    pause = 0.2
    while not told.is_set():
        begun = time.monotonic()
        work = asyncio.create_task(_lanes(on_ready))
        stop = asyncio.create_task(told.wait())
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
        if told.is_set():
            work.cancel()
        stop.cancel()
        try:
            await asyncio.wait_for(asyncio.gather(work, return_exceptions=False), SHUTDOWN_SECONDS + 2)
        except (asyncio.CancelledError, TimeoutError):
            continue
        except _LOST_DATABASE as error:
            logger.warning("The worker lost the database and tries again: %s", error)
        pause = 0.2 if time.monotonic() - begun > 10 else min(pause * 2, LONGEST_PAUSE_SECONDS)
        try:
            await asyncio.wait_for(told.wait(), pause)
        except TimeoutError:
            on_ready = None


async def _lanes(on_ready: Callable[[], None] | None) -> None:
    """One procrastinate worker for each lane; when one stops, all do."""
    # Django's connector does not wait for notifications; this one does, on the same database
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        async with working.open_async():
            lanes = [
                asyncio.create_task(
                    working.run_worker_async(
                        name=queue,
                        queues=[queue],
                        concurrency=at_once,
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=SHUTDOWN_SECONDS,
                        update_heartbeat_interval=HEARTBEAT_SECONDS,
                        stalled_worker_timeout=STALLED_SECONDS,
                        fetch_job_polling_interval=2.0,
                    )
                )
                for queue, at_once in LANES.items()
            ]
            if on_ready:
                on_ready()
            try:
                done, _running = await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
                for lane in done:
                    lane.result()
            finally:
                for lane in lanes:
                    lane.cancel()
                await asyncio.gather(*lanes, return_exceptions=True)


@dataclass(frozen=True)
class Outcome:
    """How many jobs were done, and how many failed (they wait for another attempt, or for a person)."""

    done: int
    failed: int


def run_pending(*, queues: list[str] | None = None, limit: int = 100_000) -> Outcome:
    """Do what is in the queue here and now, in this thread and on this connection, until nothing is due.

    For commands that want their follow-up work done, and for tests, also inside a transaction.
    """
    manager = app.job_manager
    worker = async_to_sync(manager.register_worker)()
    done = failed = 0
    try:
        while done + failed < limit:
            job = async_to_sync(manager.fetch_job)(queues=queues, worker_id=worker)
            if job is None:
                break
            if _run_here(job):
                done += 1
            else:
                failed += 1
    finally:
        async_to_sync(manager.unregister_worker)(worker)
    return Outcome(done, failed)


def _arguments(job: queue_jobs.Job) -> dict[str, Any]:
    """Django's connections hand JSON over as text."""
    given: Any = job.task_kwargs
    return dict(json.loads(given) if isinstance(given, str) else given)


def _run_here(job: queue_jobs.Job) -> bool:
    manager = app.job_manager
    assert job.id is not None
    known = declared(job.task_name)
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            if known is None:
                raise LookupError(job.task_name)
            known.function(**_arguments(job))
    except Exception as error:
        logger.exception("Job %s failed", job.task_name)
        note(job.id, error)
        again = Patiently().get_retry_decision(exception=error, job=job)
        if again is None:
            async_to_sync(manager.finish_job)(job, status=queue_jobs.Status.FAILED, delete_job=False)
        else:
            async_to_sync(manager.retry_job)(job, retry_at=again.retry_at)
        return False
    async_to_sync(manager.finish_job)(job, status=queue_jobs.Status.SUCCEEDED, delete_job=False)
    return True
