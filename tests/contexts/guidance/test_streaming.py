"""Whoever reads a stream hears how it ended."""

from __future__ import annotations

import json
import threading

from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.web import streaming
from zhengtong.kernel.errors import Fault


def _say(fault: Fault) -> str:
    return fault.message


def test_a_reply_that_does_not_come_is_told_as_a_problem(monkeypatch):
    monkeypatch.setattr(streaming, "PATIENCE_SECONDS", 0.05)
    over = threading.Event()

    def never(on_step: streaming.OnStep) -> Reply:
        over.wait(10)
        raise Fault("late", "late")

    told = list(streaming.told(never, _say))
    over.set()
    assert [name for name, _ in told] == ["problem"]
    assert json.loads(told[0][1])["status"] == 500


def test_a_fault_ends_the_stream_in_words():
    def refused(on_step: streaming.OnStep) -> Reply:
        raise Fault("no", "No.", status=409)

    assert [(name, json.loads(data)["code"]) for name, data in streaming.told(refused, _say)] == [("problem", "no")]
