"""Accounts, departments, roles."""

from .account import Account
from .department import Department
from .role import Membership, Role

__all__ = ["Account", "Department", "Membership", "Role"]
