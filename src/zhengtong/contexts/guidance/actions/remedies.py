"""What a reviewer does about a case: correct an item, teach an expression, file a test question. Effective at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.review import mine, touched
from zhengtong.contexts.guidance.domain.review import test_row
from zhengtong.contexts.guidance.models import Correction, ReviewedQuestion, ReviewedSynonym
from zhengtong.contexts.guidance.queries.taught import forget_taught
from zhengtong.kernel.actors import Actor, system
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.kernel.text import normalise
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.search import service as search

SYNONYM_SOURCE = "review"  # its own, so that no pack replaces it
WEIGHT = 0.9
_LOCK = 7_301_995  # any number that no other lock has
_LOADING = system("pack-load")
Data = Mapping[str, Any]


@transaction.atomic
def request_correction(
    case: int, *, item: str, path: str, old: catalog.Value, new: str, source: Data, actor: Actor, apply: bool
) -> Correction:
    """File what a field should say; ``apply``: the actor may change the catalogue, and does.

    Raises:
        Fault: ``case-not-yours``, ``correction-value`` (not of the field's type, or the same), ``correction-source``,
            and those of ``catalog.correct_item``.
    """
    row = mine(case, actor=actor)
    content = catalog.content(item)
    if content is None:
        raise Fault("item-unknown", N_("There is no matter with the code %(code)s."), params={"code": item}, status=404)
    if not any(str(value).strip() for key, value in source.items() if key != "city"):
        raise Fault("correction-source", N_("Say where the new value comes from."), N_("Name the law or document."))
    try:
        value = catalog.read_value(new, old)
    except ValueError as error:
        raise Fault(
            "correction-value", N_("The field cannot hold this value."), N_("Type it like the old one.")
        ) from error
    if value == old:
        raise Fault("correction-value", N_("That is what the field says already."), N_("Type the new value."))
    made = Correction.objects.create(
        case=row, item=item, field=path, old=old, new=value, source=dict(source), made_by=actor.identifier
    )
    ledger.record_audit(
        actor=actor, verb="guidance.correction-requested", subject=f"item:{item}",
        detail={"case": case, "field": path, "old": old, "new": value},
    )  # fmt: skip
    touched(row)
    return _apply(made, actor) if apply else made


@transaction.atomic
def apply_correction(correction: int, *, actor: Actor) -> Correction:
    """Put a requested correction into the catalogue, by somebody who may. Twice is once.

    Raises:
        Fault: those of ``catalog.correct_item``.
    """
    row = Correction.objects.select_for_update().filter(pk=correction).first()
    if row is None:
        raise Fault("correction-unknown", N_("There is no such correction."), status=404)
    return row if row.state != "requested" else _apply(row, actor)


def _apply(row: Correction, actor: Actor) -> Correction:
    row.revision = catalog.correct_item(
        code=row.item, path=row.field, old=row.old, new=row.new, source=row.source, actor=actor
    )
    row.state, row.applied, row.applied_by = "applied", timezone.now(), actor.identifier
    row.save(update_fields=["revision", "state", "applied", "applied_by"])
    measure_soon()
    return row


@transaction.atomic
def add_synonym(case: int, *, expression: str, terms: Sequence[str], actor: Actor) -> ReviewedSynonym:
    """From now on ``expression`` also means each of ``terms``.

    Raises:
        Fault: ``case-not-yours``; ``synonym-empty``; ``synonym-known`` when it is taught already.
    """
    _one_teacher_at_a_time()
    row = mine(case, actor=actor)
    expression = normalise(expression).strip().lower()[:60]
    wanted = tuple(dict.fromkeys(term for term in (normalise(t).strip()[:100] for t in terms) if term))
    if len(expression) < 2 or not wanted or expression in wanted:
        raise Fault("synonym-empty", N_("An expression and at least one official term are needed."),
                    N_("The expression has two characters or more, and is not the term itself."))  # fmt: skip
    if ReviewedSynonym.objects.filter(expression=expression, withdrawn=None).exists():
        raise Fault(
            "synonym-known", N_("“%(expression)s” is known already."),
            N_("Withdraw it first to give it other terms."), {"expression": expression}, status=409,
        )  # fmt: skip
    made = ReviewedSynonym.objects.create(case=row, expression=expression, terms=list(wanted), made_by=actor.identifier)
    ledger.record_audit(
        actor=actor, verb="guidance.synonym-added", subject=f"synonym:{expression}",
        detail={"case": case, "terms": list(wanted)},
    )  # fmt: skip
    touched(row)
    _publish_synonyms()
    return made


@transaction.atomic
def withdraw_synonym(synonym: int, *, actor: Actor) -> None:
    """The expression no longer means anything of its own. Twice is once."""
    _one_teacher_at_a_time()
    row = ReviewedSynonym.objects.select_for_update().filter(pk=synonym, withdrawn=None).first()
    if row is None:
        return
    row.withdrawn, row.withdrawn_by = timezone.now(), actor.identifier
    row.save(update_fields=["withdrawn", "withdrawn_by"])
    ledger.record_audit(actor=actor, verb="guidance.synonym-withdrawn", subject=f"synonym:{row.expression}", detail={})
    _publish_synonyms()


def _one_teacher_at_a_time() -> None:
    """Until the transaction ends: what is published is everything that is taught, also by others just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _publish_synonyms() -> None:
    """Make the search know exactly the expressions that are not withdrawn."""
    rows = ReviewedSynonym.objects.filter(withdrawn=None).order_by("pk")
    search.set_synonyms(
        SYNONYM_SOURCE, [search.SynonymEntry(row.expression, tuple(row.terms), "review", WEIGHT) for row in rows]
    )
    forget_taught()
    transaction.on_commit(forget_taught)
    measure_soon()


@transaction.atomic
def file_question(case: int, *, question: str, codes: Sequence[str], language: str, actor: Actor) -> ReviewedQuestion:
    """Put a question into the city's own test: ``codes`` are right answers, none means that there is none.

    Raises:
        Fault: ``case-not-yours``; ``question-empty``; ``item-unknown``.
    """
    row = mine(case, actor=actor)
    text = mask_personal_data(question.replace("\0", "").strip()[:500])
    wanted = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not text:
        raise Fault("question-empty", N_("A test needs a question."), N_("Write it as a person would."))
    known = catalog.items(wanted, in_force_only=True)
    missing = [code for code in wanted if code not in known]
    if missing:
        raise Fault("item-unknown", N_("There is no matter with the code %(code)s."), params={"code": missing[0]},
                    status=404)  # fmt: skip
    same = ReviewedQuestion.objects.filter(case=row, withdrawn=None, content__text=text).first()
    if same is not None:
        return same
    key = f"review-{row.pk}-{row.test_questions.count() + 1}"
    made = ReviewedQuestion.objects.create(
        case=row, key=key, content=test_row(key, text, language, wanted), made_by=actor.identifier
    )
    ledger.record_audit(
        actor=actor, verb="guidance.question-filed", subject=f"question:{key}",
        detail={"case": case, "codes": list(wanted)},
    )  # fmt: skip
    touched(row)
    return made


@transaction.atomic
def withdraw_question(question: int, *, actor: Actor) -> None:
    """Take a filed question out of the test. Twice is once."""
    row = ReviewedQuestion.objects.select_for_update().filter(pk=question, withdrawn=None).first()
    if row is not None:
        row.withdrawn, row.withdrawn_by = timezone.now(), actor.identifier
        row.save(update_fields=["withdrawn", "withdrawn_by"])
        ledger.record_audit(actor=actor, verb="guidance.question-withdrawn", subject=f"question:{row.key}", detail={})


def amend(contents: Sequence[Data]) -> Sequence[Data]:
    """Items of a pack, with the corrections that it does not have yet. Called while the pack is loaded, which is also
    where what becomes of each is recorded."""
    codes = {content["code"] for content in contents}
    open_ones = Correction.objects.select_for_update().filter(state__in=("applied", "gone"), item__in=codes)
    by_code = {content["code"]: content for content in contents}
    for row in open_ones.order_by("pk"):
        state = _state_in(by_code[row.item], row)
        if state == "applied":
            by_code[row.item] = catalog.with_value(by_code[row.item], row.field, row.new, row.source)
        if state != row.state:
            row.state = state
            row.save(update_fields=["state"])
            ledger.record_audit(
                actor=_LOADING, verb="guidance.correction-met", subject=f"item:{row.item}",
                detail={"correction": row.pk, "field": row.field, "state": state},
            )  # fmt: skip
    return [by_code[content["code"]] for content in contents]


def _state_in(content: Data, row: Correction) -> str:
    """What becomes of a correction with what the pack says."""
    value = catalog.value_at(content, row.field)
    if value == row.old:
        return "applied"
    if catalog.says_already(content, row.field, row.old, row.new):
        return "in_pack"
    return "gone" if value is None else "superseded"


def measure_soon() -> None:
    """What people changed is measured like a new version, in the background."""
    jobs.enqueue("guidance.measure-quality", once="guidance.measure-quality", occasion="change")
