"""The door of condition trees: parse, evaluate one or many, render, look inside."""

from __future__ import annotations

from .batch import Batch, Outcome, evaluate_many, rows_of
from .conditions import All, AnyOf, AtLeast, Condition, Not, Test, fields_of, tests_of, to_data
from .evaluate import Evaluation, Leaf, evaluate
from .parse import parse
from .render import render

__all__ = [
    "All",
    "AnyOf",
    "AtLeast",
    "Batch",
    "Condition",
    "Evaluation",
    "Leaf",
    "Not",
    "Outcome",
    "Test",
    "evaluate",
    "evaluate_many",
    "fields_of",
    "parse",
    "render",
    "rows_of",
    "tests_of",
    "to_data",
]
