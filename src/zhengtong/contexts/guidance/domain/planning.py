"""Plan: several matters as one. Ordered by what depends on what, papers and questions merged, trips and time saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from zhengtong.contexts.guidance.domain.navigation import Navigation
from zhengtong.contexts.guidance.domain.plan import PerhapsFirst, Plan, PlanQuestion, PlanStep
from zhengtong.contexts.guidance.domain.plan_depends import depends_on
from zhengtong.contexts.guidance.domain.plan_graph import HAVE, Graph, Person, graph_of
from zhengtong.contexts.guidance.domain.plan_materials import merged_materials
from zhengtong.contexts.guidance.domain.plan_time import Days, Task, Timed, length, timed, trips_of
from zhengtong.contexts.guidance.domain.plan_trips import Place, places_of, trips
from zhengtong.contexts.guidance.domain.reply import Known, Language, SourceList
from zhengtong.contexts.guidance.domain.situations import known_key
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.kernel.ordering import in_order
from zhengtong.kernel.sources import item_page, law_page
from zhengtong.kernel.working_days import Calendar

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import Limit, OneThing, ServiceItem
    from zhengtong.kernel.sources import Source
    from zhengtong.kernel.text import Bilingual


def plan_of(
    items: Sequence[ServiceItem],
    *,
    known: Iterable[Known] = (),
    language: Language,
    sources: SourceList,
    start: date,
    calendar: Calendar,
    others: Mapping[str, ServiceItem] | None = None,
    one_thing: OneThing | None = None,
    navigations: Mapping[str, Navigation] | None = None,
    in_person: bool = False,
) -> Plan:
    """The plan for ``items``, which stand in the order asked.

    Steps come in the order in which they can begin, those that begin on one day in the order asked.

    Args:
        known: what was said about the situation; ``<code>.have`` = yes leaves a matter out.
        sources: facts of the plan are numbered into it.
        start: the plan begins on this day, or on the next working day.
        others: items that may be needed first though nobody asked for them.
        one_thing: the bundle that ``items`` are; its own order is kept, too.
        navigations: where the person stands in each item, where that is known already.
        in_person: go to the window also where it can be done online.
    """
    person = Person(tuple(known), language, start)
    graph = graph_of(items, person, others=others or {}, one_thing=one_thing, navigations=navigations)
    return _Planner(graph, person, sources, Days(start, calendar), one_thing, in_person).plan()


class _Planner:
    def __init__(  # noqa: PLR0917 - what a plan is made of
        self,
        graph: Graph,
        person: Person,
        sources: SourceList,
        days: Days,
        one_thing: OneThing | None,
        in_person: bool,
    ) -> None:
        self.graph, self.person, self.sources, self.days = graph, person, sources, days
        self.language = person.language
        self.one_thing = one_thing
        self.limits = {code: self._limit(item) for code, item in graph.items.items()}
        self.places = {code: places_of(item, in_person=in_person) for code, item in graph.items.items()}
        tasks = [self._task(code) for code in graph.items]
        self.trips = trips_of(tasks, days)
        self.times = timed(tasks, days, {code: number for code, (number, _) in self.trips.items()})
        self.order = self._order()

    def plan(self) -> Plan:
        at_least = length(self.times)
        items = {code: self.graph.items[code] for code in self.order}
        unstated = tuple(code for code in items if self.limits[code] is None)
        steps = tuple(self._step(code) for code in items)
        return Plan(
            steps=steps,
            materials=merged_materials(
                list(items.values()), self.graph.navigations, language=self.language, cite=self.cite
            ),
            trips=trips(
                self._trips(),
                times=self.times,
                waits=self._waiting(),
                days=self.days,
                language=self.language,
                cite=self.cite,
            ),
            saved=len(self.trips) - len({number for number, _ in self.trips.values()}),
            working_days=None if unstated else at_least,
            one_thing=self.one_thing.key if self.one_thing else "",
            title=self.tell(self.one_thing.title) if self.one_thing else "",
            at_least=at_least,
            unstated=unstated,
            start=self.days.first.isoformat(),
            ends=self.days.day(at_least).isoformat(),
            circle=self.graph.circle,
            perhaps=self._perhaps(),
            questions=self._questions(),
        )

    def _order(self) -> tuple[str, ...]:
        """By day of beginning; what begins on one day as it depends, else as asked."""
        place = {code: number for number, code in enumerate(self.graph.items)}
        codes = sorted(self.graph.items, key=lambda code: (self.times[code].starts, place[code]))
        order, _ = in_order({code: tuple(w.on for w in self.graph.waits[code]) for code in codes})
        return order

    def tell(self, text: Bilingual) -> str:
        return text.in_language("en" if self.language == "en" else "zh")

    def cite(self, sources: Iterable[Source]) -> tuple[int, ...]:
        return tuple(
            dict.fromkeys(
                self.sources.number(
                    kind=s.kind, title=s.title, locator=s.locator, url=s.url or _page(s), shown=self._named(s)
                )
                for s in sources
            )
        )

    def _named(self, source: Source) -> str:
        """A matter in English, where that is read."""
        item = self.graph.items.get(source.key.removeprefix("item:")) if self.language == "en" else None
        return f"{self.tell(item.title)} · {self.tell(item.department.name)}" if item else ""

    def _limit(self, item: ServiceItem) -> Limit | None:
        """The promised limit where it holds for this person, else the statutory one."""
        navigation = self.graph.navigations[item.code]
        stated = (item.limits.promised, item.limits.statutory)
        return next((l for n, l in enumerate(stated) if l and navigation.truth("limits", n) is not False), None)  # noqa: E741

    def _task(self, code: str) -> Task:
        limit = self.limits[code]
        return Task(
            key=code,
            before=tuple(wait.on for wait in self.graph.waits[code]),
            days=limit.days if limit else None,
            working=limit is None or limit.unit == "working",
            places=tuple(place.key for place in self.places[code]),
        )

    def _trips(self) -> dict[int, tuple[Place, list[str]]]:
        found: dict[int, tuple[Place, list[str]]] = {}
        for code in self.order:
            if code in self.trips:
                number, key = self.trips[code]
                place = next(p for p in self.places[code] if p.key == key)
                found.setdefault(number, (place, []))[1].append(code)
        return found

    def _waiting(self) -> dict[str, bool]:
        """Whether the code waits for a result that is not there on the spot."""
        takes = {code: limit is None or limit.days > 0 for code, limit in self.limits.items()}
        return {code: any(takes[w.on] for w in self.graph.waits[code]) for code in self.order}

    def _step(self, code: str) -> PlanStep:
        item, limit, time = self.graph.items[code], self.limits[code], self.times[code]
        waits = self.graph.waits[code]
        cited = [item.source, *(limit.sources if limit else ()), *(s for w in waits if w.rule for s in w.rule.sources)]
        visits = item.channels.visits
        return PlanStep(
            code=code,
            title=self.tell(item.title),
            department=self.tell(item.department.name),
            after=tuple(wait.on for wait in waits),
            because=self._because(code),
            starts=time.starts,
            takes=time.ends - time.starts if limit else None,
            trip=self.trips[code][0] if code in self.trips else 0,
            critical=code not in self.graph.open and self._critical(time),
            sources=self.cite(cited),
            needed="first" if code in self.graph.first else "asked",
            slack=time.slack,
            begins=self.days.day(time.starts).isoformat(),
            due=self.days.day(time.ends).isoformat() if limit else "",
            open_ended=self._open_ended(code),
            limit=self._said(limit) if limit else "",
            way="trip" if code in self.trips else "online" if item.channels.online else "",
            visits=visits,
            note=self._note(code),
            url=item_page(code),
            phone=item.phones.consult or item.department.phone,
            depends=depends_on(self.graph.open[code], self.graph.items.values(), self.language)
            if code in self.graph.open
            else "",
        )

    def _critical(self, time: Timed) -> bool:
        return time.slack == 0 and length(self.times) > 0

    def _open_ended(self, code: str) -> bool:
        """Whether something that it waits for, however far back, states no limit."""
        return any(self.limits[w.on] is None or self._open_ended(w.on) for w in self.graph.waits[code])

    def _because(self, code: str) -> str:
        said = [self.tell(w.rule.why) for w in self.graph.waits[code] if w.rule and w.rule.why]
        return say("plan-list", self.language).join(dict.fromkeys(said))

    def _said(self, limit: Limit) -> str:
        if limit.days == 0:
            return say("on-the-spot", self.language)
        return say(f"{limit.unit}-days", self.language, days=limit.days)

    def _note(self, code: str) -> str:
        member = next((m for m in self.one_thing.members if m.code == code), None) if self.one_thing else None
        return self.tell(member.note) if member else ""

    def _perhaps(self) -> tuple[PerhapsFirst, ...]:
        found: dict[str, PerhapsFirst] = {}
        for code, rule, by in self.graph.perhaps:
            title = self._title(code)
            known = found.get(code) or PerhapsFirst(code, title, self.tell(rule.why), (), self.cite(rule.sources))
            found[code] = PerhapsFirst(code, known.title, known.why, (*known.by, by), known.sources)
        return tuple(found[code] for code in found if found[code].title)

    def _title(self, code: str) -> str:
        other = self.graph.others.get(code)
        return self.tell(other.title) if other else ""

    def _questions(self) -> tuple[PlanQuestion, ...]:
        """For each matter the question that tells most, those about one fact as one."""
        asked: dict[str, PlanQuestion] = {}
        for code in self.order:
            question = self.graph.navigations[code].question
            if question is None:
                continue
            sharing = tuple(
                other
                for other in self.order
                if any(
                    known_key(self.graph.items[other], s) == question.key for s in self.graph.items[other].situations
                )
            )
            options = tuple((o.key, o.label) for o in question.options)
            asked.setdefault(question.key, PlanQuestion(question.key, question.text, question.why, options, sharing))
        return (*asked.values(), *self._have_questions())

    def _have_questions(self) -> Iterable[PlanQuestion]:
        for each in self._perhaps():
            yield PlanQuestion(
                key=f"{each.code}.{HAVE}",
                text=say("plan-have", self.language, title=each.title),
                why=each.why,
                options=(("yes", say("plan-have-yes", self.language)), ("no", say("plan-have-no", self.language))),
                codes=each.by,
            )


def _page(source: Source) -> str:
    """Where this site shows a source that has no address of its own."""
    if source.kind == "law":
        return law_page(source.title, source.locator)
    return item_page(source.key.removeprefix("item:")) if source.key.startswith("item:") else ""
