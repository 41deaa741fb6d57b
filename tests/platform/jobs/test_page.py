"""The page of background jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.packs import service as packs


@jobs.job("tests.page-refuse", title="Refuse something")
def refuse() -> None:
    raise Fault("no", "<b>%(name)s</b> is refused.", params={"name": "甲"})


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="clerk", is_staff=True, is_superuser=True))
    return client


@pytest.mark.django_db
def test_only_staff_see_it(client: Client) -> None:
    assert client.get("/staff/jobs/").status_code == 302
    client.force_login(get_user_model().objects.create(username="resident", is_staff=True))
    assert client.get("/staff/jobs/").status_code == 403
    assert client.post("/staff/jobs/1/try-again/").status_code == 403


@pytest.mark.django_db
def test_a_failed_job_is_shown_with_its_reason_and_can_be_tried_again(staff: Client) -> None:
    number = jobs.enqueue("tests.page-refuse")
    jobs.run_pending()
    page = staff.get("/staff/jobs/").content.decode()
    assert "Refuse something" in page
    assert "&lt;b&gt;甲&lt;/b&gt; is refused." in page
    staff.post(f"/staff/jobs/{number}/try-again/")
    assert ProcrastinateJob.objects.get(id=number).status == "todo"


@pytest.mark.django_db
def test_a_job_that_did_not_fail_is_left_alone(staff: Client) -> None:
    number = jobs.enqueue("tests.page-refuse")
    answer = staff.post(f"/staff/jobs/{number}/try-again/", follow=True)
    assert answer.status_code == 200
    assert ProcrastinateJob.objects.get(id=number).attempts == 0


@pytest.mark.django_db
def test_many_jobs_cost_as_many_queries_as_one(staff: Client, django_assert_max_num_queries: Any) -> None:
    staff.get("/staff/jobs/")
    jobs.enqueue("tests.page-refuse")
    with django_assert_max_num_queries(8) as one:
        staff.get("/staff/jobs/")
    for _ in range(30):
        jobs.enqueue("tests.page-refuse")
    with django_assert_max_num_queries(8) as many:
        staff.get("/staff/jobs/")
    assert len(many) == len(one)


@pytest.mark.django_db
def test_an_empty_queue_says_so(staff: Client) -> None:
    assert staff.get("/staff/jobs/", headers={"accept-language": "en"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("department", "status"), [(None, 200), ("police", 403)])
def test_the_whole_queue_is_for_roles_that_are_held_everywhere(
    client: Client, tmp_path: Path, department: str | None, status: int
) -> None:
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    account = people.add_account(
        name="li.na", password="a long password 1", roles=["official"], department=department, actor=SYSTEM
    )
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/staff/jobs/").status_code == status
    number = jobs.enqueue("tests.page-refuse")
    jobs.run_pending()
    assert b"try-again" not in client.get("/staff/jobs/").content
    assert client.post(f"/staff/jobs/{number}/try-again/").status_code == 403
