"""Officials see how replies end, the masked questions behind every number, and what is asked in vain."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from tests.factories.officials import LI, PASSWORD, WANG
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import counting, grouping, quality
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.actions.rate import rate
from zhengtong.contexts.guidance.domain.agreement import agreement
from zhengtong.contexts.guidance.domain.grouping import Question, grouped
from zhengtong.contexts.guidance.models import Conversation, Feedback, QualityRun, Rating, ReviewCase, Turn, TurnDay
from zhengtong.contexts.guidance.queries import ratings, states, unanswered
from zhengtong.contexts.guidance.queries.days import monday_of
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.codes import new_code
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)  # a Friday


def _turn(
    state="answered", *, day=TODAY, channel="web", language="zh-Hans", text="身份证丢了怎么办", without=(), hour=12
):
    conversation = Conversation.objects.create()
    receipt = new_code()
    reply = {"state": state, "question": text, "language": language, "without": list(without), "receipt": receipt}
    turn = Turn.objects.create(
        conversation=conversation,
        number=1,
        question=text,
        state=state,
        receipt=receipt,
        reply=reply,
        channel=channel,
    )
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, hour))
    Turn.objects.filter(pk=turn.pk).update(asked=moment)
    return turn


def _week(**more) -> states.Filter:
    return states.Filter(TODAY - timedelta(days=6), TODAY, **more)


@pytest.fixture
def official(client):
    packs.ensure_core()
    people.add_account(name="li.na", password=PASSWORD, roles=["answer-reviewer"], actor=SYSTEM)
    client.force_login(get_user_model().objects.get(username="li.na"))
    return client


def test_every_state_of_the_closed_set_has_a_name_on_the_page(official):
    page = official.get("/staff/guidance/", headers={"accept-language": "en"}).content.decode()
    for state in states.SHOWN_STATES:
        assert f'value="{state}"' in page
    assert set(guidance.STATES) < set(states.SHOWN_STATES)


def test_counts_are_the_same_before_and_after_past_days_are_counted():
    _turn("answered", day=TODAY - timedelta(days=3))
    _turn("distress", day=TODAY - timedelta(days=3), hour=0)
    _turn("unknown", day=TODAY - timedelta(days=1), channel="rest", language="en", hour=23)
    _turn("answered", without=("model",))
    live = states.counts(_week())
    assert counting.count_days(today=TODAY) == 3
    assert counting.count_days(today=TODAY) == 0
    after = states.counts(_week())
    assert live.cells == after.cells
    assert live.all == after.all == 4
    assert after.cells[TODAY - timedelta(days=3), "distress"] == 1
    assert after.totals["model_down"] == 1
    assert sum(TurnDay.objects.values_list("count", flat=True)) == 3


def test_counts_narrow_by_channel_and_language_and_add_up_by_week():
    _turn("unknown", channel="rest", language="en")
    _turn("answered", channel="web")
    found = states.counts(_week(channel="rest", language="en", period="week"))
    assert found.all == 1
    assert found.channels == {"rest": 1, "web": 1}
    assert all(start.weekday() == 0 for start in found.periods)
    assert sum(found.by_period.values()) == 1


def test_counts_of_days_stay_when_the_words_are_deleted():
    _turn("unknown", day=TODAY - timedelta(days=2))
    counting.count_days(today=TODAY)
    Turn.objects.all().delete()
    assert states.counts(_week()).totals["unknown"] == 1


def test_a_long_list_is_read_page_by_page_without_loss_or_repetition():
    for _ in range(states.PAGE * 2 + 5):
        _turn("unknown", hour=9)  # all at the same moment: the hardest case for a place in a list
    seen: list[str] = []
    older = ""
    while True:
        page = states.questions(_week(state="unknown"), older=older)
        seen += [row.receipt for row in page.rows]
        older = page.older
        if not older:
            break
    assert len(seen) == len(set(seen)) == states.PAGE * 2 + 5


@pytest.mark.parametrize("older", ["x", "2026-11-20_1", "2026-11-20T10:00:00+08:00_x", "_"])
def test_a_place_in_the_list_that_makes_no_sense_is_the_beginning(older):
    _turn()
    assert len(states.questions(_week(), older=older).rows) == 1


def test_the_numbers_take_one_query_and_the_list_another(django_assert_num_queries):
    _turn()
    with django_assert_num_queries(2):
        states.counts(_week())
        states.questions(_week())
    _turn("unknown")
    _turn("distress")
    with django_assert_num_queries(2):
        states.counts(_week())
        assert len(states.questions(_week()).rows) == 3


@pytest.mark.parametrize(
    "query",
    ["from=x&to=y", "state=nothing", "period=year", "older=..", "from=9999-12-31", "to=0001-01-01", "channel=%00"],
)
def test_an_address_that_cannot_be_read_narrows_nothing(official, query):
    assert official.get(f"/staff/guidance/?{query}").status_code == 200


def test_an_official_sees_the_steps_facts_and_sources_of_a_reply_without_personal_data(official, tmp_path):
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    quality.fresh()
    reply = guidance.ask("我叫王小明，电话13800138000，身份证丢了怎么补领", actor=ANONYMOUS)
    page = official.get(f"/staff/guidance/turns/{reply.receipt}/").content.decode()
    assert "13800138000" not in page
    assert "身份证丢失补领" in page and "T-1" in page
    assert reply.trace[0].said in page
    assert official.get("/staff/guidance/turns/NONE/").status_code == 404
    filed = official.post(f"/staff/guidance/turns/{reply.receipt}/review/")
    assert filed["Location"] == f"/staff/guidance/review/{ReviewCase.objects.get().pk}/"


# what is asked in vain -----------------------------------------------------------------------------


def _asked(text: str, *terms: str, count: int = 1) -> Question:
    return Question(text, terms, count)


def test_questions_about_the_same_are_one_group_whatever_their_order():
    questions = [
        _asked("小区车位被占", "小区", "车位", "占"),
        _asked("车位被邻居占了", "车位", "邻居", "占", count=3),
        _asked("养狗办证", "养狗", "办证"),
        _asked("火星移民", "火星", "移民"),
    ]
    groups = grouped(questions)
    assert [(g.label, g.size) for g in groups] == [("车位被邻居占了", 4), ("养狗办证", 1), ("火星移民", 1)]
    shuffled = list(questions)
    random.Random(4).shuffle(shuffled)
    assert [(g.label, g.size) for g in grouped(shuffled)] == [(g.label, g.size) for g in groups]


def test_what_is_not_answered_or_called_wrong_is_counted_for_its_week():
    monday = monday_of(TODAY)
    for _ in range(3):
        _turn("unknown", text="小区停车位被人占了找谁")
    _turn("unknown", text="小区的停车位被占")
    _turn("unknown", text="火星移民签证", day=monday - timedelta(days=1))
    _turn("distress", text="我不想活了")
    wrong = _turn("answered", text="小区停车位怎么办")
    give_feedback(wrong.receipt, helpful=False, words="不对", actor=ANONYMOUS)
    Feedback.objects.update(given=timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 13)))
    grouping.group_week(monday=monday)
    grouping.group_week(monday=monday)
    rows = unanswered.groups(monday)
    texts = json.dumps([row.examples for row in rows], ensure_ascii=False)
    assert "火星" not in texts and "不想活" not in texts
    assert rows[0].label == "小区停车位被人占了找谁"
    assert rows[0].states.get("unknown", 0) >= 3
    assert sum(row.count for row in rows) == 5
    assert sum(row.states.get("negative", 0) for row in rows) == 1


def test_the_report_is_a_table_that_a_spreadsheet_does_not_run(official):
    _turn("unknown", text='=HYPERLINK("http://x")')
    grouping.group_week(monday=monday_of(TODAY))
    answer = official.get(f"/staff/guidance/unanswered/?week={TODAY}&form=csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for cell in rows[1])
    assert rows[1][-1] == ""  # nothing was near
    assert official.get("/staff/guidance/unanswered/?week=x").status_code == 200


def test_who_had_a_week_grouped_anew_is_in_the_ledger(official):
    for _ in range(2):
        assert official.post("/staff/guidance/unanswered/again/", {"week": str(TODAY)}).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT private::jsonb->'actor'->>'kind', private::jsonb->>'subject' FROM ledger_entry"
            " WHERE header::jsonb->>'verb' = 'guidance.group-again'"
        )
        assert set(cursor.fetchall()) == {("person", "week:2026-11-16")}
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = 'guidance.group-week.2026-11-16'")
        assert cursor.fetchone() == (1,)


# rating samples ------------------------------------------------------------------------------------

GOOD = {"matter": "yes", "complete": "yes", "understandable": "yes"}


def _recent(state="answered") -> Turn:
    return _turn(state, day=timezone.localdate())


def test_nobody_is_dealt_a_reply_twice_and_all_are_dealt_in_the_end():
    turns = [_recent(state) for state in ("answered", "answered", "answered", "unknown", "unsafe")]
    dealt = []
    chance = random.Random(5)
    while (found := ratings.deal("li.na", chance=chance)) is not None:
        dealt.append(found.reply.receipt)
        rate(found.reply.receipt, **GOOD, actor=LI)
    assert sorted(dealt) == sorted(turn.receipt for turn in turns)


def test_rare_states_are_dealt_as_often_as_common_ones():
    for _ in range(40):
        _recent("answered")
    rare = _recent("unsafe")
    dealt = [ratings.deal("li.na", chance=random.Random(seed)) for seed in range(60)]
    assert sum(found.reply.receipt == rare.receipt for found in dealt) >= 20


def test_a_rating_said_again_replaces_the_first_and_a_plain_no_opens_a_case():
    turn = _recent()
    rate(turn.receipt, **GOOD, actor=LI)
    assert not ReviewCase.objects.exists()
    rate(turn.receipt, **{**GOOD, "matter": "no"}, words="电话13800138000", actor=LI)
    assert Rating.objects.get().matter == "no"
    assert "13800138000" not in Rating.objects.get().words
    assert ReviewCase.objects.get().origin == "sample"


def test_a_grade_is_one_of_the_scale():
    turn = _recent()
    with pytest.raises(Fault) as refused:
        rate(turn.receipt, **{**GOOD, "complete": "5"}, actor=LI)
    assert refused.value.code == "grade-unknown"


def test_agreement_is_counted_for_people_and_for_people_with_a_model_apart():
    one, other = _recent(), _recent()
    rate(one.receipt, **GOOD, actor=LI)
    rate(one.receipt, **GOOD, actor=WANG)
    rate(other.receipt, **GOOD, actor=LI)
    rate(other.receipt, **{**GOOD, "matter": "no"}, actor=Actor("algorithm", "judge"), kind="model")
    aspects, weeks = ratings.aspects()
    matter = aspects[0]
    assert (matter.people.pairs, matter.people.share) == (1, 1.0)
    assert (matter.with_model.pairs, matter.with_model.share) == (1, 0.0)
    assert matter.rated == 3  # by people
    assert weeks[0].rated == 3 and weeks[0].shares[0] == 1.0


def test_agreement_beyond_chance_is_that_of_cohen():
    pairs = [("yes", "yes")] * 4 + [("no", "no")] * 4 + [("yes", "no")] * 2
    found = agreement(pairs)
    assert found.share == 0.8
    assert found.kappa == pytest.approx(0.6)  # half of each: by chance 0.5
    assert agreement([("yes", "yes")]).kappa is None


def test_the_page_of_samples_takes_a_rating_and_deals_the_next(official):
    receipt = _recent().receipt
    assert official.post("/staff/guidance/rate/", {"receipt": receipt, "matter": "yes"}).status_code == 400
    assert official.post("/staff/guidance/rate/", {"receipt": receipt.lower(), **GOOD}).status_code == 302
    assert Rating.objects.get().rater == "li.na"
    assert official.get("/staff/guidance/rate/").status_code == 200


def test_the_page_of_quality_shows_each_run_and_what_is_newly_wrong(official):
    first = QualityRun.objects.create(
        pack="c", label="1", digest="a", occasion="start", state="done", made_by="x",
        figures={"single": {"n": 2, "hit_at_1": 1.0}},
    )  # fmt: skip
    run = QualityRun.objects.create(
        pack="c", label="2", digest="b", occasion="load", state="done", made_by="x", live=False, baseline=first,
        figures={"single": {"n": 2, "hit_at_1": 0.5}}, regressions=["q1"],
        wrong=[
            {"id": "q1", "kind": "single", "text": "问一", "state": "answered", "gold": [["T-1"]], "rank": None,
             "offered": [["T-2 别的"]]},
        ],
    )  # fmt: skip
    assert f"/staff/guidance/quality/{run.pk}/" in official.get("/staff/guidance/quality/").content.decode()
    page = official.get(f"/staff/guidance/quality/{run.pk}/").content.decode()
    assert "问一" in page and "T-2 别的" in page and "T-1" in page
    assert official.get("/staff/guidance/quality/999/").status_code == 404
