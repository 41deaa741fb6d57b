"""Accounts, roles and departments for whoever manages accounts. Roles and departments come from the pack and are read
only. Nobody gives a right, or takes over an account that has one, that they do not have themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhengtong.contexts.people.domain import permissions
from zhengtong.contexts.people.domain.giving import EVERYTHING, Rights
from zhengtong.contexts.people.models import Account, Department, Membership, Role
from zhengtong.contexts.people.queries.giving import may_manage, rights_of, roles_to_give
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.digests import digest
from zhengtong.platform.ledger.service import record_audit


def _manages(request: HttpRequest) -> bool:
    return rights_of(request.user).manages


def _manages_this(request: HttpRequest, account: Account | None) -> bool:
    rights = rights_of(request.user)
    return rights.manages and (account is None or may_manage(rights, account))


def _own_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """On the page that everybody who signs in has for it."""
    return redirect("people:password")


# what an account may do comes from its roles alone
admin.site.unregister(Group)
admin.site.has_permission = _manages  # type: ignore[method-assign]  # Django asks for a mark on the account
admin.site.password_change = _own_password  # type: ignore[method-assign, assignment]
apps.get_app_config("axes").verbose_name = _("Sign-in protection")
admin.site.site_header = admin.site.site_title = _("Administration")
admin.site.index_title = _("Accounts, roles and departments")
admin.site.site_url = "/staff/"


class ByRights:
    """Seen and made by whoever manages accounts, changed where nobody gains what they do not have."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages_this(request, obj)

    has_delete_permission = has_change_permission


class GivenRoles(BaseInlineFormSet):  # type: ignore[type-arg]  # Django is not generic at run time
    """The roles of one account, given by somebody with ``rights``."""

    rights: Rights

    def clean(self) -> None:
        super().clean()
        shown = [form.instance.pk for form in self.forms if form.instance.pk]
        others = Membership.objects.filter(account=self.instance.pk).exclude(pk__in=shown)
        seen = {(row.role, row.department) for row in others.select_related("role", "department")}
        for form in self.forms:
            role = form.cleaned_data.get("role") if hasattr(form, "cleaned_data") else None
            if role is None or form.cleaned_data.get("DELETE"):
                continue
            place = form.cleaned_data.get("department")
            if (role, place) in seen:
                form.add_error("role", _("The account has this role there already."))
            seen.add((role, place))
            if form.has_changed() and not self.rights.may_give(role.permissions, place.key if place else None):
                form.add_error("role", _("You can give only what you may do yourself, and only where you may do it."))


class MembershipInline(ByRights, admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    formset = GivenRoles
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        found: Any = super().get_formset(request, obj, **kwargs)
        found.rights = rights_of(request.user)
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["queryset"] = Role.objects.filter(pk__in=roles_to_give(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    """Of two people who change one account the second is told, in place of undoing what the first has done."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _standing(self.instance)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        seen = self.cleaned_data.get("seen")
        if seen and seen != self.initial["seen"]:
            raise forms.ValidationError(
                _("Somebody has changed this account meanwhile. Open it again and make your change there.")
            )
        return given


def _one_after_the_other() -> None:
    """Until the end of the transaction nobody else makes or changes an account here: of two presses of a button, or two
    people with the same name in mind, the second is told by the form."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts', 0))")


def _standing(account: Account) -> str:
    """Everything that the form of an account shows, as a digest."""
    roles = Membership.objects.filter(account=account).order_by("pk").values_list("pk", "role_id", "department_id")
    shown = (account.username, account.first_name, account.last_name, account.email, account.password)
    flags = (account.is_active, account.is_staff, account.is_superuser)
    return digest([list(shown), list(flags), [list(row) for row in roles]])


@admin.register(Account)
class AccountAdmin(ByRights, UserAdmin):  # type: ignore[type-arg]
    """Every change is in the ledger, with the roles that the account has then."""

    form = AccountForm
    inlines: ClassVar = [MembershipInline]
    fieldsets = (
        (None, {"fields": ("username", "password", "seen")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    filter_horizontal = ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if request.method == "POST" and connection.in_atomic_block:
            _one_after_the_other()
        return super().get_object(request, object_id, from_field)

    def _add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        if request.method == "POST":  # in a transaction
            _one_after_the_other()
        return super()._add_view(request, form_url, extra_context)  # type: ignore[misc]  # missing in the stubs

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return ((None, {"fields": ("username",)}), *found[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if rights_of(request.user).everything else ("is_superuser", "last_login", "date_joined")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

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


def _record(request: HttpRequest, verb: str, account: Any, message: Any) -> None:
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

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return _manages(request)

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
    list_display = ("name_zh", "key", "permits", "active")
    fields = ("name_zh", "name_en", "key", "permits", "origin", "active")
    readonly_fields = ("permits",)

    @admin.display(description=_("permissions"))
    def permits(self, role: Role) -> str:
        """What it permits, in the words of the reader."""
        known = {EVERYTHING: gettext("Everything"), **permissions.known()}
        words = (gettext(known.get(each, each)) for each in role.permissions)
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in words))
