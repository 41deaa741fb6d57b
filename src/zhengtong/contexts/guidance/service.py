"""The door of guidance: a question becomes a sourced guide."""

from __future__ import annotations

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.ceiling import ceiling
from zhengtong.contexts.guidance.actions.evaluate import measured, questions
from zhengtong.contexts.guidance.actions.export import export_review
from zhengtong.contexts.guidance.actions.model_judge import judge
from zhengtong.contexts.guidance.actions.model_losses import losses
from zhengtong.contexts.guidance.actions.replay import replay
from zhengtong.contexts.guidance.actions.tools import server_for as tool_server
from zhengtong.contexts.guidance.actions.warm import warm_up
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.plain import to_json, to_plain
from zhengtong.contexts.guidance.domain.reply import STATES, Reply
from zhengtong.contexts.guidance.domain.terminal import as_text
from zhengtong.contexts.guidance.domain.tool_protocol import answer_line as tool_answer
from zhengtong.contexts.guidance.queries.as_given import compared as replies_compared
from zhengtong.contexts.guidance.queries.change_words import change_in_words
from zhengtong.contexts.guidance.queries.quality import latest_quality
from zhengtong.contexts.guidance.queries.stored_facts import count_facts, replies_in, stored_replies

__all__ = [
    "STATES",
    "Memory",
    "Reply",
    "as_text",
    "ask",
    "ceiling",
    "change_in_words",
    "count_facts",
    "export_review",
    "judge",
    "latest_quality",
    "losses",
    "measured",
    "questions",
    "replay",
    "replies_compared",
    "replies_in",
    "stored_replies",
    "to_json",
    "to_plain",
    "tool_answer",
    "tool_server",
    "warm_up",
]
