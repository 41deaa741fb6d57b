"""Which of many known expressions stand in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator


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
        self._sizes = {start: sorted(found, reverse=True) for start, found in sizes.items()}

    def within(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Places of the text, in order, where expressions begin, with these, the longest first."""
        for start, first in enumerate(text):
            sizes = self._sizes.get(text[start : start + 2]) or self._sizes.get(first)
            if sizes:
                pieces = (text[start : start + size] for size in sizes if start + size <= len(text))
                if there := [piece for piece in pieces if piece in self._known]:
                    yield start, there
