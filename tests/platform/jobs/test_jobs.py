"""Background work: queued with the caller's transaction, done once or again, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.at_once import at_once, codes
from tests.factories.officials import LI

from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.jobs import tasks
from zhengtong.platform.jobs.models import Failure

done: list[object] = []


@jobs.job("tests.note", title="Note something")
def note(what: str) -> None:
    done.append(what)


@jobs.job("tests.note-later", title="Note something later", queue="background")
def note_later(what: str) -> None:
    done.append(what)


@jobs.job("tests.refuse", title="Refuse")
def refuse() -> None:
    raise Fault("no", "%(name)s is refused.", params={"name": "甲"})


@jobs.job("tests.break", title="Break")
def break_down() -> None:
    raise ZeroDivisionError("100 % broken")


@pytest.fixture(autouse=True)
def _forget() -> None:
    done.clear()


@pytest.mark.django_db
def test_a_job_is_done_with_its_arguments() -> None:
    jobs.enqueue("tests.note", what="一")
    assert jobs.run_pending() == jobs.Outcome(done=1, failed=0)
    assert done == ["一"]


@pytest.mark.django_db
def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("tests.note", what="lost")
        raise ZeroDivisionError
    assert jobs.run_pending().done == 0


@pytest.mark.django_db
def test_background_jobs_wait_for_the_others() -> None:
    jobs.enqueue("tests.note-later", what="later")
    jobs.enqueue("tests.note", what="now")
    jobs.run_pending()
    assert done == ["now", "later"]


@pytest.mark.django_db
def test_a_job_that_waits_already_is_not_queued_twice_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        assert jobs.enqueue("tests.note", once="only", what="a") is not None
        assert jobs.enqueue("tests.note", once="only", what="b") is None
        assert jobs.enqueue("tests.note", what="c") is not None
    jobs.run_pending()
    assert done == ["a", "c"]


@pytest.mark.django_db
def test_a_job_for_tomorrow_waits_for_tomorrow() -> None:
    jobs.enqueue("tests.note", at=datetime.now(UTC) + timedelta(days=1), what="tomorrow")
    assert jobs.run_pending().done == 0


@pytest.mark.django_db
def test_an_unknown_job_is_refused_when_it_is_queued() -> None:
    with pytest.raises(LookupError, match="no-such"):
        jobs.enqueue("tests.no-such")


@pytest.mark.django_db
def test_refused_input_fails_at_once_and_its_reason_is_kept() -> None:
    number = jobs.enqueue("tests.refuse")
    assert jobs.run_pending() == jobs.Outcome(done=0, failed=1)
    assert ProcrastinateJob.objects.get(id=number).status == "failed"
    kept = Failure.objects.get(job_id=number)
    assert kept.message % kept.params == "甲 is refused."


@pytest.mark.django_db
def test_a_breakdown_is_tried_again_a_little_later() -> None:
    number = jobs.enqueue("tests.break")
    assert jobs.run_pending() == jobs.Outcome(done=0, failed=1)
    waiting = ProcrastinateJob.objects.get(id=number)
    assert (waiting.status, waiting.attempts) == ("todo", 1)
    assert waiting.scheduled_at > datetime.now(UTC)
    kept = Failure.objects.get(job_id=number)
    assert kept.message % kept.params == "ZeroDivisionError: 100 % broken"


@pytest.mark.django_db
def test_the_work_of_a_worker_that_died_is_done_again() -> None:
    number = jobs.enqueue("tests.note", what="survivor")
    # a worker took it and was killed: the job is running, its worker is gone

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    assert jobs.run_pending().done == 0
    assert tasks.requeue_stalled() == 1
    jobs.run_pending()
    assert done == ["survivor"]


@pytest.mark.django_db
def test_a_dead_workers_job_that_waits_again_already_does_not_hold_up_the_others() -> None:
    first = jobs.enqueue("tests.note", once="clock", what="by the clock")
    other = jobs.enqueue("tests.note", what="other")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id IN (%s, %s)", [first, other])
    jobs.enqueue("tests.note", once="clock", what="by the clock")
    assert tasks.requeue_stalled() == 2
    jobs.run_pending()
    assert sorted(str(each) for each in done) == ["by the clock", "other"]


@pytest.mark.django_db
def test_a_failed_job_is_tried_again_once_and_by_whom_is_recorded() -> None:
    number = jobs.enqueue("tests.refuse")
    assert number is not None
    jobs.run_pending()
    jobs.retry(number, actor=LI)
    with pytest.raises(Fault) as again:
        jobs.retry(number, actor=LI)
    assert again.value.code == "job-not-failed"
    assert ProcrastinateJob.objects.get(id=number).status == "todo"
    assert _retried() == [("li.na", f"job:{number}", "tests.refuse")]


@pytest.mark.django_db
def test_a_job_that_is_not_there_leaves_no_entry() -> None:
    with pytest.raises(Fault):
        jobs.retry(987_654_321, actor=LI)
    assert _retried() == []


@pytest.mark.django_db
def test_work_that_waits_already_is_not_put_there_a_second_time() -> None:
    failed = jobs.enqueue("tests.refuse", once="clock")
    assert failed is not None
    jobs.run_pending()
    jobs.enqueue("tests.refuse", once="clock")
    with pytest.raises(Fault) as refused:
        jobs.retry(failed, actor=LI)
    assert refused.value.code == "job-waits-already"
    assert ProcrastinateJob.objects.get(id=failed).status == "failed"
    assert _retried() == []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_at_once_try_it_again_once() -> None:
    number = jobs.enqueue("tests.refuse")
    assert number is not None
    jobs.run_pending()
    assert codes(at_once(*[lambda: jobs.retry(number, actor=LI)] * 2)) == ["job-not-failed"]
    assert len(_retried()) == 1


def _retried() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT private::jsonb->'actor'->>'identifier', private::jsonb->>'subject',"
            " private::jsonb->'detail'->>'job' FROM ledger_entry WHERE header::jsonb->>'verb' = 'job.retried'"
        )
        return cursor.fetchall()
