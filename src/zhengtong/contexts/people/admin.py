"""Accounts, roles and departments for administrators. Roles and departments come from the pack and are read only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhengtong.contexts.people.models import Account, Department, Membership, Role
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger.service import record_audit

# what an account may do comes from its roles alone
admin.site.unregister(Group)
apps.get_app_config("axes").verbose_name = _("Sign-in protection")
admin.site.site_header = admin.site.site_title = _("Administration")
admin.site.index_title = _("Accounts, roles and departments.")
admin.site.site_url = "/staff/"


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # Django is not generic at run time
    model = Membership
    extra = 0


@admin.register(Account)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Every change is in the ledger, with the roles that the account has then."""

    inlines: ClassVar = [MembershipInline]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_filter = ("is_active", "is_staff", "is_superuser")
    filter_horizontal = ()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _record(request, "account.add", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _record(request, "account.change", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for account in queryset:
            _record(request, "account.delete", account, "")
        return super().log_deletions(request, queryset)


def _record(request: HttpRequest, verb: str, account: Account, message: Any) -> None:
    roles = Membership.objects.filter(account=account).values_list("role_id", "department_id")
    detail = {
        "what": message, "roles": [list(row) for row in roles], "active": account.is_active,
        "staff": account.is_staff, "superuser": account.is_superuser,
    }  # fmt: skip
    record_audit(
        actor=Actor("person", request.user.get_username()), verb=verb, subject=f"account:{account.get_username()}",
        detail=detail,
    )  # fmt: skip


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
