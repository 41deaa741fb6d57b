"""Work of the index in the background, at the lowest priority."""

from __future__ import annotations

import time

from django.utils.translation import gettext_noop as N_

from zhengtong.platform.jobs.service import at_low_priority, periodic
from zhengtong.platform.search import upkeep, vectors

_AT_MOST_SECONDS = 240.0
_LONGEST_PAUSE = 2.0


@periodic("* * * * * */15", name="search.fill-vectors", title=N_("Compute the meaning of new texts for search"))
def fill_in_background() -> int:
    """Vectors for entries that wait, for some minutes at most; returns how many got one."""
    done = 0

    def work() -> None:
        nonlocal done
        deadline = time.monotonic() + _AT_MOST_SECONDS
        upkeep.index_vectors()
        done = vectors.fill_vectors(deadline=deadline, progress=_Breather())

    at_low_priority(work)
    return done


@periodic("*/5 * * * *", name="search.upkeep", title=N_("Keep the search index tidy"))
def tidy() -> int:
    """Fold statistics, recompute weights that drifted, index vectors; returns how many entries were rewritten."""
    rewritten = 0

    def work() -> None:
        nonlocal rewritten
        rewritten = upkeep.rebuild(drift=upkeep.DRIFT)
        upkeep.index_vectors()

    at_low_priority(work)
    return rewritten


class _Breather:
    """Steps back when the machine is busy: as long as this thread had to wait for a processor, it then pauses."""

    def __init__(self) -> None:
        self._wall, self._mine = time.monotonic(), time.thread_time()

    def __call__(self, _done: int) -> None:
        waited = (time.monotonic() - self._wall) - (time.thread_time() - self._mine)
        time.sleep(min(max(waited, 0.0), _LONGEST_PAUSE))
        self._wall, self._mine = time.monotonic(), time.thread_time()
