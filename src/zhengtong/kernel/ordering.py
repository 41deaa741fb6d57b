"""The order of things that wait for one another, and the circles in which nothing can begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

After = Mapping[str, Sequence[str]]


def in_order(after: After) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(order, circle)``: keys so that each comes after what it waits for, else as given; and those in a circle.

    What is waited for but not among the keys counts as done. Keys that a circle holds up come last, so none is lost.
    """
    order: list[str] = []
    waiting = list(after)
    while waiting:
        ready = next((key for key in waiting if not any(other in waiting for other in after[key])), None)
        if ready is None:
            return (*order, *waiting), tuple(waiting)
        order.append(ready)
        waiting.remove(ready)
    return tuple(order), ()


def circles(after: After) -> tuple[tuple[str, ...], ...]:
    """Groups of keys that wait for one another, each in the order given; a key that waits for itself is one."""
    reached = {key: _reached(key, after) for key in after}
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for key in after:
        if key in reached[key] and key not in seen:
            group = tuple(other for other in after if other in reached[key] and key in reached[other])
            seen.update(group)
            found.append(group)
    return tuple(found)


def without_circles(after: After) -> dict[str, tuple[str, ...]]:
    """The same, less what would have to wait for something that comes later within its own circle."""
    place = {key: number for number, key in enumerate(after)}
    ring = {key: number for number, group in enumerate(circles(after)) for key in group}
    return {
        key: tuple(
            dict.fromkeys(
                other
                for other in others
                if other in place and not (key in ring and ring.get(other) == ring[key] and place[other] >= place[key])
            )
        )
        for key, others in after.items()
    }


def _reached(key: str, after: After) -> set[str]:
    reached: set[str] = set()
    ahead = list(after[key])
    while ahead:
        other = ahead.pop()
        if other not in reached and other in after:
            reached.add(other)
            ahead.extend(after[other])
    return reached
