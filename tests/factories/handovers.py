"""Requests for a person in the small test city, which has a desk of the police and a hotline."""

from __future__ import annotations

from tests.factories.officials import LI, PASSWORD

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import desk_work
from zhengtong.contexts.guidance.actions.hand_over import hand_over
from zhengtong.contexts.guidance.models import Handover
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor

LOST = "身份证丢了怎么补领"
DESKS = """\
- desk: hotline
- desk: police
  hours:
    - {days: [mon, tue, wed, thu, fri, sat, sun], open: "00:00", close: "24:00"}
  on_holidays: as-weekday
  answer_within: 30
  keep_contact_days: 10
"""


def asked(text: str = LOST, **more) -> Handover:
    reply = guidance.ask(text, actor=ANONYMOUS)
    return hand_over(reply.conversation, actor=ANONYMOUS, **more)


def taken(by: Actor = LI, **more) -> Handover:
    row = asked(**more)
    desk_work.claim(row.pk, version=row.version, actor=by)
    row.refresh_from_db()
    return row


def official(client, name: str = "li.na", role: str = "desk-official", department: str | None = "police"):
    account = people.add_account(name=name, password=PASSWORD, roles=[role], department=department, actor=SYSTEM)
    client.force_login(account)
    return client
