"""Accounts, departments, roles."""

from .account import Account

__all__ = ["Account"]
