"""The whole way to one reply, for officials: what was understood, found, left and asked of a model; and once more."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zhengtong.contexts.guidance.actions.replay import Replayed, replay
from zhengtong.contexts.guidance.queries import states
from zhengtong.contexts.guidance.queries.change_words import change_in_words
from zhengtong.contexts.guidance.web.presenting import steps_of
from zhengtong.contexts.guidance.web.staff_access import READ, REVIEW, has, needs
from zhengtong.contexts.guidance.web.staff_words import channel_name, language_name, state_name, why_name
from zhengtong.contexts.guidance.web.trace_presenting import candidates_of, rests_on, understood_of
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ui.service import in_words


@require_safe
@needs(READ)
def turn(request: HttpRequest, receipt: str) -> HttpResponse:
    """How one stored reply came about: its steps, facts and sources, what it rested on, masked."""
    return render(request, "guidance/staff/turn.html", _context(request, receipt))


@require_POST
@needs(READ)
def replay_turn(request: HttpRequest, receipt: str) -> HttpResponse:
    """The same page with the reply made once more: what differs, what changed, every candidate. Writes nothing."""
    context = _context(request, receipt)
    try:
        found = replay(receipt)
    except Fault as fault:
        return render(request, "guidance/staff/turn.html", {**context, "refused": in_words(fault)}, status=fault.status)
    return render(request, "guidance/staff/turn.html", {**context, "again": _again(found)})


def _context(request: HttpRequest, receipt: str) -> dict[str, Any]:
    found = states.stored(receipt)
    if found is None:
        raise Http404
    act = found.act
    return {
        "found": found,
        "reply": found.reply,
        "state": state_name(found.reply.state),
        "reason": why_name(found.reply.reason),
        "channel": channel_name(found.channel),
        "language": language_name(found.reply.language),
        "steps": steps_of(found.reply),
        "needs": [{"need": need, "state": state_name(need.state)} for need in found.reply.needs],
        "may_review": has(request, REVIEW),
        "basis": rests_on(act.private.get("inputs") or {}) if act else {},
        "algorithm": act.header["algorithm"] if act else {},
        "proof": ledger.receipt(receipt) if act else None,
    }


def _again(found: Replayed) -> dict[str, Any]:
    return {
        "same": found.same,
        "verdict": gettext("The same reply") if found.same else gettext("Not the same reply"),
        "masked": found.masked,
        "missed": found.missed,
        "differences": found.differences,
        "changes": [change_in_words(change) for change in found.changes],
        "understood": understood_of(found.run),
        "candidates": candidates_of(found),
    }
