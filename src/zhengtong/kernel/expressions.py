"""Which of many known expressions stand in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import add


class Expressions:
    """Looked up by how they begin: at most places of a text nothing known begins with its next two characters."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known) - {""}
        sizes: dict[str, set[int]] = {}
        for expression in self._known:
            sizes.setdefault(expression[:2], set()).add(len(expression))
        for start, found in sizes.items():
            if start[0] in sizes:  # one of a single character begins so, too
                found.add(1)
        self._single = any(len(start) == 1 for start in sizes)
        self._sizes = {start: sorted(found, reverse=True) for start, found in sizes.items()}

    def within(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Places of the text, in order, where expressions begin, with these, the longest first."""
        sizes_of, known, single = self._sizes.get, self._known, self._single
        for start, two in enumerate(map(add, text, text[1:] + " ")):
            if sizes := sizes_of(two) or (sizes_of(two[0]) if single else None):
                left = len(text) - start
                there = [p for size in sizes if size <= left and (p := text[start : start + size]) in known]
                if there:
                    yield start, there
