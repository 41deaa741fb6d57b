"""What reviewers filed is written into a pack's folder, or nothing is."""

from __future__ import annotations

import pytest
from tests.factories.officials import LI
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import quality, remedies, review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import ReviewCase
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _filed(tmp_path, db):
    """One expression and one question of one case."""
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    quality.fresh()
    reply = guidance.ask("把我的蓝本本办好", actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=False, words="不对", actor=ANONYMOUS)
    case = ReviewCase.objects.get()
    review.claim(case.pk, version=case.version, actor=LI)
    remedies.add_synonym(case.pk, expression="蓝本本", terms=["临时身份证申领"], actor=LI)
    remedies.file_question(case.pk, question="蓝本本怎么办", codes=["T-2"], language="zh-Hans", actor=LI)
    yield
    quality.fresh()


def test_what_was_filed_goes_into_the_pack_that_can_be_loaded_again(tmp_path):
    first = guidance.export_review(tmp_path)
    files = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.*")}
    second = guidance.export_review(tmp_path)
    assert (first.questions, first.synonyms) == (1, 1)
    assert second.synonyms == 0
    assert files == {path: path.read_text("utf-8") for path in tmp_path.rglob("*.*")}
    assert packs.check(tmp_path).ok
    packs.load(tmp_path, actor=SYSTEM)
    assert [row["text"] for row in quality.rows_of(packs.current())] == ["蓝本本怎么办"]


@pytest.mark.parametrize(
    "content", ["说法,词\n一,二\n".encode(), b"\xff\xfe\x00a", "expression,terms\n蓝".encode("gb18030")]
)
def test_nothing_is_written_into_a_pack_whose_synonyms_cannot_be_read(tmp_path, content):
    (tmp_path / "synonyms.csv").write_bytes(content)
    with pytest.raises(Fault) as refused:
        guidance.export_review(tmp_path)
    assert refused.value.code == "synonyms-unreadable"
    assert (tmp_path / "synonyms.csv").read_bytes() == content
    assert not (tmp_path / "questions" / "review.yaml").exists()
