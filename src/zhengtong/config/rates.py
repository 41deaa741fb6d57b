"""How often one address may use the REST interface: counted for all web processes together."""

from __future__ import annotations

import hashlib
import ipaddress
import mmap
import os
import secrets
import struct
import time

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from zhengtong.config.environment import readable_rate

USUAL = "240/m"
_PERIODS = {"s": 1, "m": 60, "h": 3600}
_LOCAL = {"127.0.0.1", "::1", ""}
_SLOTS = 1 << 16
# of one address in one period: which address (a keyed hash), which period, how many requests
_SLOT = struct.Struct("<QII")


class PerAddress(BaseThrottle):
    """So many requests in a period for one address; this machine itself is not limited unless it forwards for others.

    The counters lie in memory that forked processes share; this module is imported before ``serve`` forks. Two
    processes that count at the same instant may miss one request, which does no harm here.

    Args:
        rate: ``"240/m"``; the period is s, m or h.
        proxies: addresses, besides this machine, that may say for whom they ask (X-Forwarded-For).
    """

    def __init__(self, rate: str, proxies: str = "") -> None:
        number, _, period = rate.partition("/")
        self.limit, self.period = int(number), _PERIODS[period[:1]]
        self.proxies = _known(proxies)
        self.key = secrets.token_bytes(16)
        self.counters = mmap.mmap(-1, _SLOTS * _SLOT.size)

    def allow_request(self, request: HttpRequest) -> bool:
        address = self.counted(request)
        return not address or self._count(address) <= self.limit

    def counted(self, request: HttpRequest) -> str:
        """The address whose requests are counted; "" for this machine itself."""
        address = self.address_of(request)
        return "" if address in _LOCAL else address

    def address_of(self, request: HttpRequest) -> str:
        """Who asks. Behind a known proxy the last address that it adds; what a caller claims counts for nothing."""
        address = _written_once(str(request.META.get("REMOTE_ADDR") or ""))
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded and address in self.proxies:
            address = _written_once(str(forwarded.rpartition(",")[2].strip())) or address
        return _half(address)

    def _count(self, address: str) -> int:
        digest = hashlib.blake2b(address.encode("utf-8", "replace"), key=self.key, digest_size=16).digest()
        where, who = struct.unpack("<QQ", digest)
        place = where % _SLOTS * _SLOT.size
        period = int(time.time()) // self.period & 0xFFFFFFFF
        held, of_period, number = _SLOT.unpack_from(self.counters, place)
        number = number + 1 if (held, of_period) == (who, period) else 1
        _SLOT.pack_into(self.counters, place, who, period, min(number, 0xFFFFFFFF))
        return number

    def wait(self) -> float:
        """Seconds until the next period."""
        return self.period - time.time() % self.period


def _known(proxies: str) -> frozenset[str]:
    return frozenset(_LOCAL | {_written_once(each.strip()) for each in proxies.split(",")})


def proxies_from_environment() -> frozenset[str]:
    """This machine, and ZHENGTONG_PROXIES: addresses behind which are many."""
    return _known(os.environ.get("ZHENGTONG_PROXIES", ""))


def _written_once(address: str) -> str:
    """IPv6 has many ways to write one address, and one to write those of IPv4; what is no address stays."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(found.ipv4_mapped or found)


def _half(address: str) -> str:
    """Of IPv6 the first half: whoever has one address has 2^64 of them."""
    if ":" not in address or address in _LOCAL:
        return address
    try:
        return f"{ipaddress.IPv6Address(int(ipaddress.IPv6Address(address)) >> 64 << 64)}/64"
    except ValueError:
        return address


def from_environment() -> PerAddress:
    """ZHENGTONG_RATE (240/m) and ZHENGTONG_PROXIES (addresses, separated by commas)."""
    rate = os.environ.get("ZHENGTONG_RATE", USUAL)
    # what cannot be read is named at the start of serve and by doctor; a site without a limit it does not become
    return PerAddress(rate if readable_rate(rate) else USUAL, os.environ.get("ZHENGTONG_PROXIES", ""))
