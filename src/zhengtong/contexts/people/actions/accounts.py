"""Making accounts, and the change of one's own password."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people.actions.roles import grant_role
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit


@transaction.atomic
def add_account(
    *, name: str, password: str, roles: Sequence[str], department: str | None = None, actor: Actor
) -> Account:
    """A new account with its roles.

    Raises:
        Fault: the name is taken or not allowed, the password too weak, a role or department unknown.
    """
    if Account.objects.filter(username=name).exists():
        raise Fault("account-exists", N_("There is an account “%(name)s” already."), params={"name": name})
    account = Account(username=name)
    try:
        account.set_password(password)
        account.full_clean()
        validate_password(password, account)
    except ValidationError as error:
        raise Fault(
            "account-refused", N_("The account cannot be made: %(reason)s"),
            params={"reason": " ".join(error.messages)},
        ) from error  # fmt: skip
    account.save()
    record_audit(actor=actor, verb="account.add", subject=f"account:{name}", detail={"roles": list(roles)})
    for role in roles:
        grant_role(account=account, role=role, department=department, actor=actor)
    return account


@transaction.atomic
def change_own_password(*, name: str, old: str, new: str) -> Account:
    """``new`` has been checked by a form. Of two who know ``old`` one changes it.

    Raises:
        Fault: ``password-wrong``: it is not ``old`` any more.
    """
    account = Account.objects.select_for_update().get(username=name)
    if not account.check_password(old):
        raise Fault("password-wrong", N_("The password was changed a moment ago. Use the new one."))
    account.set_password(new)
    account.save(update_fields=["password"])
    record_audit(actor=Actor("person", name), verb="account.password", subject=f"account:{name}", detail={})
    return account
