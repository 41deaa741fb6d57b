"""Issuing and revoking keys for programs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.people.domain.api_keys import LONGEST_NAME, MOST_PER_DAY, MOST_PER_MINUTE, SCOPES, new_key
from zhengtong.contexts.people.models import ApiKey
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit


@transaction.atomic
def issue_key(*, name: str, scopes: Sequence[str], per_minute: int, per_day: int, actor: Actor) -> str:
    """A new key, which nobody can read again after this.

    Raises:
        Fault: no name, a scope that does not exist, limits out of bounds, or a key in use has the name.
    """
    name = " ".join(name.replace("\0", " ").split())
    _check(name, scopes, per_minute, per_day)
    key = new_key()
    try:
        with transaction.atomic():
            ApiKey.objects.create(
                prefix=key.prefix, name=name, digest=key.digest, scopes=[s for s in SCOPES if s in scopes],
                per_minute=per_minute, per_day=per_day, made_by=actor.identifier,
            )  # fmt: skip
    except IntegrityError as error:
        raise Fault(
            "key-exists", N_("There is a key “%(name)s” already."), N_("Revoke it first, or choose another name."),
            {"name": name}, status=409,
        ) from error  # fmt: skip
    detail = {"name": name, "scopes": list(scopes), "per_minute": per_minute, "per_day": per_day}
    record_audit(actor=actor, verb="key.issued", subject=f"key:{key.prefix}", detail=detail)
    return str(key)


@transaction.atomic
def revoke_key(*, prefix: str, actor: Actor) -> None:
    """From now on the key opens nothing. Revoking it twice changes nothing.

    Raises:
        Fault: there is no such key.
    """
    row = ApiKey.objects.select_for_update().filter(pk=prefix[:12].replace("\0", "")).first()
    if row is None:
        raise Fault("no-such-key", N_("There is no such key."), status=404)
    if row.revoked is not None:
        return
    row.revoked, row.revoked_by = timezone.now(), actor.identifier
    row.save(update_fields=["revoked", "revoked_by"])
    record_audit(actor=actor, verb="key.revoked", subject=f"key:{prefix}", detail={"name": row.name})


def _check(name: str, scopes: Sequence[str], per_minute: int, per_day: int) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Fault("key-name", N_("Give the key a name of at most %(n)s characters."), params={"n": LONGEST_NAME})
    if not scopes or any(scope not in SCOPES for scope in scopes):
        raise Fault("key-scopes", N_("Say what the key is for: %(scopes)s."), params={"scopes": ", ".join(SCOPES)})
    if not 1 <= per_minute <= MOST_PER_MINUTE or not 1 <= per_day <= MOST_PER_DAY:
        raise Fault("key-limits", N_("The limits of a key are whole numbers from 1."))
