"""Accounts, departments, roles, keys of programs."""

from .account import Account
from .api_key import ApiKey
from .department import Department
from .role import Membership, Role

__all__ = ["Account", "ApiKey", "Department", "Membership", "Role"]
