"""Follow-ups: what was said before completes what is said now. How people speak of it: ``data/dialogue.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import yaml

from zhengtong.contexts.guidance.domain import ranking_lexicon
from zhengtong.contexts.guidance.domain.facets import facets_of, without_facets
from zhengtong.contexts.guidance.domain.facts_said import facts_said
from zhengtong.contexts.guidance.domain.following import NOTHING, Spoken
from zhengtong.contexts.guidance.domain.in_other_words import in_other_words
from zhengtong.contexts.guidance.domain.in_turn import is_wanted, matters_in, names_doing
from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.needs import NeedText, reduced
from zhengtong.contexts.guidance.domain.pairs import names_thing
from zhengtong.contexts.guidance.domain.ranking_actions import actions_asked, actions_offered
from zhengtong.contexts.guidance.domain.reply import Facet
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN
from zhengtong.contexts.guidance.domain.words import CIVIC, own_words, residue

Kind = Literal["new", "same_item", "variation", "other_choice", "perhaps"]

_PROGRESS = "进度查询"  # what titles call it
_LONGEST_SURE, _LONGEST = 26, 36  # characters of its own matter; more stands alone
_CLAUSES = re.compile(r"[,，。;；!！?？]\s*|(?<=[a-z])\.\s+")
_WHOLLY = 0.99
_OF_NO_MATTER = 3  # characters beside a question about the matter before, whatever they are
_ASIDE, _ASIDE_EN = 8, 8  # those that name no other matter: 收入高一点能申请不
_SURE = 0.9  # weight of an expression of the lexicon that stands for nothing else
_WHOLE = 4  # characters of an expression of the lexicon that says what is to be done with what
_BARE_OF_ALL, _BARE_WORDS = 6, 2
_BARE = 10  # characters without a word of public matters in them
_MOST_WORDS, _MOST_WORDS_PERHAPS = 14, 18
_BASE = 24  # characters of what was spoken of that are looked up with the new words
_ORDER = {c: i for i, c in enumerate("一二三四五六")} | {str(i + 1): i for i in range(6)}
_ORDER |= {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
# Done to the matter itself; asking for one of these is no mere question about it.
_CHANGES = frozenset({"replace", "renew", "change", "cancel", "extend", "progress", "pause", "resume", "result"})


@dataclass(frozen=True)
class Remembered:
    """What a need of a turn left behind: as looked up and as said, the item chosen and the items offered, best first.

    ``turn``: number of its turn; several needs of one message have the same.
    """

    query: str
    item: str | None
    title: str
    offered: tuple[tuple[str, str], ...] = ()
    text: str = ""
    facets: tuple[Facet, ...] = ()
    state: str = "answered"
    turn: int = 0
    department: str = ""

    @property
    def settled(self) -> bool:
        """Whether it is known which item is meant."""
        return bool(self.item) and self.state == "answered"


@dataclass(frozen=True)
class Resolved:
    """How a need of this turn is to be looked up.

    ``item`` is kept for ``same_item`` and ``other_choice``, left behind for ``variation``. ``along``: the new words
    together with what was ``spoken`` of, for a turn that goes on (``variation``) or may go on (``perhaps``) with it.
    """

    kind: Kind
    need: NeedText
    item: str | None = None
    because: str = ""
    along: str = ""
    spoken: Spoken = NOTHING


@cache
def _says() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "dialogue.yaml").read_text("utf-8"))
    return {name: re.compile("".join(pattern.splitlines()), re.I) for name, pattern in rows.items()}


def resolve(text: str, need: NeedText, before: Sequence[Remembered]) -> tuple[Resolved, ...]:
    """Complete ``need``, the only one of this turn, with the turns ``before`` it, oldest first.

    Several needs come back where the turn is about all those of the turn before: 都要带什么.
    """
    turns = [turn for turn in before if turn.query]
    if not turns:
        return (Resolved("new", need),)
    group = [turn for turn in turns if turn.turn == turns[-1].turn]
    picked = _picked(text, need, group)
    if picked:
        return (picked,)
    if _says()["leaves"].search(text) and len(residue(_says()["leaves"].sub("", text))) >= 2:
        return (Resolved("new", need),)
    own, corrects = _corrected(text)
    topic, own, named = _topic(own, turns, group)
    left, facets = residue(own), facets_of(own)
    if not corrects and (
        _only_about_it(own, topic, named=named)
        or (named and _share(own, topic) >= _WHOLLY)
        or _asks_for_a_person(own, topic)
    ):
        same = group if len(group) > 1 and not named else [topic]
        return tuple(_again(text, each, facets) for each in same)
    circumstance = _only_of_the_person(own)
    corrects = corrects and not circumstance  # 不对，我是外地户口: the situation was another one, not the matter
    sure = named or corrects or circumstance or _leans_on_it(own, left)
    if not sure and not _may_lean(own, left):
        return (Resolved("new", need),)
    spoken = _spoken(own, topic, turns, group if not named else (), sure=sure, corrects=corrects)
    spoken = replace(spoken, circumstance=circumstance, bare=spoken.bare and not named)
    return (_varied(text, own, topic, spoken, facets),)


def _spoken(
    own: str,
    topic: Remembered,
    turns: Sequence[Remembered],
    group: Sequence[Remembered],
    *,
    sure: bool,
    corrects: bool,
) -> Spoken:
    listed = len(group) > 1
    others = [(t.item or "", t.title) for t in group if t is not topic] if listed else topic.offered
    return Spoken(
        topic.title or topic.query,
        topic.item,
        sure,
        corrects,
        beside=tuple(each for each in others if each[0] != topic.item),
        bare=sure and _says_little(own) and not _names_all(own),
        told=frozenset(t.item for t in turns if t.settled and t.item),
        listed=listed,
        plan=_plan_of(topic, turns),
        actions=frozenset()
        if _actions(own)
        else (actions_offered(topic.title) | actions_asked(topic.title.lower())) & _CHANGES,
    )


def _says_little(text: str) -> bool:
    """Too few words to stand alone: what if I lost it."""
    return len(own_words(text).split()) <= _BARE_WORDS if text.isascii() else len(residue(text)) <= _BARE_OF_ALL


def _names_all(text: str) -> bool:
    """Few words may name a matter wholly: 请律师很贵吧."""
    if _says()["opens"].search(text):
        return False
    said = ranking_lexicon.shipped().find(text.lower())
    return bool(in_other_words(text)) or any(len(each.expression) >= _WHOLE for each in said)


def _names_known(text: str) -> bool:
    """Whether a matter of its own is named by an everyday word."""
    return any(each.domain != ASKING_DOMAIN and each.weight >= _SURE for each in ranking_lexicon.shipped().find(text))


def _plan_of(topic: Remembered, turns: Sequence[Remembered]) -> frozenset[str]:
    """The matters that were answered together with that of ``topic``, in the last turn that answered several."""
    by_turn: dict[int, set[str]] = {}
    for each in turns:
        if each.settled and each.item:
            by_turn.setdefault(each.turn, set()).add(each.item)
    several = [(turn, items) for turn, items in by_turn.items() if len(items) > 1]
    _, items = max(several, default=(0, set()), key=lambda one: one[0])
    return frozenset(items) if topic.item in items else frozenset()


def _picked(text: str, need: NeedText, group: Sequence[Remembered]) -> Resolved | None:
    """One of the items that were offered, by its place."""
    choice = _says()["choice"].match(text.strip())
    if not choice or len(group) > 1:
        return None
    index = _ORDER[next(g for g in choice.groups() if g).lower()]
    if index >= len(group[0].offered):
        return None
    code, title = group[0].offered[index]
    return Resolved("other_choice", NeedText(text, title, need.facets, group[0].query), code, title)


def said_anew(text: str) -> str:
    """What a person says after taking back what they began with: 开个打耳洞的店... 不对 想开个诊所."""
    match = _says()["takes_back"].search(text)
    rest = text[match.end() :] if match else ""
    named = bool(CIVIC.search(rest)) or names_thing(rest) or _names_all(rest)
    return rest if named and match and len(residue(text[: match.start()])) >= 2 else text


def _corrected(text: str) -> tuple[str, bool]:
    """(what is meant, whether the person takes back what was said before)."""
    says = _says()
    if match := says["corrects"].search(text):
        rest = text[match.end() :].strip(" ,，。.!！:：;；")
        inner = says["rather"].match(rest)
        return (inner.group(2) if inner else rest) or text, bool(rest)
    if match := says["rather"].match(text):
        return match.group(2), True
    meant = says["not_but"].sub("", text)
    return (meant, False) if residue(meant) else (text, False)


def _topic(text: str, turns: Sequence[Remembered], group: Sequence[Remembered]) -> tuple[Remembered, str, bool]:
    """(what the turn is about, its words without those that name it, whether it was named)."""
    says = _says()
    if len(group) > 1:
        for name, place in (("place", None), ("former", 0), ("latter", len(group) - 1)):
            if match := says[name].match(text):
                index = _ORDER[next(g for g in match.groups() if g).lower()] if place is None else place
                if index < len(group):
                    return group[index], text[match.end() :] or text, True
    if match := says["returns"].search(text):
        rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,，。:：")
        return _returned_to(text, rest, turns)
    if len(group) == 1 and facets_of(text) and (numbered := _numbered(text, turns)):
        return *numbered, True
    if (len(group) > 1 or facets_of(text)) and (found := _named(text, group if len(group) > 1 else turns)) is not None:
        return found, text, True
    return turns[-1], text, False


def _asked_one_by_one(turns: Sequence[Remembered]) -> list[Remembered]:
    """The matters in the order in which they came up; those of a list only where nothing was asked beside it."""
    settled = {t.item: t for t in turns if t.settled}
    alone = {t.item: t for t in settled.values() if sum(other.turn == t.turn for other in turns) == 1}
    return list((alone if len(alone) > 1 else settled).values())


def _numbered(text: str, turns: Sequence[Remembered]) -> tuple[Remembered, str] | None:
    """The matter that is named by the place in which it was asked for, and the words after that."""
    if not (match := _says()["place"].match(text)):
        return None
    asked, index = _asked_one_by_one(turns), _ORDER[next(g for g in match.groups() if g).lower()]
    return (asked[index], text[match.end() :].strip(" ,，") or text) if index < len(asked) else None


def _returned_to(text: str, rest: str, turns: Sequence[Remembered]) -> tuple[Remembered, str, bool]:
    says = _says()
    if match := says["first_topic"].search(text):
        return turns[0], rest.replace(match.group(), " ").strip(" ,，的") or text, True
    if numbered := _numbered(rest, turns):
        return *numbered, True
    earlier = next((t for t in reversed(turns) if t.item != turns[-1].item), turns[-1])
    found = max(turns, key=lambda t: (round(_share(rest, t), 2), t.turn)) if rest else earlier
    if not rest or _share(rest, found) < 0.3:
        before = says["topic_before"].search(text)
        return earlier, (rest.replace(before.group(), " ").strip(" ,，的") if before else rest) or text, True
    return found, rest, True


def _named(text: str, turns: Sequence[Remembered]) -> Remembered | None:
    """The one matter spoken of that these few words name: 身份证要多少钱, after two other questions."""
    if not 2 <= len(residue(text)) <= (20 if text.isascii() else 10):
        return None
    shares = [(_share(text, turn), turn.turn, turn) for turn in turns]
    best = max(shares, key=lambda s: s[:2])
    others = {t.item for share, _, t in shares if share >= best[0]}
    return best[2] if best[0] >= _WHOLLY and len(others) == 1 else None


def _share(text: str, turn: Remembered) -> float:
    """How much of the words was in what was asked or in the title of what was found."""
    spoken = f"{turn.title} {turn.text} {turn.department}".lower()
    if text.isascii():
        words = re.findall(r"[a-z]{3,}", own_words(text.lower()))
        return sum(w in spoken for w in words) / len(words) if words else 0.0
    left = residue(text)
    pairs = {left[i : i + 2] for i in range(len(left) - 1)}
    return sum(p in spoken for p in pairs) / len(pairs) if pairs else 0.0


def _only_about_it(text: str, topic: Remembered, *, named: bool) -> bool:
    """A facet and nothing of a matter's own: 那要多少钱 · 几天 · 打什么电话问 · Can I do that online?"""
    if not facets_of(text) or (_actions(text) & _CHANGES) - actions_offered(topic.title):
        return False
    matter = without_facets(text)
    if _names_another(text, matter, topic, named=named):
        return False
    left = _says()["relatives"].sub("", residue(matter))
    beside = "".join(c for c in left if c not in f"{topic.title}{topic.text}{topic.department}")
    if named and (_share(text, topic) >= 0.5 or (len(beside) <= _OF_NO_MATTER and not text.isascii())):
        return True
    return _is_aside(text, matter, left)


def _names_another(text: str, matter: str, topic: Remembered, *, named: bool) -> bool:
    """Whether another matter is asked about; ``matter``: what is left beside the facets."""
    if _says()["benefit"].search(text) and not _says()["benefit"].search(topic.title):
        return True
    if _share(text, topic):
        return False
    if names_thing(matter) and not text.isascii():
        return True  # 公章在哪刻, after a shop sign
    return not named and _names_known(matter)  # 那先领证要带什么, after a birth


def _is_aside(text: str, matter: str, left: str) -> bool:
    """Whether what is ``left`` of a question names no matter: nearly nothing, or 收入高一点 of 收入高一点能申请不."""
    if text.isascii():
        return len(left) <= _ASIDE_EN and not CIVIC.search(left)
    words = re.sub(r"[a-z]+", "", left)
    if len(words) <= _OF_NO_MATTER:
        return not CIVIC.search(left) or len(words) <= 2
    varies = "呢" in text or matters_in(matter) or names_doing(left)
    return len(words) <= _ASIDE and not varies


def _actions(text: str) -> frozenset[str]:
    """What is to be done, also where it is said without the usual words: 交上去了怎么查到哪步."""
    follows = {"progress"} if _says()["progress"].search(text) else set()
    return actions_asked(text.lower()) | follows


def _again(text: str, topic: Remembered, facets: tuple[Facet, ...]) -> Resolved:
    """The item once more; looked up once more where it is not settled which one is meant."""
    if not topic.settled:
        return Resolved("new", NeedText(text, topic.query, facets, topic.query))
    return Resolved("same_item", NeedText(text, topic.title, facets, topic.query), topic.item, topic.title)


def _leans_on_it(text: str, left: str) -> bool:
    says = _says()
    opens, points = bool(says["opens"].search(text)), bool(says["points"].search(text))
    if len(left) <= 4 or (len(left) <= _BARE and not CIVIC.search(text) and not text.isascii()):
        return True
    if text.isascii():
        return opens or (points and len(text.split()) < _MOST_WORDS)
    return (opens or points or bool(says["ends"].search(text))) and len(left) <= _LONGEST_SURE


def _may_lean(text: str, left: str) -> bool:
    return len(text.split()) <= _MOST_WORDS_PERHAPS if text.isascii() else len(left) <= _LONGEST


def left_without(text: str, said: Sequence[str]) -> str:
    """The matter of its own that is left in ``text`` beside some words."""
    for words in sorted(said, key=len, reverse=True):
        text = text.replace(words, " ")
    return residue(text)


def _asks_for_a_person(text: str, topic: Remembered) -> bool:
    """Something about somebody, and then a mere question about the matter: she cannot walk, can I go for her."""
    *told, asked = [clause for clause in _CLAUSES.split(text) if clause.strip()] or [""]
    if not told or not all(_only_tells(clause) for clause in told):
        return False
    return _only_about_it(asked, topic, named=False)


def _only_tells(clause: str) -> bool:
    """我在外地出差 · she cannot walk: nothing is asked, and no matter named."""
    if _says()["tells_of"].match(clause):
        return True
    return not clause.isascii() and not is_wanted(clause) and not matters_in(clause)


def _only_of_the_person(text: str) -> bool:
    """Only something about the person or a relative is said: 我是外地的呢, 那我老伴七十九 他能领吗."""
    if _says()["is_one"].search(text):
        return True
    said = [known.said for known in facts_said(text)]
    return bool(said) and len(_says()["of_a_person"].sub("", left_without(text, said))) <= 2


def _varied(text: str, own: str, topic: Remembered, spoken: Spoken, facets: tuple[Facet, ...]) -> Resolved:
    words = reduced(own, 28) if spoken.sure else reduced(own)
    if _says()["progress"].search(text.lower()):
        words = f"{words} {_PROGRESS}"
    if not _says()["opens"].search(own):
        words = f"{in_other_words(own)} {words}".strip()
    along = f"{words} {spoken.title[:_BASE]}".strip()
    need = NeedText(text, words, facets, topic.query if spoken.sure else "")
    kind: Kind = "variation" if spoken.sure else "perhaps"
    return Resolved(kind, need, topic.item, topic.title if spoken.sure else "", along, spoken)
