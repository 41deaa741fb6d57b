"""The order in which things can be done that wait for one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_order(after: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(order, circle)``: keys so that each comes after what it waits for, else as given; and those in a circle.

    What is waited for but not among the keys counts as done. Keys in a circle come last, so none is lost.
    """
    order: list[str] = []
    waiting = list(after)
    while waiting:
        ready = [key for key in waiting if not any(other in waiting for other in after[key])]
        if not ready:
            return (*order, *waiting), tuple(waiting)
        order.append(ready[0])
        waiting.remove(ready[0])
    return tuple(order), ()
