"""Where two replies differ: names of fields, without what differs by its nature (times, receipts)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 60
_OF_THE_MOMENT = frozenset({"receipt", "conversation", "turn"})
_OWN_STEPS = frozenset({"recorded"})  # a reply that is made again is not recorded again


@dataclass(frozen=True)
class Difference:
    """``field`` is a path such as ``needs[0].facts[2].value``; ``then`` and ``now`` are what stood and stands there."""

    field: str
    then: Any
    now: Any


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two replies in their plain form, at most ``MOST`` places."""
    found = _between("", _comparable(then), _comparable(now))
    return tuple(each for each, _ in zip(found, range(MOST), strict=False))


def _comparable(reply: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in reply.items() if name not in _OF_THE_MOMENT}
    plain["trace"] = [
        {"name": step["name"], "said": step["said"], "details": step["details"]}
        for step in reply["trace"]
        if step["name"] not in _OWN_STEPS
    ]
    return plain


def _between(path: str, then: Any, now: Any) -> Iterator[Difference]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for name in then if then.keys() == now.keys() else sorted({*then, *now}):
            # a reply stored by an older version lacks fields that are empty in a new one
            if name in then and name in now:
                yield from _between(f"{path}.{name}".lstrip("."), then[name], now[name])
            elif then.get(name) or now.get(name):
                yield Difference(f"{path}.{name}".lstrip("."), then.get(name), now.get(name))
    elif isinstance(then, list) and isinstance(now, list):
        for place in range(max(len(then), len(now))):
            if place < len(then) and place < len(now):
                yield from _between(f"{path}[{place}]", then[place], now[place])
            else:
                yield Difference(
                    f"{path}[{place}]",
                    then[place] if place < len(then) else None,
                    now[place] if place < len(now) else None,
                )
    elif then != now:
        yield Difference(path, then, now)
