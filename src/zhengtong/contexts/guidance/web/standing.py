"""Where the person stands, for the pages: the next question, what was said, and the route one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from zhengtong.contexts.guidance.domain.navigation import questions_left
from zhengtong.contexts.guidance.domain.reply import Need, Reply
from zhengtong.contexts.guidance.domain.wording import say

HERE = "here"
# The stops of the route, each with the template that shows it.
STOPS = ("who", "bring", "go", "cost", "get")


@dataclass(frozen=True)
class Pick:
    """One answer: ``url`` gives it without scripts, ``value`` is what a form sends."""

    label: str
    url: str
    value: str


@dataclass(frozen=True)
class Asking:
    """The one question of the page. ``about``: title of the matter, where the page shows several."""

    text: str
    why: str
    left: int
    picks: tuple[Pick, ...]
    unsure: Pick
    skip_url: str
    about: str = ""
    number: int = 1


@dataclass(frozen=True)
class Told:
    """Something that was said, with the ways to take it back. ``said``: the words it was heard in."""

    label: str
    said: str
    key: str
    change_url: str
    forget_url: str


@dataclass(frozen=True)
class StepPage:
    """One stop of the route on a page of its own."""

    stop: str
    title: str
    number: int
    states: tuple[str, ...]
    back_url: str
    next_url: str
    next_title: str
    whole_url: str
    way: tuple[dict[str, str], ...]


def stop_titles() -> dict[str, str]:
    """The questions that people have, in the order in which they meet them."""
    return {
        "who": gettext("Can I apply?"),
        "bring": gettext("What do I bring?"),
        "go": gettext("Where do I go, and what happens there?"),
        "cost": gettext("What does it cost, and how long does it take?"),
        "get": gettext("What do I get in the end?"),
    }


def way_titles() -> dict[str, str]:
    """The same stops in a word or two, for the whole way on one line."""
    return {
        "who": pgettext("stop of the way", "Who"),
        "bring": pgettext("stop of the way", "Papers"),
        "go": pgettext("stop of the way", "Where"),
        "cost": pgettext("stop of the way", "Cost"),
        "get": pgettext("stop of the way", "Result"),
    }


def asking_of(reply: Reply, *, only: int = 0) -> Asking | None:
    """The next question: of the first need that has one. ``only``: number of the need whose page it is."""
    for number, need in enumerate(reply.needs, start=1):
        if need.question is not None and only in (0, number):
            return _asking(reply, need, number, alone=bool(only))
    return None


def _asking(reply: Reply, need: Need, number: int, *, alone: bool) -> Asking:
    question = need.question
    assert question is not None
    many = len(reply.needs) > 1 and not alone
    page = {"need": str(number)} if alone and len(reply.needs) > 1 else {}
    left = questions_left(n.question for n in ((need,) if alone else reply.needs) if n.question)
    return Asking(
        text=question.text,
        why=question.why,
        left=left,
        picks=tuple(_pick(reply, question.key, option.key, option.label, page) for option in question.options),
        unsure=_pick(reply, question.key, "", say("do-not-know", reply.language), page),
        skip_url=step_url(reply, number, 1) if reply.receipt else "",
        about=need.chosen_title if many else "",
        number=number,
    )


def _pick(reply: Reply, key: str, value: str, label: str, page: Mapping[str, str]) -> Pick:
    answer = f"{key}:{value}"
    return Pick(label, f"{asked_url(reply, a=answer, **page)}#{HERE}", answer)


def told_of(reply: Reply) -> list[Told]:
    """Everything that was said about the situation, newest last; words that say several things are named once."""
    shown = [known for known in reply.known if known.label or known.value]
    named_later = [known.said in [later.said for later in shown[n + 1 :]] for n, known in enumerate(shown)]
    return [
        Told(
            label=known.label or known.value,
            said="" if later or known.said in known.label else known.said,
            key=known.key,
            change_url=f"{asked_url(reply, change=known.key)}#{HERE}",
            forget_url=asked_url(reply, forget=known.key),
        )
        for known, later in zip(shown, named_later, strict=True)
    ]


def asked_url(reply: Reply, **more: str) -> str:
    """The address that goes on with this reply's question."""
    return f"{reverse('guidance:guide')}?{urlencode({'q': reply.question, 'c': reply.conversation, **more})}"


def step_url(reply: Reply, need: int, step: int) -> str:
    return _kept_url(reply, need=need, step=step)


def whole_url(reply: Reply) -> str:
    """The whole guide on one page, nothing asked and nothing folded."""
    return _kept_url(reply, all=1)


def need_url(reply: Reply, need: int) -> str:
    """One matter of the reply; 0 for all of it."""
    return _kept_url(reply, need=need)


def _kept_url(reply: Reply, **more: int) -> str:
    """The address of this very reply as it is kept: reading on asks nothing anew."""
    return f"{reverse('guidance:guide')}?{urlencode({'c': reply.conversation, 't': reply.turn, **more})}"


def step_page(reply: Reply, need: int, step: int) -> StepPage | None:
    """The page of one step, or None where there is no such step."""
    if not 1 <= step <= len(STOPS) or not 1 <= need <= len(reply.needs) or reply.needs[need - 1].chosen is None:
        return None
    titles: Mapping[str, str] = stop_titles()
    last = step == len(STOPS)
    states = tuple("done" if n < step else "here" if n == step else "" for n in range(1, len(STOPS) + 1))
    return StepPage(
        stop=STOPS[step - 1],
        title=titles[STOPS[step - 1]],
        number=step,
        states=states,
        back_url=step_url(reply, need, step - 1) if step > 1 else need_url(reply, need),
        next_url="" if last else step_url(reply, need, step + 1),
        next_title="" if last else titles[STOPS[step]],
        whole_url=whole_url(reply),
        way=tuple(
            {"name": name, "state": state, "url": step_url(reply, need, n)}
            for n, (name, state) in enumerate(zip(way_titles().values(), states, strict=True), start=1)
        ),
    )
