"""Who does something: every write names its actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "system", "algorithm", "anonymous"]


@dataclass(frozen=True)
class Actor:
    """``identifier`` is an account name, a component name, an algorithm id or a session key; never personal data."""

    kind: ActorKind
    identifier: str
    display: str = ""
    department: str | None = None

    @property
    def is_named_person(self) -> bool:
        """Only a named person may finish an adverse decision."""
        return self.kind == "person" and bool(self.identifier)


SYSTEM = Actor(kind="system", identifier="system", display="Zhengtong")
ANONYMOUS = Actor(kind="anonymous", identifier="anonymous")


def system(component: str) -> Actor:
    """The actor of a component that acts without a person, for example ``system("pack-loader")``."""
    return Actor(kind="system", identifier=component, display=component)
