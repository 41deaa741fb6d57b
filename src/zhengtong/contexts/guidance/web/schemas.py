"""The forms of REST: what is sent, and what comes back."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema


class AskIn(Schema):
    """``conversation``: of an earlier reply, to go on with it.

    ``answers`` and ``forget`` change what is known of the situation; with an empty question, or the last one again,
    the matters of the turn before are gone through once more.
    """

    question: str = Field(
        ..., description="In a person's own words: Mandarin, Cantonese, Traditional Chinese or English."
    )
    conversation: str | None = Field(None, max_length=100)
    item: str | None = Field(None, max_length=64, description="Code of the matter picked among those offered for it.")
    answers: dict[Annotated[str, Field(max_length=120)], Annotated[str, Field(max_length=80)]] = Field(
        {}, max_length=40, description="Option's key by known fact's key; \"\" where the person does not know."
    )
    forget: list[Annotated[str, Field(max_length=120)]] = Field([], max_length=40, description="Keys taken back.")
    region: str | None = Field(None, pattern=r"^\d{2,12}$", description="Division code (GB/T 2260) to search in.")
    audience: str | None = Field(None, pattern=r"^[a-z][a-z-]{0,39}$", description="For example person or company.")
    language: Literal["zh-hans", "en"] = "zh-hans"


class FactOut(Schema):
    """``parts`` of a place: (entrance | transit | hours | opens | open | phone, text)."""

    group: str
    label: str
    value: str
    note: str
    href: str
    tag: str
    sources: list[int]
    parts: list[tuple[str, str]]


class OfferedOut(Schema):
    code: str
    title: str
    department: str
    score: float
    why: list[str]
    url: str
    apart: str


class PassageOut(Schema):
    title: str
    locator: str
    text: str
    url: str
    source: int
    since: str
    status: Literal["in_force", "changed", "repealed", "not_yet"]
    note: str
    marks: list[tuple[int, int]]
    conflict: int


class AnswerOptionOut(Schema):
    key: str
    label: str


class QuestionOut(Schema):
    key: str
    text: str
    why: str
    options: list[AnswerOptionOut]
    left: int
    asks: list[str]


class SentenceOut(Schema):
    text: str
    sources: list[int]


class WordingOut(Schema):
    model: str
    sentences: list[SentenceOut]
    dropped: int


class NeedOut(Schema):
    text: str
    query: str
    facets: list[str]
    state: str
    message: str
    chosen: str | None
    offered: list[OfferedOut]
    perhaps: list[OfferedOut]
    facts: list[FactOut]
    passages: list[PassageOut]
    question: QuestionOut | None
    wording: WordingOut | None


class KnownOut(Schema):
    key: str
    value: str
    label: str
    said: str
    turn: int


class PlanStepOut(Schema):
    code: str
    title: str
    department: str
    after: list[str]
    because: str
    starts: int
    takes: int | None
    trip: int
    critical: bool
    sources: list[int]
    needed: Literal["asked", "first"]
    slack: int
    begins: str
    due: str
    open_ended: bool
    limit: str
    way: Literal["online", "trip", ""]
    visits: int | None
    note: str
    url: str
    phone: str
    depends: str


class PlanMaterialOut(Schema):
    name: str
    codes: list[str]
    need: Literal["required", "conditional", "already-held"]
    note: str
    sources: list[int]
    key: str
    form: Literal["original", "copy", "electronic", "original-and-copy", ""]
    copies: int | None
    made_by: str


class TripOut(Schema):
    number: int
    place: str
    address: str
    codes: list[str]
    hall: str
    day: str
    opens: str
    closes: str
    hours: str
    entrance: str
    transit: str
    phone: str
    sources: list[int]


class PerhapsFirstOut(Schema):
    code: str
    title: str
    why: str
    by: list[str]
    sources: list[int]


class PlanQuestionOut(Schema):
    key: str
    text: str
    why: str
    options: list[tuple[str, str]]
    codes: list[str]


class PlanOut(Schema):
    steps: list[PlanStepOut]
    materials: list[PlanMaterialOut]
    trips: list[TripOut]
    saved: int
    working_days: int | None
    one_thing: str
    title: str
    at_least: int
    unstated: list[str]
    start: str
    ends: str
    circle: list[str]
    perhaps: list[PerhapsFirstOut]
    questions: list[PlanQuestionOut]


class SourceOut(Schema):
    number: int
    kind: str
    title: str
    locator: str
    url: str


class PlanPageOut(Schema):
    plan: PlanOut
    sources: list[SourceOut]


class ContactOut(Schema):
    name: str
    number: str
    note: str


class StepOut(Schema):
    name: str
    said: str
    details: list[str]
    ms: float


class ReplyOut(Schema):
    """``state`` is one of a closed set; ``sources`` of facts number into ``sources`` of the reply."""

    state: Literal[
        "answered", "clarification", "unknown", "out_of_scope", "personal_data", "asks_for_decision", "private_trade",
        "unsafe", "distress", "chit_chat", "injection", "search_down", "handed_over",
    ]  # fmt: skip
    question: str
    language: str
    message: str
    reason: str
    needs: list[NeedOut]
    sources: list[SourceOut]
    contacts: list[ContactOut]
    trace: list[StepOut]
    conversation: str
    turn: int
    receipt: str
    ai_label: str
    known: list[KnownOut]
    plan: PlanOut | None
    without: list[str]


class SuggestionOut(Schema):
    text: str
    url: str
    kind: str


class SuggestionsOut(Schema):
    suggestions: list[SuggestionOut]


class HitOut(Schema):
    kind: str
    title: str
    text: str
    url: str
    score: float
    similar: bool = Field(..., description="It has no word in common; only its meaning is near.")


class SearchOut(Schema):
    query: str
    hits: list[HitOut]


class FeedbackIn(Schema):
    receipt: str = Field(..., max_length=100)
    helpful: bool
    reason: Literal["", "wrong_matter", "outdated", "incomplete", "not_understandable", "other"] = ""
    words: str = Field("", max_length=1000)
