"""Answers that somebody called wrong, and the cases of those who look into it."""

from __future__ import annotations

from tests.factories.officials import LI

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.actions import review
from zhengtong.contexts.guidance.actions.feedback import give_feedback
from zhengtong.contexts.guidance.models import ReviewCase
from zhengtong.kernel.actors import ANONYMOUS, Actor

LAW = {"law": "中华人民共和国居民身份证法", "article": "第二十条"}


def reported(text: str = "身份证丢了怎么补领，要多少钱", **more) -> ReviewCase:
    reply = guidance.ask(text, actor=ANONYMOUS)
    give_feedback(reply.receipt, helpful=False, actor=ANONYMOUS, **{"words": "不对", "reason": "outdated", **more})
    return ReviewCase.objects.get(receipt=reply.receipt)


def taken(case: ReviewCase, by: Actor = LI) -> ReviewCase:
    review.claim(case.pk, version=case.version, actor=by)
    case.refresh_from_db()
    return case
