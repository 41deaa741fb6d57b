"""The same question asked again within the minute, while nothing that its answer rests on has changed: what was
answered is given again. People ask the same things at the same time, most of all those that the front page offers.

Each reply is still recorded with an act of its own, and the algorithm may be switched off at any moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.db import connection

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.remember import ALGORITHM
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.reply import Known, Reply, Step
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.queries.retrieval import Found, all_titles
from zhengtong.contexts.guidance.queries.taught import taught
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

_MOST_KEPT = 500  # about 10 MB
_KEPT_STATES = frozenset({"answered", "clarification", "unknown"})


@dataclass(frozen=True)
class _Given:
    reply: Reply
    steps: tuple[Step, ...]
    known: tuple[Known, ...]
    revisions: dict[str, int]
    understood: Understood | None
    found: tuple[Found, ...]


_given: dict[Hashable, _Given] = {}
_basis: tuple[object, ...] = ()
_lock = threading.Lock()


def given_or_made(run: Run, question: str, narrowed: Hashable, make: Callable[[], Reply]) -> Reply:
    """What was answered to this question, or what ``make`` answers now; ``run`` has gathered the same either way.

    ``narrowed``: what else was asked for with the question.
    """
    if not _is_first_and_alone(run):
        return make()
    key = (question, run.asked.get("item"), run.language, narrowed)
    basis = _basis_now(run)
    given = _look_up(key, basis)
    if given is not None:
        ledger.require_algorithm(ALGORITHM)
        _tell(run, given)
        return given.reply
    told = len(run.steps)
    reply = make()
    if reply.state in _KEPT_STATES:
        _keep(key, basis, _Given(
            reply, tuple(run.steps[told:]), run.known, dict(run.revisions), run.understood, run.found
        ))  # fmt: skip
    return reply


def _is_first_and_alone(run: Run) -> bool:
    """Without a conversation, picked answers, a model or a person's data, and not within a change of the catalogue."""
    return not (
        run.memory.turns or run.prefer or run.model or run.again or run.asked.get("answers")
        or run.asked.get("masked") or connection.in_atomic_block
    )  # fmt: skip


def _basis_now(run: Run) -> tuple[object, ...]:
    """All that the answer rests on beside the question: equal as long as it would be made the same."""
    minute = run.now.replace(second=0, microsecond=0)
    pack = (packs.city(), packs.days_off(), catalog.halls())
    return (minute, run.home, search.index_state(), catalog.state(), taught(), all_titles(), pack)


def _look_up(key: Hashable, basis: tuple[object, ...]) -> _Given | None:
    global _basis  # noqa: PLW0603 - of all that is kept
    with _lock:
        if _basis != basis:
            _basis = basis
            _given.clear()
        return _given.get(key)


def _keep(key: Hashable, basis: tuple[object, ...], given: _Given) -> None:
    with _lock:
        if _basis == basis:
            if len(_given) >= _MOST_KEPT:
                _given.pop(next(iter(_given)))
            _given[key] = given


def _tell(run: Run, given: _Given) -> None:
    for step in given.steps:
        run.step(step.name, step.said, step.details)
    run.known, run.understood, run.found = given.known, given.understood, given.found
    run.revisions |= given.revisions
