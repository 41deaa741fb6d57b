"""``departments.yaml`` and ``roles.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people.actions.departments import replace_departments, without_cycle
from zhengtong.contexts.people.actions.roles import replace_roles
from zhengtong.contexts.people.domain import permissions
from zhengtong.kernel.actors import Actor
from zhengtong.platform.packs import service as packs

Schema = dict[str, Any]
KEY: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": 60}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class DepartmentsSection(packs.PlainSection):
    """The departments of the city, each with what it is responsible for."""

    name = "departments"
    pattern = "departments.yaml"
    untranslated: tuple[str, ...] = ("short",)
    order = 20
    schema: Mapping[str, Any] | None = {
        "$schema": _DIALECT,
        "title": "Departments 部门",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["key", "name"],
            "properties": {
                "key": KEY,
                "name": packs.BILINGUAL,
                "short": packs.BILINGUAL,
                "duties": packs.BILINGUAL,
                "phone": packs.TEXT,
                "address": packs.BILINGUAL,
                "parent": KEY,
            },
        },
    }

    def declares(self, file: packs.PackFile) -> Iterable[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("department", entry["key"], file, (index,))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        for file in files:
            parents = {entry["key"]: entry.get("parent") for entry in file.data}
            places = {entry["key"]: index for index, entry in enumerate(file.data)}
            for index, entry in enumerate(file.data):
                if "parent" in entry:
                    finding = pack.broken_reference("department", entry["parent"], file, (index, "parent"))
                    if finding:
                        yield finding
            for circle in without_cycle(parents):
                yield file.finding(
                    "error", "circular-reference", N_("These departments are each other's parents: %(circle)s."),
                    (places[circle[0]], "parent"), N_("Remove one of the parents."), circle=" → ".join(circle),
                )  # fmt: skip

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        entries = [entry for file in files for entry in file.data]
        return replace_departments(entries=entries, origin=pack.layer)


class RolesSection(packs.PlainSection):
    """Roles: which permissions go together under which name."""

    name = "roles"
    pattern = "roles.yaml"
    order = 21
    schema: Mapping[str, Any] | None = {
        "$schema": _DIALECT,
        "title": "Roles 角色",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["key", "name", "permissions"],
            "properties": {
                "key": KEY,
                "name": packs.BILINGUAL,
                "permissions": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"type": "string", "pattern": "^([a-z]+\\.[a-z-]+|\\*)$"},
                },
            },
        },
    }

    def declares(self, file: packs.PackFile) -> Iterable[packs.Declaration]:
        for index, entry in enumerate(file.data):
            yield packs.Declaration("role", entry["key"], file, (index,))

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        known = permissions.known()
        for file in files:
            for index, entry in enumerate(file.data):
                for number, permission in enumerate(entry["permissions"]):
                    if permission != "*" and permission not in known:
                        yield file.finding(
                            "error", "broken-reference", N_("There is no %(kind)s “%(key)s”."),
                            (index, "permissions", number), N_("Use one of: %(allowed)s."),
                            kind="permission", key=permission, allowed=", ".join(sorted(known)),
                        )  # fmt: skip

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        return replace_roles(entries=[entry for file in files for entry in file.data], origin=pack.layer)
