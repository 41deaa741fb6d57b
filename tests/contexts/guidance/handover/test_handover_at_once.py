"""Requests for a person when many press at the same moment, and when a process is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from tests.factories.at_once import at_once, codes
from tests.factories.handovers import DESKS, LOST, asked, taken
from tests.factories.officials import LI
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.actions.hand_over import hand_over
from zhengtong.contexts.guidance.models import PersonTurn
from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    """For each test of its own: here are real transactions."""
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"desks.yaml": DESKS}), actor=SYSTEM)
    home.forget_home()


@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_at_once_one_is_right():
    row = asked()

    def take(n: int) -> None:
        desk_work.claim(row.pk, version=row.version, actor=Actor("person", f"official.{n}"))

    assert codes(at_once(*(partial(take, n) for n in range(8)))) == ["handover-taken"] * 7


@pytest.mark.django_db(transaction=True)
def test_of_eight_presses_at_once_one_request_is_made():
    reply = guidance.ask(LOST, actor=ANONYMOUS)

    def press() -> int:
        return hand_over(reply.conversation, actor=ANONYMOUS, reason="words").pk

    assert len(set(at_once(*[press] * 8))) == 1


KILLED = """
import os, sys
import django
django.setup()
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.models import PersonTurn
from zhengtong.kernel.actors import Actor
kept = desk_work._became
def killed(*arguments, **values):
    kept(*arguments, **values)
    os._exit(9)  # everything is written and nothing committed
desk_work._became = killed
desk_work.answer(int(sys.argv[1]), version=int(sys.argv[2]), text="x", actor=Actor("person", "li.na"))
"""


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_answers_leaves_the_request_as_it_was():
    row = taken()
    place = connection.settings_dict
    password = f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    url = f"postgresql://{quote(place['USER'], safe='')}{password}@/{place['NAME']}?host={quote(place['HOST'], safe='')}&port={place['PORT']}"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(row.pk), str(row.version)],
        check=False, env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(settings.BASE_DIR.parent)},
    )  # fmt: skip
    assert done.returncode == 9
    row.refresh_from_db()
    assert row.state == "claimed"
    assert PersonTurn.objects.count() == 0
    desk_work.answer(row.pk, version=row.version, text="可以。", actor=LI)
    assert PersonTurn.objects.count() == 1
