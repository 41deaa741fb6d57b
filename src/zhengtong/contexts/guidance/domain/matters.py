"""Well-known matters that a catalogue may lack: so that a question about one is not answered with its neighbour.

``data/matters.csv``: a matter, how it is asked for, what a catalogue's title for it contains, who usually handles it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from zhengtong.contexts.guidance.domain.in_other_words import in_other_words
from zhengtong.contexts.guidance.domain.in_turn import matters_in
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

_PAPER = re.compile(
    r"(?:办|领|申请|考|开|补)(?:理|领|取)?(?:一?[个张本份])?"
    r"(?P<paper>(?P<name>(?:(?![个哪什么些的这那几])[\u4e00-\u9fff]){2,5})(?:许可证|证书|执照|证))(?![件明照券])"
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


def unheard_paper(simplified: str, titles: tuple[str, ...]) -> str:
    """A paper that is asked for by a name that is in no title and no list of words (江湖证); empty where none is."""
    asked = _PAPER.search(simplified)
    if asked is None or matters_in(asked["name"]) or matters_in(asked["paper"]) or in_other_words(simplified):
        return ""
    name = asked["name"]
    heard = _pairs_of(titles)
    return "" if any(name[at : at + 2] in heard for at in range(len(name) - 1)) else asked["paper"]


@lru_cache(maxsize=4)
def _pairs_of(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(title[at : at + 2] for title in titles for at in range(len(title) - 1))


@lru_cache(maxsize=512)
def _is_there(matter: Matter, titles: tuple[str, ...], about: bool) -> bool:
    return any(matter.present.search(title) for title in titles if about or not _ABOUT.search(title))
