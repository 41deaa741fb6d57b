"""Why a job failed last: procrastinate keeps states, not reasons."""

from __future__ import annotations

from django.db import models


class Failure(models.Model):
    """The last failure of a job, replaced at each attempt. ``message`` is a message id with ``params``."""

    job_id = models.BigIntegerField(primary_key=True)
    message = models.TextField()
    params = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.job_id}: {self.message}"
