"""Microseconds that this Python takes for some ordinary work; fails where Zhengtong cannot be installed with it."""

import sys
import time

if sys.version_info < (3, 11):  # noqa: UP036 - it is run by whatever Python there is
    sys.exit("too old")
import ensurepip  # noqa: F401 - Debian ships it apart
import venv  # noqa: F401


class Row:
    def __init__(self, number: int) -> None:
        self.number, self.name = number, str(number)


def work() -> object:
    sums: dict[str, int] = {}
    for row in [Row(number) for number in range(2000)]:
        sums[row.name] = sums.get(row.name, 0) + row.number
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def took() -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


sys.stdout.write(f"{round(min(took() for _ in range(300)) * 1_000_000)}\n")
