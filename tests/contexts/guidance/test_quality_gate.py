"""Before a version of a pack is in use its own questions are asked of it, and a worse one is kept out."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections
from tests.factories.model_server import model_server
from tests.factories.packs import changed, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions import quality
from zhengtong.contexts.guidance.models import QualityRun
from zhengtong.kernel.actors import SYSTEM, Actor
from zhengtong.platform.ai import service as ai
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db

QUESTIONS = """\
- {id: q1, kind: single, text: 身份证丢了怎么补领, gold: [[T-1]]}
- {id: q2, kind: single, text: 办临时身份证, gold: [[T-2]]}
- {id: q3, kind: unanswerable, text: 给我讲个笑话, gold: [], reason: chit_chat}
- id: d1
  kind: dialogue
  turns:
    - {text: 身份证丢了怎么补领, gold: [T-1]}
    - {text: 那要多少钱, gold: [T-1]}
"""
WITH_QUESTIONS = {"questions/own.yaml": QUESTIONS}
WORSE = {
    **WITH_QUESTIONS,
    **changed(
        "items/card.yaml", "title: {zh: 身份证丢失补领, en: Replace a lost card}", "title: {zh: 护照换发, en: Passport}"
    ),
    "one-things/lost.yaml": None,
}
WORSE["items/card.yaml"] = (
    WORSE["items/card.yaml"]
    .replace("aliases: {zh: [补办身份证], en: [lost card]}\n", "")
    .replace("questions: {zh: [身份证丢了怎么办]}\n", "")
)
OFFICIAL = Actor("person", "li.na")


@pytest.fixture(autouse=True)
def _fresh(db):
    quality.fresh()
    yield
    quality.fresh()


def _load(folder, *, actor=SYSTEM, **more):
    files = more.pop("files")
    for path in (folder / name for name in files if files[name] is None):
        path.unlink(missing_ok=True)
    return packs.load(write_pack(folder, **files), actor=actor, **more)


def _first(tmp_path):
    """A city whose first version is measured, as the background job does it."""
    _load(tmp_path, files=WITH_QUESTIONS)
    search.fill_vectors(kinds=("item",))
    return quality.measure_current(occasion="start", actor=SYSTEM)


def test_a_first_version_goes_live_at_once_and_is_measured_afterwards(tmp_path):
    version = _load(tmp_path, files=WITH_QUESTIONS)
    assert packs.current().pk == version.pk
    assert not QualityRun.objects.exists()
    search.fill_vectors(kinds=("item",))
    run = quality.measure_current(occasion="start", actor=SYSTEM)
    assert run.figures["single"]["hit_at_1"] == 1.0
    assert run.figures["dialogue"]["turns_right"] == 1.0
    assert run.regressions == []


def test_the_model_that_is_configured_is_not_asked_about_a_version_of_the_pack(tmp_path, monkeypatch):
    with model_server({"status": 503, "text": ""}) as (url, script):
        monkeypatch.setenv("ZHENGTONG_CHAT_URL", url)
        monkeypatch.setenv("ZHENGTONG_CHAT_MODEL", "scripted")
        monkeypatch.setenv("ZHENGTONG_CHAT_USES", "choose")
        ai.forget(only_chat=True)
        run = _first(tmp_path)
        monkeypatch.undo()
        ai.forget(only_chat=True)
    assert run.figures["single"]["hit_at_1"] == 1.0
    assert script.requests == []


def test_an_item_that_an_official_retitles_has_its_meaning_from_the_first_moment(tmp_path):
    _first(tmp_path)
    catalog.correct_item(
        code="T-2", path="title/zh", old=catalog.item("T-2").title.zh, new="临时证件", source={"city": True},
        actor=OFFICIAL,
    )  # fmt: skip
    assert quality.waiting_vectors() == 0


def test_a_version_that_answers_as_well_goes_live_with_its_figures_kept(tmp_path):
    first = _first(tmp_path)
    better = {**WITH_QUESTIONS, **changed("items/card.yaml", "amount: 40", "amount: 20")}
    version = _load(tmp_path, files=better)
    run = QualityRun.objects.latest("pk")
    assert (run.digest, run.live, run.regressions) == (version.digest, True, [])
    assert run.baseline_id == first.pk
    assert run.pk != first.pk


def test_a_worse_version_is_refused_nothing_of_it_is_live_and_the_refusal_is_kept(tmp_path):
    _first(tmp_path)
    in_use = packs.current().pk
    with pytest.raises(packs.Refused) as refused:
        _load(tmp_path, files=WORSE)
    assert refused.value.code == "quality-regressed"
    assert packs.current().pk == in_use
    assert catalog.item("T-1").title.zh == "身份证丢失补领"
    run = QualityRun.objects.latest("pk")
    assert run.live is False
    assert "q1" in run.regressions and "d1.1" in run.regressions
    wrong = {each["id"]: each for each in run.wrong}
    assert wrong["q1"]["gold"] == [["T-1"]]


def test_a_person_may_take_a_worse_version_into_use_and_is_named_for_it(tmp_path):
    _first(tmp_path)
    version = _load(tmp_path, files=WORSE, actor=OFFICIAL, accept=True)
    assert packs.current().pk == version.pk
    run = QualityRun.objects.latest("pk")
    assert (run.live, run.accepted_by) == (True, "li.na")
    assert "q1" in run.regressions


def test_a_version_in_use_that_was_never_measured_is_measured_before_it_is_replaced(tmp_path):
    _load(tmp_path, files=WITH_QUESTIONS)
    with pytest.raises(packs.Refused):
        _load(tmp_path, files=WORSE)


def test_a_changed_question_is_no_regression(tmp_path):
    _first(tmp_path)
    other = {"questions/own.yaml": QUESTIONS.replace("办临时身份证, gold: [[T-2]]", "办临时身份证, gold: [[T-1]]")}
    _load(tmp_path, files=other)
    run = QualityRun.objects.latest("pk")
    assert run.regressions == []
    assert "q2" in {each["id"] for each in run.wrong}


def test_a_run_in_which_the_search_gave_out_keeps_the_version_out_and_says_so(tmp_path, monkeypatch):
    from django.db import DatabaseError

    from zhengtong.contexts.guidance.queries import retrieval

    _first(tmp_path)

    def broken(*_args, **_more):
        raise DatabaseError("gone")

    monkeypatch.setattr(retrieval, "items_for", broken)
    better = {**WITH_QUESTIONS, **changed("items/card.yaml", "amount: 40", "amount: 20")}
    with pytest.raises(packs.Refused) as refused:
        _load(tmp_path, files=better)
    assert refused.value.code == "quality-not-measured"
    run = QualityRun.objects.latest("pk")
    assert (run.state, run.live) == ("failed", False)
    version = _load(tmp_path, files=better, actor=OFFICIAL, accept=True)
    assert packs.current().pk == version.pk
    assert QualityRun.objects.latest("pk").accepted_by == "li.na"


class _Beside:
    """Something else that is done once the questions are being asked; the load goes on when it waits or has ended."""

    def __init__(self, work):
        self._thread = threading.Thread(target=self._run, args=(work,))
        self.told: list[str] = []
        self.result: object = None

    def _run(self, work):
        try:
            self.result = work()
        finally:
            connections.close_all()

    def __call__(self, text):
        self.told.append(text)
        if text != "quality" or self._thread.ident:
            return
        self._thread.start()
        until = time.monotonic() + 30
        while self._thread.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.01)

    def ended(self):
        self._thread.join(60)
        return not self._thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_whoever_corrects_an_item_does_not_wait_until_a_new_version_is_measured(tmp_path):
    _first(tmp_path)
    beside = _Beside(
        lambda: catalog.correct_item(
            code="T-2", path="title/zh", old=catalog.item("T-2").title.zh, new="临时身份证办理",
            source={"city": True}, actor=OFFICIAL,
        )
    )  # fmt: skip
    better = {**WITH_QUESTIONS, **changed("items/card.yaml", "amount: 40", "amount: 20")}
    version = _load(tmp_path, files=better, progress=beside)
    assert beside.ended()
    assert beside.told.index("others first") > beside.told.index("quality")
    said = catalog.item_revision("T-2", beside.result)
    assert said.title.zh == "临时身份证办理"
    assert packs.current().pk == version.pk
    assert str(catalog.item("T-1").fees[0].amount) == "20"
    assert QualityRun.objects.filter(digest=version.digest, live=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_load_waits_for_the_first_and_replaces_it(tmp_path):
    _first(tmp_path)
    other = {**WITH_QUESTIONS, **changed("items/card.yaml", "amount: 40", "amount: 10")}
    beside = _Beside(lambda: _load(tmp_path / "other", files=other))
    first = _load(
        tmp_path, files={**WITH_QUESTIONS, **changed("items/card.yaml", "amount: 40", "amount: 20")}, progress=beside
    )
    assert beside.ended()
    assert "others first" not in beside.told
    assert packs.current().pk == beside.result.pk != first.pk
    assert str(catalog.item("T-1").fees[0].amount) == "10"
    assert QualityRun.objects.get(digest=beside.result.digest).baseline.digest == first.digest


def test_two_questions_with_one_id_are_found_before_they_are_loaded(tmp_path):
    twice = {"questions/own.yaml": QUESTIONS, "questions/more.yaml": QUESTIONS}
    assert {each.code for each in packs.check(write_pack(tmp_path, **twice)).errors} == {"duplicate-code"}


def test_a_pack_without_questions_passes(tmp_path):
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    other = changed("items/card.yaml", "amount: 40", "amount: 20")
    packs.load(write_pack(tmp_path, **other), actor=SYSTEM)
    assert not QualityRun.objects.exists()
