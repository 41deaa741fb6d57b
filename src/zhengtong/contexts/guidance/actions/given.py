"""The same question asked again within the minute, while nothing that its answer rests on has changed: what was
answered is given again. People ask the same things at the same time, most of all those that the front page offers.

Each reply is still recorded with an act of its own, and the algorithm may be switched off at any moment.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import cast

from django.db import connection

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.remember import ALGORITHM
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.reply import Known, Reply, Step
from zhengtong.contexts.guidance.queries.retrieval import all_titles
from zhengtong.contexts.guidance.queries.taught import taught_words
from zhengtong.kernel.shared import SharedValues
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

_MOST_KEPT = 500  # in each process, about 10 MB
_KEPT_STATES = frozenset({"answered", "clarification", "unknown"})


@dataclass(frozen=True)
class _Given:
    reply: Reply
    steps: tuple[Step, ...]
    known: tuple[Known, ...]
    revisions: dict[str, int]


@dataclass
class _Minute:
    """What was answered while nothing changed: ``basis``, and ``mark`` for it that says the same in every process."""

    basis: tuple[object, ...] = ()
    mark: bytes = b""
    given: dict[Hashable, _Given] = field(default_factory=dict)


_minute = _Minute()
_lock = threading.Lock()
# of all web processes: the next one who asks the same mostly comes to another of them
_shared = SharedValues(places=16_384, most_bytes=32 * 1024 * 1024)


def given_or_made(run: Run, question: str, narrowed: Hashable, make: Callable[[], Reply]) -> Reply:
    """What was answered to this question, or what ``make`` answers now; ``run`` has the same steps either way.

    ``narrowed``: what else was asked for with the question.
    """
    if not _is_first_and_alone(run):
        return make()
    key = (question, run.asked.get("item"), narrowed)
    minute = _minute_of(_basis_now(run))
    given = _look_up(key, minute)
    if given is not None:
        ledger.require_algorithm(ALGORITHM)
        _tell(run, given)
        return given.reply
    reply = make()
    if reply.state in _KEPT_STATES:
        given = _Given(reply, tuple(run.steps), run.known, dict(run.revisions))
        _keep(key, minute, given)
        _shared.put(_address(key, minute), pickle.dumps(given, pickle.HIGHEST_PROTOCOL))
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
    return (minute, run.home, search.index_state(), catalog.state(), taught_words(), all_titles(), pack)


def _minute_of(basis: tuple[object, ...]) -> _Minute:
    global _minute  # noqa: PLW0603 - of all that is kept
    with _lock:
        if _minute.basis != basis:
            _minute = _Minute(basis, hashlib.blake2b(repr(basis).encode(), digest_size=32).digest())
        return _minute


def _look_up(key: Hashable, minute: _Minute) -> _Given | None:
    given = minute.given.get(key)
    if given is None and (stored := _shared.get(_address(key, minute))):
        given = cast(_Given, pickle.loads(stored))
        _keep(key, minute, given)
    return given


def _keep(key: Hashable, minute: _Minute, given: _Given) -> None:
    with _lock:
        if len(minute.given) >= _MOST_KEPT:
            minute.given.pop(next(iter(minute.given)))
        minute.given[key] = given


def _address(key: Hashable, minute: _Minute) -> bytes:
    return minute.mark + repr(key).encode("utf-8", "surrogatepass")


def _tell(run: Run, given: _Given) -> None:
    for step in given.steps:
        run.step(step.name, step.said, step.details)
    run.language, run.known = given.reply.language, given.known
    run.revisions |= given.revisions
