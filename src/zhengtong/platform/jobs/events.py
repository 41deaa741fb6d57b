"""Events go up: who announces does not know who listens. Delivered after commit, as jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext_noop as N_

from zhengtong.platform.jobs.registry import enqueue, job

Event = TypeVar("Event")
_DELIVERY = "events.deliver"
_types: dict[str, type] = {}
_adapters: dict[type, Any] = {}
_handlers: dict[type, dict[str, Callable[[Any], None]]] = {}


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def _adapter(event_type: type) -> Any:
    if event_type not in _adapters:
        from pydantic import TypeAdapter  # noqa: PLC0415 - slow to import, and needed only when events flow

        _adapters[event_type] = TypeAdapter(event_type)
    return _adapters[event_type]


def on(event_type: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Call a function for every event of a type; a context does this in its ``apps.ready()``.

    The handler must be idempotent: after a killed worker the same event comes again. Each handler has a job
    of its own, so one that fails is retried alone.
    """

    def register(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        _types[_name(event_type)] = event_type
        _handlers.setdefault(event_type, {})[_name(handler)] = handler
        return handler

    return register


def announce(event: Any) -> int:
    """Tell every handler of this event's type, after the caller's transaction commits; not at all if it does
    not.

    ``event`` is a frozen dataclass of plain values (text, numbers, dates, UUIDs, tuples, other dataclasses).
    Returns the number of handlers that will hear of it.
    """
    handlers = _handlers.get(type(event), {})
    if handlers:
        facts = _adapter(type(event)).dump_python(event, mode="json")
        for handler in handlers:
            enqueue(_DELIVERY, event=_name(type(event)), handler=handler, facts=facts)
    return len(handlers)


@job(_DELIVERY, title=N_("Pass on news between parts of the platform"))
def deliver(event: str, handler: str, facts: Any) -> None:
    """Rebuild the event and call one handler."""
    event_type = _types[event]
    _handlers[event_type][handler](_adapter(event_type).validate_python(facts))
