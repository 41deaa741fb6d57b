"""Where a chat model comes into a reply: after understanding, after searching, after composing. Each says what it did.

Without a configured model these give back what they were given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.model_help import ModelHelp, given_up, opened
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.memory import merged
from zhengtong.contexts.guidance.domain.reply import Need, Reply
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.contexts.guidance.queries.retrieval import Found
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.places import Places

NONE_MEANT = 0.5  # of the confidence stays when a large model is sure that none of the items is meant
ONE_MEANT = 0.8  # is the confidence at least when it is sure that one is


def open_help(run: Run) -> None:
    """The model's help with this reply, or with the reply that is made once more."""
    run.model = run.again.model if run.again else _opened()


def refine(run: Run, understood: Understood) -> Understood:
    """Lets the model split and rewrite what the rules understood."""
    if run.model is None:
        return understood
    refined = run.model.refine(understood, turn=run.memory.number + 1)
    better = run.model.rewrite(refined)
    known = {each.key for each in run.known}  # what the person picked or the rules read is not overruled
    run.known = merged(run.known, (each for each in better.said if each.key not in known))
    details = []
    if "taken" in run.model.counts:
        refused = run.model.counts["refused"]
        details.append(say("step-model-refined-said", run.language, n=len(better.needs), refused=refused))
    names = [need.query for need, old in zip(better.needs, refined.needs, strict=True) if need.query != old.query]
    details += [say("step-model-rewritten", run.language, query=query) for query in names]
    if details:
        run.step("model-refined", say("step-model-refined", run.language), tuple(details))
    return better


def while_waiting(run: Run, computing: Places) -> None:
    """From here on ``computing`` is held, and given up for as long as the model is waited for."""
    if run.model is not None:
        run.model.aside = partial(given_up, computing)


def offered(run: Run) -> int:
    """How many of the items found the model is to choose from; 0 where it does not choose."""
    return run.model.use.choices if run.model is not None and run.model.may("choose") else 0


def choose(run: Run, understood: Understood, found: Sequence[Found]) -> list[Found]:
    """The items found, put in order by score and model together; those of follow-ups stay."""
    if run.model is None or not run.model.may("choose"):
        return list(found)
    chosen = [
        _chosen(run.model, resolved.need.text, each) if _may_choose(run.model, resolved, each) else each
        for resolved, each in zip(understood.resolved, found, strict=True)
    ]
    moved = sum(
        bool(old.candidates) and old.candidates[0].code != new.candidates[0].code
        for old, new in zip(found, chosen, strict=True)
    )
    if not run.model.failed:
        key = "step-model-moved" if moved else "step-model-agreed"
        run.step("model-chose", say("step-model-chose", run.language), (say(key, run.language, n=moved),))
    return chosen


def _may_choose(model: ModelHelp, resolved: Resolved, found: Found) -> bool:
    """Where the rules say that the catalogue lacks the matter, a large model may still see it."""
    return resolved.kind == "new" and (found.absent is None or model.use.large)


def _chosen(model: ModelHelp, question: str, found: Found) -> Found:
    candidates, verdict = model.choose_among(question, found.candidates, _conditions)
    if verdict == "none":
        return replace(found, confidence=found.confidence * NONE_MEANT)
    if verdict == "one":
        found = replace(found, candidates=candidates, absent=None, confidence=max(found.confidence, ONE_MEANT))
        return retrieval.own_first(found)
    return found if found.absent else retrieval.own_first(replace(found, candidates=candidates))


def _conditions(codes: Sequence[str]) -> dict[str, str]:
    return {code: "；".join(c.text.zh for c in item.conditions) for code, item in catalog.items(list(codes)).items()}


def word(run: Run, needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Sentences above the facts of each need, as far as the facts bear them out."""
    if run.model is None or not run.model.may("word"):
        return needs
    worded = tuple(run.model.word(need, need.text, run.language) for need in needs)
    said = sum(len(need.wording.sentences) for need in worded if need.wording)
    dropped = run.model.counts.get("dropped", 0)
    if said or dropped:
        details = (say("step-model-worded-said", run.language, n=said, dropped=dropped),)
        run.step("model-worded", say("step-model-worded", run.language), details)
    return worded


def finished(run: Run, reply: Reply) -> Reply:
    """The reply says what it had to do without."""
    if run.model is None or not run.model.failed:
        return reply
    key = "step-model-slow" if "model-timeout" in run.model.failed else "step-model-failed"
    run.step("without-model", say("step-without-model", run.language), (say(key, run.language),))
    return replace(reply, without=tuple(dict.fromkeys((*reply.without, *run.model.without))))


def _opened() -> ModelHelp | None:
    try:
        return opened()
    except Fault as fault:  # a setting that cannot be read: `zhengtong doctor` says which
        if not fault.code.startswith("model-"):
            raise
        return None
