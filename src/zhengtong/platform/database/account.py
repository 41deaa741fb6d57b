"""The account that PostgreSQL runs as: this one, or for root an unprivileged one, since PostgreSQL refuses
root."""

from __future__ import annotations

import os
import pwd
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.translation import noop as N_

_CANDIDATES = ("zhengtong", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """``switch`` is False when the server simply runs as the calling account."""

    uid: int
    gid: int
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Keyword arguments for subprocess that make the child run as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can reach into ``folder``; asked of the kernel, which knows about ACLs and
        mounts."""
        if not self.switch:
            return os.access(folder, os.X_OK)
        asked = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self.popen_arguments(),
        )
        return asked.returncode == 0


def server_account(cluster: Path) -> Account:
    """Who runs the server of ``cluster``: for root the owner of an existing one, else a fitting system
    account.

    Raises:
        Fault: ``no-server-account`` when root finds none.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if cluster.exists():
        owner = cluster.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise Fault(
        "no-server-account",
        N_("PostgreSQL does not run as root, and this machine has none of the accounts %(names)s."),
        N_("Make an account named zhengtong, or run as an ordinary user."),
        {"names": ", ".join(_CANDIDATES)},
        status=500,
    )


def let_through(account: Account, folder: Path) -> None:
    """Let ``account`` pass through ``folder`` and its parents, for that account alone and without reading
    them.

    An ACL entry "pass through" is added where it is missing: a data folder under /root works, and /root stays
    closed to everyone else.

    Raises:
        Fault: ``data-folder-unreachable`` when the file system has no ACLs.
    """
    if account.may_enter(folder):
        return
    for step in (*reversed(folder.parents), folder):
        if account.may_enter(step):
            continue
        try:
            _grant_passage(step, account.uid)
        except OSError as error:
            raise _unreachable(account, step) from error
        if not account.may_enter(step):
            raise _unreachable(account, step)


def _unreachable(account: Account, folder: Path) -> Fault:
    return Fault(
        "data-folder-unreachable",
        N_("PostgreSQL runs as the account %(account)s, which may not pass through %(path)s."),
        N_("Run `chmod o+x %(path)s`, or give a data folder elsewhere with --data."),
        {"account": _name(account.uid), "path": str(folder)},
        status=500,
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


# POSIX ACL as Linux stores it in the attribute system.posix_acl_access: version, then (tag, permissions, id)
# sorted by tag and id. See acl(5) and include/uapi/linux/posix_acl_xattr.h.
_ACL = "system.posix_acl_access"
_OWNER, _USER, _GROUP, _NAMED_GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_PASS = 1


def _grant_passage(folder: Path, uid: int) -> None:
    if not hasattr(os, "setxattr"):
        raise OSError("no ACLs here")
    mode = folder.stat().st_mode
    entries: dict[tuple[int, int], int] = {
        (_OWNER, _NO_ID): mode >> 6 & 7,
        (_GROUP, _NO_ID): mode >> 3 & 7,
        (_OTHER, _NO_ID): mode & 7,
    }
    if _ACL in os.listxattr(folder):
        raw = os.getxattr(folder, _ACL)
        entries = {(tag, who): may for tag, may, who in struct.iter_unpack("<HHI", raw[4:])}
    entries[_USER, uid] = entries.get((_USER, uid), 0) | _PASS
    # the mask bounds what named users and groups get; it must let the new entry through, and nothing more
    # than was
    bounded = [may for (tag, _who), may in entries.items() if tag in (_GROUP, _NAMED_GROUP)]
    entries[_MASK, _NO_ID] = entries.get((_MASK, _NO_ID), _union(bounded)) | _PASS
    os.setxattr(folder, _ACL, _packed(entries))


def _union(permissions: list[int]) -> int:
    result = 0
    for permission in permissions:
        result |= permission
    return result


def _packed(entries: Mapping[tuple[int, int], int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, may, who) for (tag, who), may in sorted(entries.items())
    )
