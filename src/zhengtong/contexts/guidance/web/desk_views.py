"""Pages for officials who answer people: the queue of their desks, one request with its whole conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from zhengtong.contexts.guidance.actions import desk_work, review
from zhengtong.contexts.guidance.actions.feedback import open_case
from zhengtong.contexts.guidance.domain.contact import Contact
from zhengtong.contexts.guidance.queries import handovers
from zhengtong.contexts.guidance.queries import review as review_cases
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.contexts.guidance.queries.handovers import CaseView, Line
from zhengtong.contexts.guidance.web.desk_words import REASONS_ASKED, REQUEST_STATES, TABS, outcome_name
from zhengtong.contexts.guidance.web.handover_presenting import minutes, name_of, shown_turns
from zhengtong.contexts.guidance.web.handover_views import with_people
from zhengtong.contexts.guidance.web.presenting import steps_of
from zhengtong.contexts.guidance.web.staff_access import READ, REVIEW, has, in_vain, needs, official, version_seen
from zhengtong.contexts.guidance.web.staff_words import state_name
from zhengtong.contexts.people import service as people
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import in_words

HANDOVER, EVERY_DESK = "guidance.handover", "guidance.handover-all"
_TONES = {"open": "warn", "claimed": "accent", "answered": "ok", "closed": ""}


def _allowed(request: HttpRequest) -> frozenset[str] | None:
    """Keys of the desks whose requests this official may see; None: every desk."""
    if people.may(request.user, EVERY_DESK):
        return None
    return people.departments_where(request.user, HANDOVER)


@require_safe
@needs(HANDOVER, somewhere=HANDOVER)
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, oldest first."""
    given = request.GET
    state = given.get("state", "") if given.get("state", "") in TABS else ""
    desk = given.get("desk", "")[:80].replace("\0", "")
    found = handovers.queue(
        _allowed(request), now=timezone.localtime(), state=state, desk=desk, account=request.user.get_username(),
        page=whole_number(given.get("page"), 1),
    )  # fmt: skip
    context = {
        "page": found.page,
        "lines": [_shown(line) for line in found.lines],
        "tabs": [
            {"name": name, "url": f"?{urlencode({'state': key, 'desk': desk})}", "here": key == state,
             "n": found.counts.get(key)}
            for key, name in TABS.items()
        ],
        "state": state,
        "desks": [{"key": d.key, "name": name_of(d), "chosen": d.key == desk} for d in found.desks],
        "no_desk": not found.desks,
    }  # fmt: skip
    return render(request, "guidance/staff/desk.html", context)


def waiting_for(request: HttpRequest) -> dict[str, int]:
    """For the overview of officials: who waits at their desks, and answers that people call wrong."""
    cases = review_cases.waiting() if has(request, REVIEW) else 0
    return {"guidance:desk": handovers.waiting(_allowed(request)), "guidance:queue": cases}


def _shown(line: Line) -> dict[str, Any]:
    row = line.row
    return {
        "row": row, "desk": name_of(line.desk), "state": REQUEST_STATES[row.state], "tone": _TONES[row.state],
        "outcome": outcome_name(row.outcome), "minutes": minutes(line.minutes), "overdue": line.overdue,
        "within": minutes(line.desk.answer_within) if line.desk.answer_within else "",
        "reason": REASONS_ASKED.get(row.reason, state_name(row.reason)),
    }  # fmt: skip


@require_safe
@needs(HANDOVER, somewhere=HANDOVER)
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One request with everything that was said, found and cited before it."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: int, *, fault: str = "", status: int = 200, contact: Contact | None = None
) -> HttpResponse:
    found = handovers.case(number, _allowed(request), now=timezone.localtime())
    if found is None:
        raise Http404
    row = found.row
    me = request.user.get_username()
    is_mine = row.state == "claimed" and row.claimed_by == me
    context = {
        **_shown(found.line),
        "is_mine": is_mine,
        "was_mine": row.claimed_by == me,
        "fault": fault, "typed": request.POST, "contact": contact,
        "in_vain": in_vain(request, "text", "note", "why") if fault and not is_mine else [],
        "picked": request.POST.getlist("facts"),
        "turns": _turns(found, may_read=has(request, READ)),
        "others": [{"key": d.key, "name": name_of(d)} for d in found.desks if d.key != row.desk],
        "known": found.replies[-1].known if found.replies else (),
        "may_review": has(request, REVIEW),
        "has_answer": any(t.kind == "answer" for t in found.turns),
        "has_reply": any(r.needs and r.receipt for r in found.replies),
    }  # fmt: skip
    return render(request, "guidance/staff/desk_case.html", context, status=status)


def _turns(found: CaseView, *, may_read: bool) -> list[dict[str, Any]]:
    """The conversation in its order: the assistant's replies, and what people wrote between them."""
    people_said = with_people([{"reply": reply} for reply in found.replies], shown_turns(found.turns, found.known))
    shown: list[dict[str, Any]] = []
    newest = max((reply.turn for reply in found.replies if any(need.facts for need in reply.needs)), default=0)
    for said in people_said:
        reply = said["reply"]
        shown.append(
            {
                "reply": reply, "newest": reply.turn == newest, "state": state_name(reply.state),
                "steps": steps_of(reply),
                "needs": [
                    {"need": need, "facts": [(f"{reply.turn}:{n}:{f}", fact) for f, fact in enumerate(need.facts)]}
                    for n, need in enumerate(reply.needs)
                ],
                "trace_url": reverse("guidance:turn", args=[reply.receipt]) if may_read and reply.receipt else "",
                "people": said["people"],
            }
        )  # fmt: skip
    return shown or [{"people": shown_turns(found.turns, found.known)}]


@require_POST
@needs(HANDOVER, somewhere=HANDOVER)
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One verb on a request. What was typed comes back when it is refused, and who was faster is named."""
    known: dict[str, Callable[[HttpRequest, int], str]] = {
        "take": _take, "give-back": _give_back, "answer": _answer, "ask-back": _ask_back, "pass-on": _pass_on,
        "close": _close,
    }  # fmt: skip
    if verb not in (*known, "contact", "learn") or not handovers.may_see(number, _allowed(request)):
        raise Http404
    try:
        if verb == "contact":
            shown = desk_work.read_contact(number, actor=official(request))
            return _page(request, number, contact=shown or Contact(gettext("cannot be read any more"), ""))
        if verb == "learn":
            return _learn(request, number)
        said = known[verb](request, number)
    except Fault as fault:
        return _page(request, number, fault=in_words(fault), status=fault.status)
    messages.success(request, said)
    done = verb in ("give-back", "pass-on", "close")
    return redirect("guidance:desk") if done else redirect("guidance:desk_case", number)


def _take(request: HttpRequest, number: int) -> str:
    desk_work.claim(number, version=version_seen(request), actor=official(request))
    return gettext("The request is yours.")


def _give_back(request: HttpRequest, number: int) -> str:
    desk_work.give_back(number, version=version_seen(request), actor=official(request))
    return gettext("The request is open for others again.")


def _answer(request: HttpRequest, number: int) -> str:
    desk_work.answer(
        number, version=version_seen(request), text=request.POST.get("text", ""), picks=request.POST.getlist("facts"),
        actor=official(request),
    )  # fmt: skip
    return gettext("The answer is in the conversation.")


def _ask_back(request: HttpRequest, number: int) -> str:
    desk_work.ask_back(
        number, version=version_seen(request), text=request.POST.get("text", ""), actor=official(request)
    )
    return gettext("Your question is in the conversation.")


def _pass_on(request: HttpRequest, number: int) -> str:
    desk_work.pass_on(
        number, version=version_seen(request), desk=request.POST.get("desk", ""), note=request.POST.get("note", ""),
        actor=official(request),
    )  # fmt: skip
    return gettext("Passed on. It keeps its place by age.")


def _close(request: HttpRequest, number: int) -> str:
    desk_work.close(number, version=version_seen(request), why=request.POST.get("why", ""), actor=official(request))
    return gettext("The request is closed; the person reads why.")


def _learn(request: HttpRequest, number: int) -> HttpResponse:
    """What an official knew and the guide did not: a case for review, with what was answered filled in."""
    found = handovers.case(number, _allowed(request), now=timezone.localtime())
    if found is None:
        raise Http404
    reply = next((r for r in reversed(found.replies) if r.receipt and r.needs), None)
    if reply is None:
        raise Fault(
            "nothing-to-learn", N_("There is no reply in this conversation that could be corrected."), status=409
        )
    filed = open_case(with_receipt(reply.receipt).get(), origin="handover", actor=official(request))
    if not has(request, REVIEW):
        messages.success(request, gettext("Filed for review."))
        return redirect("guidance:desk_case", number)
    filed.refresh_from_db()
    if filed.state == "open":
        review.claim(filed.pk, version=filed.version, actor=official(request))
    said = next((t.text for t in reversed(found.turns) if t.kind == "answer"), "")
    code = next((need.chosen for need in reply.needs if need.chosen), "") or ""
    what = request.POST.get("as", "question")
    what = what if what in ("correct", "synonym", "question") else "question"
    filled = {"question": reply.question, "codes": code, "item": code if what == "correct" else "",
              "new": said, "source": name_of(found.line.desk)}  # fmt: skip
    query = urlencode({key: value for key, value in filled.items() if value})
    return redirect(f"{reverse('guidance:case', args=[filed.pk])}?{query}#{what}")
