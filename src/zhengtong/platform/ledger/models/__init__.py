"""Tables of the ledger."""

from .algorithm import Algorithm
from .log import Entry, Head, Node, Pending

__all__ = ["Algorithm", "Entry", "Head", "Node", "Pending"]
