"""Answers picked on a page: ``<key>:<value>``, repeatable."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 40
_LONGEST = 200


def answers_of(pairs: Iterable[str]) -> dict[str, str]:
    """``<known fact's key>:<option's key>`` as a mapping; no option's key means: the person does not know."""
    found = [pair.partition(":") for pair in list(pairs)[:_MOST] if len(pair) <= _LONGEST]
    return {key: value for key, separator, value in found if key and separator}
