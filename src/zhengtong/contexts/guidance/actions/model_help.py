"""A chat model's help with one reply: within its seconds, its answers kept for replay, its failures never the reply's.

None is configured by default; then ``opened`` gives None and nothing here runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from zhengtong.contexts.guidance.domain import model_check, model_choice, model_prompts, model_reading
from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.compose import GROUPS
from zhengtong.contexts.guidance.domain.model_prompts import Prompt
from zhengtong.contexts.guidance.domain.reply import Language, Need, Sentence, Wording
from zhengtong.contexts.guidance.domain.understanding import Understood
from zhengtong.kernel.digests import digest
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.places import Places
from zhengtong.platform.ai import service as ai

PURPOSE = "guidance"
WITHOUT = "model"
_LEAST_SECONDS = 0.2  # with less left a call is not begun
_REWRITE_TOKENS, _REFINE_TOKENS, _WORD_TOKENS, _NUMBER_TOKENS = 24, 700, 400, 16
_WORDED_GROUPS = frozenset(GROUPS) - {"payout", "law"}
_WORDED = 14  # facts shown to the model
Aside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class ModelAnswer:
    """What a model answered: the digest of the request it answered, and its words. Kept with the act, for replay."""

    use: str
    request: str
    text: str
    first: tuple[tuple[str, float], ...] = ()
    data: Any = None
    model: str = ""
    truncated: bool = False
    ms: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass
class ModelHelp:
    """One reply's use of the model. ``aside`` is entered while it is waited for, so that others may compute."""

    model: ai.ChatModel
    use: ai.ChatUse
    aside: Aside = nullcontext
    answers: list[ModelAnswer] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    spent: float = 0.0

    @property
    def without(self) -> tuple[str, ...]:
        """For ``Reply.without``."""
        return (WITHOUT,) if self.failed else ()

    def may(self, use: str) -> bool:
        """Whether the model is used for this, and has not failed in this reply."""
        return use in self.use.uses and not self.failed

    def rewrite(self, understood: Understood) -> Understood:
        """Each need looked up by the name of its matter, too, as the model puts it."""
        if not model_reading.may_be_refined(understood):
            return understood
        resolved = []
        for each in understood.resolved:
            prompt = model_prompts.rewrite(each.need.text)
            reply = self._asked("rewrite", prompt, max_tokens=_REWRITE_TOKENS) if self.may("rewrite") else None
            resolved.append(replace(each, need=model_reading.rewritten(each.need, reply.text)) if reply else each)
        return replace(understood, resolved=tuple(resolved))

    def refine(self, understood: Understood, *, turn: int) -> Understood:
        """The message split and rewritten, as far as the message bears it out; else as the rules understood it."""
        if not self.may("refine") or not model_reading.may_be_refined(understood):
            return understood
        closed = model_reading.options(understood.language)
        schema = model_prompts.refine_schema(closed)
        reply = self._asked(
            "refine", model_prompts.refine(understood.simplified, closed), schema=schema, max_tokens=_REFINE_TOKENS
        )
        if reply is None:
            return understood
        better = model_reading.refined(understood, reply.data, closed, turn=turn)
        self.counts |= {"taken": better.taken, "refused": better.refused}
        return better.understood

    def choose_among(
        self, question: str, candidates: tuple[Candidate, ...], conditions: Callable[[Sequence[str]], dict[str, str]]
    ) -> tuple[tuple[Candidate, ...], model_choice.Verdict]:
        """The candidates in a new order, and whether the model is sure that one of them, or none, is meant.

        Args:
            conditions: texts of items by code; asked for only where the model is shown them.
        """
        if not self.may("choose") or len(candidates) < 2:
            return candidates, ""
        weights = model_choice.LARGE if self.use.large else model_choice.SMALL
        shown = candidates[: self.use.choices]
        vote, asked = self._vote(question, shown, conditions)
        if not asked:
            return candidates, ""
        if vote is None:
            self.failed.append("model-unreadable")
            return candidates, ""
        return model_choice.reordered(candidates, vote, weights), model_choice.verdict(vote, weights)

    def _vote(
        self, question: str, shown: Sequence[Candidate], conditions: Callable[[Sequence[str]], dict[str, str]]
    ) -> tuple[model_choice.Vote | None, bool]:
        """How the model votes on the items shown, None if that cannot be read; and whether it answered at all."""
        many = len(shown) > len(model_prompts.LETTERS)
        plain = not (self.use.large or many)
        texts = {} if plain else conditions([c.code for c in shown[: len(model_prompts.LETTERS)]])
        rows = [(c.title, c.department, texts.get(c.code, "")) for c in shown]
        if many:
            reply = self._asked("choose", model_prompts.choose_of_many(question, rows), max_tokens=_NUMBER_TOKENS)
            return (model_choice.read_numbers(reply.text, len(shown)), True) if reply else (None, False)
        prompt = (
            model_prompts.choose(question, [c.title for c in shown])
            if plain
            else model_prompts.choose_or_none(question, rows)
        )
        reply = self._asked("choose", prompt, max_tokens=1 if plain else 4, alternatives=20)
        return (model_choice.read(reply.text, reply.first, len(shown)), True) if reply else (None, False)

    def word(self, need: Need, question: str, language: Language) -> Need:
        """The need with sentences over its facts, each checked; facts and passages stay as they are."""
        if not self.may("word") or need.chosen is None:
            return need
        told = [f for f in need.facts if f.group in _WORDED_GROUPS and f.sources]
        facts = [f for f in told if f.tag != "already-held"][:_WORDED]  # or it would tell people to bring it
        rows = [(fact.label or fact.group, " ".join(filter(None, (fact.value, fact.note)))) for fact in facts]
        numbers = [fact.sources for fact in facts]
        for passage in need.passages:
            rows.append((f"{passage.title}{passage.locator}", passage.text))
            numbers.append((passage.source,))
        if not rows:
            return need
        reply = self._asked("word", model_prompts.word(question, rows, language), max_tokens=_WORD_TOKENS)
        if reply is None:
            return need
        text = reply.text if not reply.truncated else _whole_sentences(reply.text)
        kept, dropped = model_check.checked(text, rows, need.chosen_title)
        self.counts["dropped"] = self.counts.get("dropped", 0) + dropped
        said = tuple(
            Sentence(each.text, tuple(dict.fromkeys(n for c in each.cites for n in numbers[c - 1]))) for each in kept
        )
        return replace(need, wording=Wording(reply.model, said, dropped)) if said or dropped else need

    def _asked(self, use: str, prompt: Prompt, **options: Any) -> ai.ChatReply | None:
        """The model's answer, or None: then it is not asked again in this reply."""
        seconds = min(self.use.call_seconds, self.use.reply_seconds - self.spent)
        if seconds < _LEAST_SECONDS:
            self.failed.append("model-timeout")
            return None
        instruction, data = prompt
        messages = (ai.Message("system", instruction), ai.Message("user", data))
        request = ai.ChatRequest(PURPOSE, messages, seconds=seconds, **options)
        started = time.monotonic()
        try:
            with self.aside():
                reply = self.model.complete(request)
        except Fault as fault:
            if not fault.code.startswith("model-"):
                raise
            self.failed.append(fault.code)
            return None
        finally:
            self.spent += time.monotonic() - started
        self.answers.append(
            ModelAnswer(
                use, request_digest(self.model.name, request), reply.text, tuple(sorted(reply.first.items())),
                reply.data, reply.model, reply.truncated, round((time.monotonic() - started) * 1000, 1),
                reply.prompt_tokens, reply.completion_tokens,
            )
        )  # fmt: skip
        return reply


def request_digest(model: str, request: ai.ChatRequest) -> str:
    """By which an answer is found again for the same request to the same model."""
    return digest([model, *(message.content for message in request.messages)])


def opened() -> ModelHelp | None:
    """Help for one reply, or None where no chat model is configured or it is used for nothing."""
    model = ai.chat_model()
    if model is None:
        return None
    use = ai.chat_use()
    return ModelHelp(model, use) if use.uses else None


def _whole_sentences(text: str) -> str:
    """A cut-off answer without the sentence that the cut is in."""
    end = max(text.rfind(mark) for mark in "。！？]\n")
    return text[: end + 1]


@contextmanager
def given_up(places: Places) -> Iterator[None]:
    """A place among those who compute is free for others while a model is waited for."""
    places.release()
    try:
        yield
    finally:
        places.acquire()
