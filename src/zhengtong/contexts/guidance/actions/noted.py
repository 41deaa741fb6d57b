"""What a message says about the situations of matters joins what is known of the person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.memory import merged
from zhengtong.contexts.guidance.domain.picked_up import labelled_in_full, pick_up
from zhengtong.contexts.guidance.domain.understanding import Understood


def note_situations(run: Run, understood: Understood, items: Collection[catalog.ServiceItem]) -> None:
    """What the message says about the situations of ``items`` joins what is known; all of it gets labels."""
    if not understood.again:
        turn = run.memory.number + 1
        told = {each.key for each in run.known if each.turn == turn}
        read = [each for item in items for each in pick_up(understood.simplified, item, run.language)]
        run.known = merged(run.known, [replace(each, turn=turn) for each in read if each.key not in told])
    run.known = labelled_in_full(run.known, items, run.language)
