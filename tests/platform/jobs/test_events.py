"""Events: who announces does not know who listens; heard after commit, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from zhengtong.platform.jobs import service as jobs

done: list[object] = []


@dataclass(frozen=True)
class Part:
    amount: int


@dataclass(frozen=True)
class SomethingHappened:
    key: UUID
    day: date
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class NobodyCares:
    key: str


@jobs.on(SomethingHappened)
def hear(event: SomethingHappened) -> None:
    done.append(event)


@jobs.on(SomethingHappened)
def hear_too(event: SomethingHappened) -> None:
    done.append(event.key)


@pytest.fixture(autouse=True)
def _forget() -> None:
    done.clear()


@pytest.mark.django_db
def test_every_listener_hears_of_an_event_as_it_was() -> None:
    event = SomethingHappened(uuid4(), date(2026, 5, 1), (Part(3), Part(4)))
    assert jobs.announce(event) == 2
    assert done == []
    jobs.run_pending()
    assert set(done) == {event, event.key}


@pytest.mark.django_db
def test_an_event_of_a_rolled_back_transaction_is_never_heard() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.announce(SomethingHappened(uuid4(), date(2026, 5, 1), ()))
        raise ZeroDivisionError
    jobs.run_pending()
    assert done == []


@pytest.mark.django_db
def test_an_event_without_listeners_costs_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert jobs.announce(NobodyCares("x")) == 0
