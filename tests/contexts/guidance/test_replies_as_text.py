"""A reply outside of pages says what the pages say: on the command line and in the Markdown for other programs."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.markdown import as_markdown
from zhengtong.contexts.guidance.domain.reply import Fact, Need, NumberedSource, Offered, Reply
from zhengtong.contexts.guidance.domain.terminal import as_text

SOURCE = NumberedSource(1, "law", "某法", "第一条", "/laws/某法/第一条/")
NEED = Need(
    "开公司", "开公司", state="answered", chosen="T-1", offered=(Offered("T-1", "开公司", "市场局", 1.0, (), ""),),
    facts=(
        Fact("materials", "要带的材料", "股东身份证明", note="电子件", tag="already-held", sources=(1,)),
        Fact("materials", "要带的材料", "租赁合同", note="仅当房子是租的", tag="conditional", sources=(1,)),
        Fact("materials", "要带的材料", "申请书", tag="required", sources=(1,)),
    ),
)  # fmt: skip
REPLY = Reply(state="answered", question="开公司", language="zh-Hans", needs=(NEED,), sources=(SOURCE,))


@pytest.mark.parametrize("written", [as_text, lambda reply: as_markdown(reply)[0]], ids=["terminal", "markdown"])
def test_a_paper_that_need_not_be_brought_is_said_to_be_held_and_no_word_of_the_machine_is_shown(written):
    lines = written(REPLY).splitlines()
    held, sometimes, needed = (next(line for line in lines if name in line) for name in ("身份证明", "合同", "申请书"))
    assert "不用带" in held and "电子件" in held
    assert "不用带" not in sometimes + needed
    assert not any(word in held + sometimes + needed for word in ("already", "conditional", "required"))


def test_every_mark_of_a_source_stands_where_it_is_said_to():
    text, cited = as_markdown(REPLY)
    assert [text[mark.start : mark.end] for mark in cited] == ["[1]"] * 3
