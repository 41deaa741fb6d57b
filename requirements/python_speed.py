"""Microseconds that this Python takes for some ordinary work; fails where Zhengtong cannot be installed with it."""

import sys
import time

if sys.version_info < (3, 11):
    sys.exit("too old")
import ensurepip  # noqa: F401 - Debian ships it apart
import venv  # noqa: F401


class Row:
    def __init__(self, number):
        self.number, self.name = number, str(number)


def work():
    sums = {}
    for row in [Row(number) for number in range(2000)]:
        sums[row.name] = sums.get(row.name, 0) + row.number
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def took():
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


print(round(min(took() for _ in range(300)) * 1_000_000))
