"""A small frozen state machine: which state may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import Fault


@dataclass(frozen=True)
class StateMachine:
    """``steps`` maps every state to the states that may follow it; a state with none is final."""

    name: str
    initial: str
    steps: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        known = set(self.steps)
        unknown = {self.initial, *(state for following in self.steps.values() for state in following)} - known
        if unknown:
            raise ValueError(f"{self.name}: states without an entry of their own: {sorted(unknown)}")
        reached, open_states = {self.initial}, [self.initial]
        while open_states:
            new = self.steps[open_states.pop()] - reached
            reached |= new
            open_states.extend(new)
        if reached != known:
            raise ValueError(f"{self.name}: states that cannot be reached: {sorted(known - reached)}")

    def may(self, state: str, following: str) -> bool:
        return following in self.steps.get(state, frozenset())

    def is_final(self, state: str) -> bool:
        return not self.steps[state]

    def require(self, state: str, following: str) -> None:
        """Raise Fault ``step-not-allowed`` unless ``following`` may come after ``state``."""
        if not self.may(state, following):
            raise Fault(
                "step-not-allowed",
                "%(name)s cannot go from %(state)s to %(following)s.",
                params={"name": self.name, "state": state, "following": following},
                status=409,
            )
