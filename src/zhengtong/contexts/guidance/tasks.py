"""Work of guidance in the background."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions import counting, grouping, quality, retention
from zhengtong.kernel.actors import system
from zhengtong.platform.jobs.service import at_low_priority, enqueue, job, periodic

_AGAIN = timedelta(seconds=30)
_ACTOR = system("guidance-quality")


@job("guidance.measure-quality", title=N_("Ask the pack's own questions"), queue="background", again=False)
def measure_quality(occasion: str) -> None:
    """Measure the version in use once every text of an item has its meaning."""
    if quality.waiting_vectors():
        enqueue(
            "guidance.measure-quality", once="guidance.measure-quality", at=timezone.now() + _AGAIN, occasion=occasion
        )
        return
    at_low_priority(lambda: quality.measure_current(occasion=occasion, actor=_ACTOR))


@periodic("40 18 * * *", name="guidance.measure-daily", title=N_("Ask the pack's own questions, every night"))
def measure_daily() -> None:
    """02:40 in the time of China."""
    enqueue("guidance.measure-quality", once="guidance.measure-quality", occasion="daily")


@periodic("10 * * * *", name="guidance.count-days", title=N_("Count the states of replies of past days"))
def count_days() -> int:
    return counting.count_days(today=timezone.localdate())


@periodic("25 17 * * *", name="guidance.group-unanswered", title=N_("Group what is asked and not answered"))
def group_unanswered() -> int:
    """This week and the one before: what was reported late belongs there."""
    return at_low_priority(lambda: grouping.group_recent(today=timezone.localdate()))


@job("guidance.group-week", title=N_("Group what was asked and not answered in a week"), queue="background")
def group_week(monday: str) -> None:
    """The week that begins on this date, in the form 2026-11-16."""
    at_low_priority(lambda: grouping.group_week(monday=date.fromisoformat(monday)))


@periodic("35 18 * * *", name="guidance.forget-contacts", title=N_("Delete how to reach people whose request is done"))
def forget_contacts() -> int:
    """Every night; how long is in the pack's desks.yaml."""
    return retention.forget_contacts(now=timezone.now(), actor=system("guidance-retention"))
