"""Background work has a page of its own for officials; the queue's own tables are not shown beside it."""

from __future__ import annotations

from django.contrib import admin
from procrastinate.contrib.django import admin as queue_admin  # noqa: F401 - registers what is taken back below
from procrastinate.contrib.django.models import ProcrastinateJob

admin.site.unregister(ProcrastinateJob)
