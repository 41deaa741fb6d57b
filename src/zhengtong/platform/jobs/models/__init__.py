"""Rows of the jobs app; the queue itself is procrastinate's."""

from zhengtong.platform.jobs.models.failure import Failure

__all__ = ["Failure"]
