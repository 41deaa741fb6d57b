"""A program asks for a person and goes all the way with it: an answer to the question back, and whether it helped."""

from __future__ import annotations

import pytest
from tests.factories.handovers import LI

from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.models import Handover

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/handover"


def test_a_program_answers_the_official_and_says_whether_the_answer_helped(client):
    def send(path: str = "", **body) -> dict:
        return client.post(f"{ADDRESS}{path}", body, content_type="application/json").json()

    def official(work, **said) -> None:
        row = Handover.objects.get()
        work(row.pk, version=row.version, actor=LI, **said)

    key = send(words="身份证的事有点复杂")["conversation"]
    official(desk_work.claim)
    official(desk_work.ask_back, text="户口在哪里？")
    assert client.get(f"{ADDRESS}/{key}").json()["waits_for_you"]
    assert not send(conversation=key, words="在外省")["waits_for_you"]
    official(desk_work.answer, text="可以异地补领。")
    again = send(f"/{key}/judged", helpful=False, words="要带什么？")
    assert (again["state"], again["turns"][-1]["text"]) == ("open", "要带什么？")
    official(desk_work.claim)
    official(desk_work.answer, text="户口簿。")
    done = send(f"/{key}/judged", helpful=True)
    assert (done["state"], done["outcome"]) == ("closed", "answered")


def test_where_nobody_has_answered_there_is_nothing_to_judge(client):
    made = client.post(ADDRESS, {"words": "有件事"}, content_type="application/json").json()
    for key in (made["conversation"], "nothing"):
        judged = client.post(f"{ADDRESS}/{key}/judged", {"helpful": True}, content_type="application/json")
        assert (judged.status_code, judged.json()["code"]) == (404, "answer-unknown")
