"""Well-known matters that a catalogue may lack: so that a question about one is not answered with its neighbour.

``data/matters.csv``: a matter, how it is asked for, what a catalogue's title for it contains, who usually handles it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.sieve import Sieve
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True)
class Matter:
    """``asked``: of a text in small letters."""

    name: Bilingual
    department: Bilingual
    asked: re.Pattern[str]
    present: re.Pattern[str]


# Looking something up, following an application, certifying a fact: not the matter itself, unless that is asked.
_ABOUT = re.compile(
    r"查询|进度|公证|预约|咨询|名录|名单|公示|外国人|查(?!体)|看看|约|做到哪|foreign|check|notari", re.I
)


@cache
def known_matters() -> tuple[Matter, ...]:
    """All of them, in the order of the file."""
    with (DATA / "matters.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Matter(
                Bilingual(row["name_zh"], row["name_en"]),
                Bilingual(row["department_zh"], row["department_en"]),
                re.compile(row["asked"]),
                re.compile(row["present"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def _sieve() -> Sieve:
    return Sieve(matter.asked.pattern for matter in known_matters())


def absent_matter(simplified: str, titles: Iterable[str]) -> Matter | None:
    """The matter that is plainly asked for while none of the ``titles`` found is it; None in all other cases."""
    known, text = known_matters(), simplified.lower()
    asked = [known[number] for number in _sieve().possible(text) if known[number].asked.search(text)]
    if not asked:
        return None
    about = bool(_ABOUT.search(simplified))
    among = tuple(titles)
    return None if any(_is_there(matter, among, about) for matter in asked) else asked[0]


@lru_cache(maxsize=512)
def _is_there(matter: Matter, titles: tuple[str, ...], about: bool) -> bool:
    return any(matter.present.search(title) for title in titles if about or not _ABOUT.search(title))
