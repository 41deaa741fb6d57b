"""Jobs by name: how they are declared and put in the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

import procrastinate
from django.db import transaction
from procrastinate import jobs as queue_jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs.failures import noting_failures

Function = TypeVar("Function", bound=Callable[..., Any])
Queue = Literal["default", "background"]
# a background job waits for every other one, and has a lane of its own so that others never wait for it
_PRIORITIES: dict[Queue, int] = {"default": 0, "background": -10}
_ATTEMPTS = 6
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Declared:
    """What is known about a job by its name. ``title`` is an English message id in plain words."""

    name: str
    title: str
    function: Callable[..., Any]
    task: Any


_declared: dict[str, Declared] = {}


class Patiently(procrastinate.BaseRetryStrategy):
    """Again after 3, 9, 27, 81 and 243 seconds; never when the input was refused, since it would be again."""

    def get_retry_decision(
        self, *, exception: BaseException, job: queue_jobs.Job
    ) -> procrastinate.RetryDecision | None:
        refused = isinstance(exception, Fault) and exception.status < _SERVER_ERROR
        if refused or job.attempts + 1 >= _ATTEMPTS:
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": 3 ** (job.attempts + 1)})


def job(
    name: str, *, title: str, queue: Queue = "default", priority: int | None = None, again: bool = True
) -> Callable[[Function], Function]:
    """Declare a function as a job. It stays an ordinary function.

    It must be idempotent: a job whose worker was killed runs again. Its arguments are JSON. It runs in a
    thread of a worker process, outside any transaction.

    Args:
        name: stable and unique, such as ``"search.fill-vectors"``; jobs in the queue know it.
        title: what it does in plain words, for the staff page (an English message id).
        again: whether a failed attempt is repeated.
    """

    def declare(function: Function) -> Function:
        if name in _declared and _declared[name].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are named {name!r}")
        task = app.task(
            name=name,
            queue=queue,
            priority=_PRIORITIES[queue] if priority is None else priority,
            retry=Patiently() if again else False,
            task_middleware=[noting_failures],
        )(function)
        _declared[name] = Declared(name, title, function, task)
        return function

    return declare


def periodic(
    cron: str, *, name: str, title: str, queue: Queue = "background"
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare a function without arguments as a job that runs by the clock, once for all workers.

    Args:
        cron: five fields, or six with seconds last, in UTC. One that is still waiting is not queued again.
    """

    def declare(function: Callable[[], Any]) -> Callable[[], Any]:
        def by_the_clock(timestamp: int) -> Any:
            return function()

        by_the_clock.__qualname__ = function.__qualname__
        # no second attempt: the clock brings the next
        job(name, title=title, queue=queue, again=False)(by_the_clock)
        app.periodic(cron=cron, periodic_id=name, queueing_lock=name)(_declared[name].task)
        return function

    return declare


def enqueue(
    name: str,
    /,
    *,
    at: datetime | None = None,
    once: str | None = None,
    in_turn: str | None = None,
    **arguments: Any,
) -> int | None:
    """Put a job in the queue within the caller's transaction: it exists if and only if that commits.

    Args:
        at: not before then.
        once: at most one job with this text waits at a time; a second is not queued.
        in_turn: jobs with the same text run one after the other.

    Returns:
        The job's number, or None when ``once`` found one waiting.

    Raises:
        LookupError: no job of this name is declared.
    """
    if name not in _declared:
        raise LookupError(f"no job is named {name!r}")
    options: dict[str, Any] = {"queueing_lock": once, "lock": in_turn}
    if at is not None:
        options["schedule_at"] = at
    ready = _declared[name].task.configure(**options)
    try:
        # a savepoint, so that a job that waits already does not spoil the caller's transaction
        with transaction.atomic():
            return int(ready.defer(**arguments))
    except AlreadyEnqueued:
        return None


def title_of(name: str) -> str:
    """The job's title as a message id; its name when it is not declared any more."""
    found = _declared.get(name)
    return found.title if found else name


def declared(name: str) -> Declared | None:
    """The job of this name, if any."""
    return _declared.get(name)
