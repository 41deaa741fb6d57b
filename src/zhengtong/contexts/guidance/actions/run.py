"""What one question gathers on its way to a reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from zhengtong.contexts.guidance.actions.model_help import ModelHelp
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.reply import Known, Language, Step
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.queries.home import Home
from zhengtong.contexts.guidance.queries.retrieval import Found

OnStep = Callable[[Step], None]


@dataclass
class Again:
    """A reply made once more: with what a model answered then (``model``); ``run`` is what it gathers on its way."""

    model: ModelHelp | None = None
    run: Run | None = None


@dataclass
class Run:
    """``known``: everything said so far, this turn included. ``now``: the moment that opening hours are told for.

    ``asked``: what ``ask`` was called with. ``revisions``: of the items read, by code. ``understood`` and ``found``:
    what was looked up, and what was found for each need.
    """

    home: Home
    on_step: OnStep | None = None
    language: Language = "zh-Hans"
    memory: Memory = field(default_factory=Memory)
    known: tuple[Known, ...] = ()
    prefer: frozenset[str] = frozenset()  # keys that the person wants to be asked about
    now: datetime = field(default_factory=timezone.localtime)
    model: ModelHelp | None = None
    again: Again | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    understood: Understood | None = None
    found: tuple[Found, ...] = ()
    steps: list[Step] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def step(self, name: str, said: str, details: tuple[str, ...] = ()) -> None:
        """Note a step with how long it took since the one before, and tell it at once."""
        now = time.perf_counter()
        step = Step(name, said, details, round((now - self.started) * 1000, 1))
        self.started = now
        self.steps.append(step)
        if self.on_step:
            self.on_step(step)
