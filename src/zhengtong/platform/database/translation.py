"""Marks messages for translation without importing Django: this package is used before Django is set up."""

from __future__ import annotations


def noop(message: str) -> str:
    """The message itself; whoever shows it translates it."""
    return message
