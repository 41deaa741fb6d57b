"""Which of many known expressions stand at a place of a text."""

from __future__ import annotations

from collections.abc import Collection


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

    def at(self, text: str, start: int) -> list[str]:
        """The expressions that begin at this place of the text, the longest first."""
        sizes = self._sizes.get(text[start : start + 2]) or self._sizes.get(text[start])
        if not sizes:
            return []
        pieces = (text[start : start + size] for size in sizes if start + size <= len(text))
        return [piece for piece in pieces if piece in self._known]
