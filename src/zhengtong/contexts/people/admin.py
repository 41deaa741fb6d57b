"""Accounts, roles and departments for administrators. Roles and departments come from the pack and are read only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhengtong.contexts.people.models import Account, Department, Membership, Role

admin.site.site_header = admin.site.site_title = _("Administration")
admin.site.index_title = _("Accounts, roles and departments.")
admin.site.site_url = "/staff/"


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # Django is not generic at run time
    model = Membership
    extra = 0


@admin.register(Account)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    inlines: ClassVar = [MembershipInline]


class FromPack:
    """Shown, not changed: the next load would undo it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Department)
class DepartmentAdmin(FromPack, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name_zh", "key", "phone", "origin", "active")
    list_filter = ("origin", "active")
    search_fields = ("name_zh", "name_en", "key")


@admin.register(Role)
class RoleAdmin(FromPack, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name_zh", "key", "permissions", "active")
