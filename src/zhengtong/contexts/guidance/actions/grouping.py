"""Group what is asked and not answered, week by week, for the report."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from zhengtong.contexts.guidance.domain.grouping import Group, Question, grouped
from zhengtong.contexts.guidance.models import UnansweredGroup
from zhengtong.contexts.guidance.queries.days import monday_of, start_of
from zhengtong.kernel.actors import Actor
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.ledger.service import record_audit
from zhengtong.platform.search import service as search

# what people wanted and did not get; distress, abuse and small talk are no gaps in the catalogue
GAPS = ("unknown", "clarification", "out_of_scope", "asks_for_decision")
MOST_QUESTIONS = 5_000  # different ones of a week, the most asked first
MOST_GROUPS = 200
_EXAMPLES = 8
_LOCK = 7_301_994  # any number that no other lock has
# by question: how often it was asked, how often in which state, items offered as perhaps
_Asked = dict[str, tuple[int, dict[str, int], list[dict[str, Any]]]]

_ASKED = """
SELECT text, sum(number)::int, jsonb_object_agg(state, number), (array_agg(perhaps))[1]
FROM (
    SELECT question AS text, state, count(*) AS number,
        (array_agg(reply->'needs'->0->'perhaps'))[1] AS perhaps
    FROM guidance_turn WHERE asked >= %(first)s AND asked < %(last)s AND state = ANY(%(gaps)s) GROUP BY 1, 2
    UNION ALL
    SELECT question, 'negative', count(*), NULL FROM guidance_feedback
    WHERE given >= %(first)s AND given < %(last)s AND NOT helpful GROUP BY 1
) AS gaps
WHERE text <> '' GROUP BY text ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


@transaction.atomic
def group_soon(monday: date, *, actor: Actor) -> None:
    """Have a week grouped anew in the background; asked for twice while it waits, it is done once."""
    jobs.enqueue("guidance.group-week", once=f"guidance.group-week.{monday}", monday=monday.isoformat())
    record_audit(actor=actor, verb="guidance.group-again", subject=f"week:{monday}", detail={})


def group_recent(*, today: date) -> int:
    """This week and the one before; returns the number of groups."""
    monday = monday_of(today)
    return group_week(monday=monday) + group_week(monday=monday - timedelta(days=7))


def group_week(*, monday: date) -> int:
    """Make the groups of this week anew; returns how many. Twice gives the same."""
    asked = _asked(monday)
    groups = grouped(Question(text, search.prepare(text).terms, number) for text, (number, _, _) in asked.items())
    rows = [_row(monday, group, asked) for group in groups[:MOST_GROUPS]]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        UnansweredGroup.objects.filter(week=monday).delete()
        UnansweredGroup.objects.bulk_create(rows)
    return len(rows)


def _asked(monday: date) -> _Asked:
    with connection.cursor() as cursor:
        cursor.execute(
            _ASKED,
            {
                "first": start_of(monday), "last": start_of(monday + timedelta(days=7)), "gaps": list(GAPS),
                "most": MOST_QUESTIONS,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    return {
        text: (number, json.loads(states), json.loads(perhaps or "null") or [])
        for text, number, states, perhaps in rows
    }


def _row(monday: date, group: Group, asked: _Asked) -> UnansweredGroup:
    states: Counter[str] = Counter()
    near: dict[str, str] = {}
    for question in group.questions:
        _, by_state, perhaps = asked[question.text]
        states.update(by_state)
        for offered in perhaps[:1]:
            near.setdefault(str(offered.get("code", "")), str(offered.get("title", "")))
    return UnansweredGroup(
        week=monday,
        label=group.label[:200],
        count=group.size,
        states=dict(states),
        examples=[{"text": q.text[:300], "count": q.count} for q in group.questions[:_EXAMPLES]],
        near=[{"code": code, "title": title} for code, title in list(near.items())[:3]],
    )
