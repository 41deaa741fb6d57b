"""What to bring for several matters at once: the same paper once, the larger need wins, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.domain.navigation import Navigation
from zhengtong.contexts.guidance.domain.plan import PlanMaterial
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.situations import condition_of
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.text import normalise
from zhengtong.platform.rules import service as rules

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import Material, ServiceItem
    from zhengtong.kernel.sources import Source

Cite = Callable[[Iterable["Source"]], tuple[int, ...]]
_NEEDS = ("required", "conditional", "already-held")  # the larger first
_FORMS = ("original-and-copy", "original", "copy", "electronic", "")
# made for one matter each: two of the same name are two papers
_OF_ONE_MATTER = re.compile(
    r"^(?:.{0,2}(?:申请|登记|审批|备案|报名|信息|情况)(?:表|书|单|材料|资料)|(?:个人|本人)?申请|承诺书|声明|委托书|授权委托书|情况说明|其他.{0,8})$"
)
_HANDED_IN = re.compile("照片|相片|合影|photo", re.I)
_MARKS = re.compile(r"[\s《》“”\"'()]+")
_FORM = re.compile(r"(?<=.)[:]?(?:原件及复印件|原件和复印件|复印件|原件)$")


@dataclass(frozen=True)
class _Asked:
    material: Material
    item: ServiceItem
    need: str
    open: bool

    @property
    def code(self) -> str:
        return self.item.code


def merged_materials(
    items: Sequence[ServiceItem],
    navigations: Mapping[str, Navigation],
    *,
    language: Language,
    cite: Cite,
) -> tuple[PlanMaterial, ...]:
    """Papers in the order in which they are first needed; what the government holds comes last.

    ``items``: in the order of the plan, so that a paper which an earlier one issues is not asked of the person.
    """
    papers: dict[str, list[_Asked]] = {}
    for item in items:
        for asked in _asked(item, navigations[item.code]):
            papers.setdefault(_paper(asked), []).append(asked)
    issued = _issued(items)
    found = [_one(rows, issued, items, language, cite) for rows in papers.values()]
    return tuple(sorted(found, key=lambda m: _NEEDS.index(m.need)))


def _asked(item: ServiceItem, navigation: Navigation) -> Iterable[_Asked]:
    for number, material in enumerate(item.materials):
        truth = navigation.truth("materials", number)
        if truth is False:
            continue
        need = material.need
        if need == "required" and truth is None:
            need = "conditional"
        if need == "conditional" and truth is True and material.when is not None:
            need = "required"
        yield _Asked(material, item, need, truth is None)


def _paper(asked: _Asked) -> str:
    """What is one and the same paper: one name, unless it is a form that every matter has of its own."""
    name = paper_name(_name(asked))
    return f"{name}\0{asked.code}\0{asked.material.key}" if _OF_ONE_MATTER.match(name) else name


def paper_name(name: str) -> str:
    """The name without quotation marks, blanks and the form in which it is wanted."""
    return _FORM.sub("", _MARKS.sub("", normalise(name))) or name


def _issued(items: Sequence[ServiceItem]) -> dict[str, str]:
    return {paper_name(item.outcome.name.zh): item.code for item in reversed(items) if item.outcome}


def _one(
    rows: Sequence[_Asked],
    issued: Mapping[str, str],
    items: Sequence[ServiceItem],
    language: Language,
    cite: Cite,
) -> PlanMaterial:
    tongue = "en" if language == "en" else "zh"
    need = min((row.need for row in rows), key=_NEEDS.index)
    bring = [row for row in rows if row.need != "already-held"]
    wanted = bring or list(rows)
    form = _form([row.material.form for row in wanted])
    made_by = _made_by(rows, issued, items)
    notes = _notes(rows, wanted, made_by, items, language)
    return PlanMaterial(
        name=rows[0].material.name.in_language(tongue),
        codes=tuple(dict.fromkeys(row.code for row in rows)),
        need=need,
        note=say("separator", language).join(dict.fromkeys(n for n in notes if n)),
        sources=cite(_sources(rows)),
        key=rows[0].material.key,
        form=form,
        copies=_copies(wanted),
        made_by=made_by,
    )


def _sources(rows: Sequence[_Asked]) -> list[Source]:
    return [source for row in rows for source in (row.material.sources or (row.item.source,))]


def _form(forms: Sequence[str]) -> str:
    """The form that serves all: an original where one is wanted, and a copy beside it where another wants that."""
    asked = set(forms)
    if "original-and-copy" in asked or {"original", "copy"} <= asked:
        return "original-and-copy"
    return next(form for form in _FORMS if form in asked)


def _copies(rows: Sequence[_Asked]) -> int | None:
    """How many serve all. What is handed in adds up: copies, photographs, and originals wanted more than once; an
    original is otherwise shown and taken back."""
    stated = [(row.material.form, row.material.copies or 1, row) for row in rows if row.material.copies]
    copies = sum(n for form, n, _ in stated if form in ("copy", "original-and-copy"))
    kept = sum(n for form, n, row in stated if form == "original" and (n > 1 or _HANDED_IN.search(_name(row))))
    return max(copies, kept, *(n for _, n, _ in stated)) if stated else None


def _name(row: _Asked) -> str:
    return row.material.name.zh or row.material.name.en


def _made_by(rows: Sequence[_Asked], issued: Mapping[str, str], items: Sequence[ServiceItem]) -> str:
    """The step whose result this paper is, if that comes before the first one that asks for it."""
    code = issued.get(paper_name(rows[0].material.name.zh), "")
    order = [item.code for item in items]
    return code if code and all(order.index(code) < order.index(row.code) for row in rows) else ""


def _notes(
    rows: Sequence[_Asked],
    wanted: Sequence[_Asked],
    made_by: str,
    items: Sequence[ServiceItem],
    language: Language,
) -> Iterable[str]:
    """Why it says what it says: which step makes it, who wants which form, who already has it; then each own note."""
    tongue = "en" if language == "en" else "zh"
    number = {item.code: place for place, item in enumerate(items, start=1)}
    if made_by:
        yield say("plan-made-by", language, number=number[made_by])
    if len({(r.material.form, r.material.copies) for r in wanted}) > 1:
        each = say("plan-list", language).join(
            say("plan-wants", language, number=number[r.code], wants=_wants(r.material, language)) for r in wanted
        )
        yield say("plan-larger", language, each=each)
    held = [r for r in rows if r.need == "already-held"]
    if held and len(held) < len(rows):
        steps = say("comma", language).join(str(number[r.code]) for r in held)
        yield say("plan-held-for", language, steps=steps)
    some = [r for r in rows if r.need == "conditional"]
    if some and len(some) < len(rows):
        steps = say("comma", language).join(str(number[r.code]) for r in some)
        yield say("plan-sometimes-for", language, steps=steps)
    for row in rows:
        if row.open:
            yield only_if(row.item, row.material.when, language)
        if row.material.note:
            yield row.material.note.in_language(tongue)


def only_if(item: ServiceItem, condition: Any, language: Language) -> str:
    """The condition as a sentence; empty where its form is not known."""
    tongue = "en" if language == "en" else "zh"
    tree = condition_of(condition)
    if tree is None:
        return ""
    names = {s.key: f"“{s.question.in_language(tongue)}”" for s in item.situations}
    names |= {f"{s.key}={o.key}": o.label.in_language(tongue) for s in item.situations for o in s.options}
    return say("only-if", language, condition=rules.render(tree, tongue, names))


def _wants(material: Material, language: Language) -> str:
    form = say(f"form-{material.form}", language) if material.form else say("plan-any-form", language)
    copies = say("copies", language, copies=material.copies) if material.copies else ""
    return " ".join(part for part in (form, copies) if part)
