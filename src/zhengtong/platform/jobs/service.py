"""The door of background work.

A job is put in the queue in the caller's transaction: it exists if and only if that commits. Jobs of a worker
that was killed run again, so every job and every handler is idempotent.
"""

from __future__ import annotations

from zhengtong.platform.jobs.events import announce, on
from zhengtong.platform.jobs.looking import Overview, Seen, overview, unfinished
from zhengtong.platform.jobs.politely import at_low_priority
from zhengtong.platform.jobs.registry import enqueue, job, periodic
from zhengtong.platform.jobs.retrying import retry
from zhengtong.platform.jobs.running import Outcome, run_pending, run_worker

__all__ = [
    "Outcome",
    "Overview",
    "Seen",
    "announce",
    "at_low_priority",
    "enqueue",
    "job",
    "on",
    "overview",
    "periodic",
    "retry",
    "run_pending",
    "run_worker",
    "unfinished",
]
