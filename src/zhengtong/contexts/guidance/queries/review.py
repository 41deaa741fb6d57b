"""Reading the review queue and its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch

from zhengtong.contexts.guidance.models import Correction, Feedback, ReviewCase, ReviewedQuestion, ReviewedSynonym
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.platform.ledger import service as ledger

PER_PAGE = 30
Tab = Literal["open", "mine", "claimed", "done"]


@dataclass(frozen=True)
class Queue:
    """A page of cases; every case carries ``said`` (what people reported). ``counts``: cases by tab."""

    page: Page[ReviewCase]
    counts: dict[str, int]


def queue(tab: Tab, *, account: str, page: int) -> Queue:
    """Oldest first while they wait, latest first once done. Four queries, however many cases."""
    rows = ReviewCase.objects.defer("after")
    if tab == "done":
        rows = rows.filter(state="done").order_by("-closed", "-pk")
    elif tab == "open":
        rows = rows.filter(state="open").order_by("opened", "pk")
    else:
        rows = rows.filter(state="claimed").order_by("claimed", "pk")
        rows = rows.filter(claimed_by=account) if tab == "mine" else rows
    found = Paginator(rows, PER_PAGE).get_page(page)
    said: dict[str, list[Feedback]] = {}
    for feedback in Feedback.objects.filter(receipt__in=[case.receipt for case in found], helpful=False):
        said.setdefault(feedback.receipt, []).append(feedback)
    for case in found:
        case.said = said.get(case.receipt, [])  # type: ignore[attr-defined]
    return Queue(found, _counts(account))


def waiting() -> int:
    """Cases that nobody has taken."""
    return ReviewCase.objects.filter(state="open").count()


def _counts(account: str) -> dict[str, int]:
    by_owner = ReviewCase.objects.exclude(state="done").values_list("state", "claimed_by").annotate(n=Count("pk"))
    counts = {"open": 0, "mine": 0, "claimed": 0}
    for state, owner, number in by_owner.order_by():
        counts[state] += number
        if state == "claimed" and owner == account:
            counts["mine"] += number
    return counts


@dataclass(frozen=True)
class CaseView:
    """A case with everything about it. ``before``: the stored reply in its plain form."""

    case: ReviewCase
    before: dict[str, Any]
    feedback: Sequence[Feedback]
    corrections: Sequence[Correction]
    synonyms: Sequence[ReviewedSynonym]
    questions: Sequence[ReviewedQuestion]

    @property
    def matters(self) -> list[tuple[str, str]]:
        """Code and title of what the reply chose or offered."""
        found: dict[str, str] = {}
        for need in self.before.get("needs") or ():
            for offered in (*need.get("offered", ()), *need.get("perhaps", ())):
                found.setdefault(offered["code"], offered["title"])
        return list(found.items())


def case_view(number: int) -> CaseView | None:
    """Six queries."""
    rows = ReviewCase.objects.prefetch_related(
        Prefetch("corrections", Correction.objects.order_by("pk")),
        Prefetch("synonyms", ReviewedSynonym.objects.order_by("pk")),
        Prefetch("test_questions", ReviewedQuestion.objects.order_by("pk")),
    )
    case = rows.filter(pk=number).first()
    if case is None:
        return None
    reply = with_receipt(case.receipt).values_list("reply", flat=True).first()
    feedback = list(Feedback.objects.filter(receipt=case.receipt).order_by("pk"))
    return CaseView(
        case,
        dict(reply or {}),
        feedback,
        list(case.corrections.all()),
        list(case.synonyms.all()),
        list(case.test_questions.all()),
    )


def waiting_corrections() -> Sequence[Correction]:
    """Corrections that somebody who may change the catalogue has yet to apply, oldest first."""
    return list(Correction.objects.filter(state="requested").select_related("case").order_by("pk")[:100])


def item_of(correction: int) -> str:
    """Code of the item that a correction is about; "" where there is no such correction."""
    return Correction.objects.filter(pk=correction).values_list("item", flat=True).first() or ""


def gone_corrections() -> Sequence[Correction]:
    """Corrections without effect because the pack no longer has what they are about, the latest first."""
    return list(Correction.objects.filter(state="gone").select_related("case").order_by("-pk")[:100])


def taught_synonyms() -> Sequence[ReviewedSynonym]:
    """Every expression that was taught, the ones in use first."""
    return list(ReviewedSynonym.objects.order_by(F("withdrawn").asc(nulls_first=True), "-pk")[:200])


@dataclass(frozen=True)
class Outcome:
    """What a person who reported an answer may know: nobody's name, nothing of what others wrote."""

    receipt: str
    question: str
    state: str
    outcome: str = ""
    answer: str = ""
    closed: Any = None


def outcome(receipt: str) -> Outcome | None:
    """What became of a report, by the receipt that only the person has. None where nothing was reported."""
    code = ledger.normalise_code(receipt) or ""
    row = ReviewCase.objects.defer("after").filter(receipt=code).first()
    if row is not None:
        return Outcome(row.receipt, row.question, row.state, row.outcome, row.answer, row.closed)
    given = Feedback.objects.filter(receipt=code).first()
    return Outcome(given.receipt, given.question, "thanked") if given else None
