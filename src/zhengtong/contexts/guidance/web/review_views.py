"""Pages for officials who review replies: the queue, a case and what can be done about it, rating samples."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions import remedies, review
from zhengtong.contexts.guidance.actions.rate import rate
from zhengtong.contexts.guidance.domain.plain import reply_from, to_plain
from zhengtong.contexts.guidance.domain.review import compared, right_now
from zhengtong.contexts.guidance.queries import ratings
from zhengtong.contexts.guidance.queries import review as reading
from zhengtong.contexts.guidance.queries.states import stored
from zhengtong.contexts.guidance.web.field_words import grouped
from zhengtong.contexts.guidance.web.staff_access import EDIT, REVIEW, has, in_vain, needs, official, version_seen
from zhengtong.contexts.guidance.web.staff_words import (
    ASPECTS,
    CASE_STATES,
    CASE_TONES,
    CORRECTION_STATES,
    GRADES,
    ORIGINS,
    OUTCOMES,
    REASONS,
    TABS,
    channel_name,
    state_name,
)
from zhengtong.contexts.people import service as people
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import in_words

_SHUFFLE = random.SystemRandom()
_TYPED = ("new", "source", "locator", "expression", "question", "answer")  # fields of a case that hold words


@require_safe
@needs(REVIEW, somewhere=EDIT)
def queue(request: HttpRequest) -> HttpResponse:
    """Cases that wait, one's own, and those that are done; for an editor of one department its corrections alone."""
    waiting = _waiting(request)
    if not has(request, REVIEW):
        own = [each for each in waiting if each["may_apply"]]
        return render(request, "guidance/staff/queue.html", {"may_review": False, "waiting": own})
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    page = whole_number(request.GET.get("page"), 1)
    found = reading.queue(tab, account=request.user.get_username(), page=page)  # type: ignore[arg-type]
    context = {
        "tabs": [
            {"name": name, "url": f"?tab={key}", "here": key == tab, "n": found.counts.get(key)}
            for key, name in TABS.items()
        ],
        "tab": tab,
        "page": found.page,
        "cases": [_line(case) for case in found.page],
        "may_review": True,
        "waiting": waiting,
        "gone": reading.gone_corrections(),
        "taught": reading.taught_synonyms(),
    }
    return render(request, "guidance/staff/queue.html", context)


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """Corrections that wait, each with whether this official may apply it."""
    rows = reading.waiting_corrections()
    places = people.departments_open(request.user, EDIT)
    found = catalog.items({row.item for row in rows}) if rows and places else {}
    return [
        {"row": row, "may_apply": places is None or (row.item in found and found[row.item].department.key in places)}
        for row in rows
    ]


def _line(case: Any) -> dict[str, Any]:
    return {
        "case": case,
        "state": CASE_STATES[case.state],
        "tone": CASE_TONES[case.state],
        "origin": ORIGINS[case.origin],
        "outcome": OUTCOMES.get(case.outcome, ""),
        "said": [{"reason": REASONS.get(f.reason, ""), "words": f.words} for f in case.said],
    }


@require_safe
@needs(REVIEW)
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case. Whoever has it sees at once how the question is answered now, beside how it was."""
    return _case_page(request, number)


def _case_page(request: HttpRequest, number: int, *, fault: str = "", status: int = 200) -> HttpResponse:
    found = reading.case_view(number)
    if found is None:
        raise Http404
    row = found.case
    is_mine = row.state == "claimed" and row.claimed_by == request.user.get_username()
    after, now = _after(row, request, again=is_mine or "again" in request.GET)
    before_side, after_side, differs = compared(found.before, after or found.before)
    typed = request.POST if request.method == "POST" else request.GET
    item = typed.get("item", "")[:64].replace("\0", "") or next((code for code, _ in found.matters), "")
    fields, title = _fields(item) if is_mine else ([], "")
    context = {
        "found": found, "case": row, "is_mine": is_mine, "fault": fault, "typed": typed,
        "state": CASE_STATES[row.state], "tone": CASE_TONES[row.state],
        "outcome": OUTCOMES.get(row.outcome, ""), "origin": ORIGINS[row.origin],
        "said": [{"row": f, "reason": REASONS.get(f.reason, "")} for f in found.feedback],
        "before": before_side, "after": after_side if after else None, "differs": differs,
        "before_state": state_name(before_side.state), "after_state": state_name(after_side.state),
        "corrections": [{"row": c, "state": CORRECTION_STATES[c.state]} for c in found.corrections],
        "questions": [{"row": q, "right": right_now(q.content, now) if now else None} for q in found.questions],
        "fields": fields, "item": item, "item_title": title,
        "in_vain": in_vain(request, *_TYPED) if fault and not is_mine else [],
        "may_edit": bool(item) and _may_edit(request, item),
    }  # fmt: skip
    return render(request, "guidance/staff/case.html", context, status=status)


def _after(row: Any, request: HttpRequest, *, again: bool) -> tuple[dict[str, Any] | None, Any]:
    """The reply now where it is asked again, the kept one of a closed case otherwise."""
    if again:
        try:
            now = review.ask_again(row, actor=official(request))
        except Fault:
            return None, None
        return to_plain(now), now
    return (row.after, reply_from(row.after)) if row.after else (None, None)


def _fields(code: str) -> tuple[list[dict[str, Any]], str]:
    content = catalog.content(code) if code else None
    if content is None:
        return [], ""
    return grouped(catalog.fields(content)), str(content["title"]["zh"])


@require_POST
@needs(REVIEW)
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One verb on a case. What was typed comes back when it is refused."""
    known: dict[str, Callable[[HttpRequest, int], str]] = {
        "take": _take, "give-back": _give_back, "close": _close, "correct": _correct, "synonym": _synonym,
        "question": _question,
    }  # fmt: skip
    if verb not in known:
        raise Http404
    try:
        said = known[verb](request, number)
    except Fault as fault:
        if fault.code == "case-unknown":
            raise Http404 from fault
        return _case_page(request, number, fault=in_words(fault), status=fault.status)
    messages.success(request, said)
    return redirect("guidance:queue") if verb in ("give-back", "close") else redirect("guidance:case", number)


def _take(request: HttpRequest, number: int) -> str:
    review.claim(number, version=version_seen(request), actor=official(request))
    return gettext("The case is yours.")


def _give_back(request: HttpRequest, number: int) -> str:
    review.give_back(number, version=version_seen(request), actor=official(request))
    return gettext("The case is open for others again.")


def _close(request: HttpRequest, number: int) -> str:
    answer = request.POST.get("answer", "")
    review.close(number, version=version_seen(request), answer=answer, actor=official(request))
    return gettext("The case is closed. Who reported it can read what came of it.")


def _correct(request: HttpRequest, number: int) -> str:
    given = request.POST
    item, path = given.get("item", "").strip(), given.get("field", "")
    content = catalog.content(item)
    old = catalog.value_at(content, path) if content else None
    if old is None:
        raise Fault("field-unknown", N_("There is no such field."), N_("Pick one from the list."), status=404)
    if given.get("old") is not None and given["old"] != str(old):
        raise Fault("item-changed-meanwhile", N_("This field has changed meanwhile."),
                    N_("Look at the matter as it is now, and correct that."), status=409)  # fmt: skip
    made = remedies.request_correction(
        number, item=item, path=path, old=old, new=given.get("new", ""), source=_source(request),
        actor=official(request), apply=_may_edit(request, item),
    )  # fmt: skip
    if made.state == "applied":
        return gettext("The matter is corrected, as revision %(number)s.") % {"number": made.revision}
    return gettext("The correction is filed. Somebody who may change the catalogue applies it.")


def _may_edit(request: HttpRequest, item: str) -> bool:
    """Whether the official may change this item: by a role everywhere, or in the department that handles it."""
    found = catalog.items([item]).get(item)
    return found is not None and people.may(request.user, EDIT, department=found.department.key)


def _source(request: HttpRequest) -> dict[str, Any]:
    """A source in the form of a pack file."""
    kind, title = request.POST.get("source_kind", ""), request.POST.get("source", "").strip()[:300]
    locator, url = request.POST.get("locator", "").strip()[:100], request.POST.get("url", "").strip()[:500]
    if kind == "law":
        return {"law": title, **({"article": locator} if locator else {})}
    if kind == "city":
        return {"city": True, **({"note": {"zh": title}} if title else {})}
    kept = {"locator": locator, "url": url}
    return {"document": title, **{k: v for k, v in kept.items() if v}}


def _synonym(request: HttpRequest, number: int) -> str:
    terms = request.POST.get("terms", "").replace("，", ",").replace("、", ",").replace("|", ",").split(",")
    made = remedies.add_synonym(
        number, expression=request.POST.get("expression", ""), terms=terms, actor=official(request)
    )
    return gettext("From now on “%(expression)s” is understood as %(terms)s.") % {
        "expression": made.expression, "terms": "、".join(made.terms),
    }  # fmt: skip


def _question(request: HttpRequest, number: int) -> str:
    given = request.POST
    codes = [] if given.get("none") else given.get("codes", "").replace("，", ",").replace(",", " ").split()
    if not codes and not given.get("none"):
        raise Fault("question-empty", N_("Say which matter is the right answer, or that there is none."))
    language = given.get("lang", "zh-Hans")
    remedies.file_question(
        number, question=given.get("question", ""), codes=codes,
        language=language if language in ("zh-Hans", "zh-Hant", "en") else "zh-Hans", actor=official(request),
    )  # fmt: skip
    return gettext("The question is in the city's own test from now on.")


@require_POST
@needs(EDIT, somewhere=EDIT)
def apply_correction(request: HttpRequest, number: int) -> HttpResponse:
    """Put a filed correction into the catalogue."""
    item = reading.item_of(number)
    if item and not _may_edit(request, item):
        raise PermissionDenied
    try:
        made = remedies.apply_correction(number, actor=official(request))
    except Fault as fault:
        messages.warning(request, in_words(fault))
        return redirect("guidance:queue")
    messages.success(request, gettext("The matter is corrected, as revision %(number)s.") % {"number": made.revision})
    return redirect("guidance:case", made.case_id) if has(request, REVIEW) else redirect("guidance:queue")


@require_POST
@needs(REVIEW)
def withdraw(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Take a taught expression or a filed question back."""
    if what not in {"synonym", "question"}:
        raise Http404
    if what == "synonym":
        remedies.withdraw_synonym(number, actor=official(request))
        messages.success(request, gettext("The expression is withdrawn."))
    else:
        remedies.withdraw_question(number, actor=official(request))
        messages.success(request, gettext("The question is no longer asked."))
    back = whole_number(request.POST.get("case"))
    return redirect("guidance:case", back) if back else redirect("guidance:queue")


@require_http_methods(["GET", "POST"])
@needs(REVIEW)
def rate_samples(request: HttpRequest) -> HttpResponse:
    """Deals a stored reply to be rated; below, what was rated so far, the trend and how far raters agree."""
    fault = ""
    given = request.POST
    if request.method == "POST":
        try:
            rate(
                given.get("receipt", ""), matter=given.get("matter", ""), complete=given.get("complete", ""),
                understandable=given.get("understandable", ""), words=given.get("words", ""), actor=official(request),
            )  # fmt: skip
        except Fault as found:
            fault = in_words(found)
        else:
            messages.success(request, gettext("Thank you. Here is the next one."))
            return redirect("guidance:rate")
    dealt = stored(given.get("receipt", "")) if fault else None
    dealt = dealt or ratings.deal(request.user.get_username(), chance=_SHUFFLE)
    aspects, weeks = ratings.aspects()
    context = {
        "dealt": dealt, "fault": fault, "given": given,
        "state": state_name(dealt.reply.state) if dealt else "",
        "channel": channel_name(dealt.channel) if dealt else "",
        "questions": [
            {"key": key, "text": text, "grades": [{"key": g, "name": n, "chosen": given.get(key) == g} for g, n in GRADES.items()]}  # noqa: E501
            for key, text in ASPECTS.items()
        ],
        "aspects": [
            {"text": ASPECTS[a.name], "aspect": a, "grades": [(GRADES[g], a.grades[g]) for g in GRADES]} for a in aspects  # noqa: E501
        ],
        "weeks": weeks,
        "columns": list(ASPECTS.values()),
    }  # fmt: skip
    return render(request, "guidance/staff/rate.html", context, status=400 if fault else 200)
