"""The door of people: departments, accounts, and what they may do."""

from __future__ import annotations

from zhengtong.contexts.people.actions.accounts import add_account
from zhengtong.contexts.people.actions.api_keys import issue_key, revoke_key
from zhengtong.contexts.people.actions.departments import ensure_departments
from zhengtong.contexts.people.actions.roles import grant_role
from zhengtong.contexts.people.actions.use_key import Program, use_key
from zhengtong.contexts.people.domain.permissions import known as known_permissions
from zhengtong.contexts.people.domain.permissions import register as register_permissions
from zhengtong.contexts.people.queries.api_keys import KeyView, api_keys
from zhengtong.contexts.people.queries.departments import (
    Department,
    department,
    departments,
    departments_by_key,
)
from zhengtong.contexts.people.queries.permissions import departments_open, departments_where, may, may_somewhere

__all__ = [
    "Department",
    "KeyView",
    "Program",
    "add_account",
    "api_keys",
    "department",
    "departments",
    "departments_by_key",
    "departments_open",
    "departments_where",
    "ensure_departments",
    "grant_role",
    "issue_key",
    "known_permissions",
    "may",
    "may_somewhere",
    "register_permissions",
    "revoke_key",
    "use_key",
]
