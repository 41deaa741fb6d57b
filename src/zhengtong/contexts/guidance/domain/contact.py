"""How to reach a person who asked for one: read, masked, and locked while it is kept."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from zhengtong.kernel.identifiers import mask_personal_data

LONGEST_NAME = 60
LONGEST_CONTACT = 120
_EMAIL = re.compile(r"[^\s@,;]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.I | re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,22}[0-9]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＠（）－＋", "0123456789@()-+")


@dataclass(frozen=True)
class Contact:
    """``way`` is a telephone number or an e-mail address, or ""."""

    name: str = ""
    way: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.way)

    @property
    def masked(self) -> Contact:
        """Enough to recognise it by, too little to call."""
        return Contact(self.name[:1] + "*" * (len(self.name[:4]) - 1) if self.name else "", _masked(self.way))


def _masked(way: str) -> str:
    shown = mask_personal_data(way)
    if shown != way or not way:
        return shown
    return "*" * (len(way) - 4) + way[-4:]


def read_way(text: str) -> str | None:
    """The number or address that was typed, tidied; "" where nothing was, None where it is neither."""
    way = text.translate(_FULL_WIDTH).strip()
    if not way:
        return ""
    if len(way) > LONGEST_CONTACT:
        return None
    return way if _EMAIL.fullmatch(way) or _PHONE.fullmatch(way) else None


def locked(contact: Contact, secret: str) -> str:
    """The contact as it is stored: nobody without the installation's secret can read it."""
    if not contact:
        return ""
    return _lock(secret).encrypt(f"{contact.name}\n{contact.way}".encode()).decode()


def unlocked(stored: str, secret: str) -> Contact | None:
    """The contact again; None where the secret is no longer the one it was locked with."""
    if not stored:
        return Contact()
    try:
        name, _, way = _lock(secret).decrypt(stored.encode()).decode().partition("\n")
    except InvalidToken:
        return None
    return Contact(name, way)


def _lock(secret: str) -> Fernet:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"zhengtong.handov").digest()
    return Fernet(base64.urlsafe_b64encode(key))
