"""No pattern that is found in a text is kept back by the sieve, whatever the pattern and the text."""

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.patterns import patterns
from tests.factories.real_data import REAL_DATA

from zhengtong.contexts.guidance.domain.disguises import backwards
from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.sieve import Sieve, ways_of

ROWS = yaml.safe_load((DATA / "limits.yaml").read_text("utf-8"))
LIMITS = [text for row in ROWS for text in row["any"]]
QUESTIONS = Path(__file__).parents[3] / "packs" / "jianglan" / "questions"

# letters that have other cases, and characters that do not; few, so that a drawn text and a drawn pattern meet
LETTERS = "aAiIsSkKſıİKςσΣßé我你打不"
SIGNS = (".", "[^a我]", "[我你]", "[a-k]", r"\w", "$", "^", r"\b", "(?=我)", "(?<=a)", "(?!你)")
PATTERNS = patterns(LETTERS, SIGNS)


def found(patterns: list[str], text: str) -> list[int]:
    return [number for number, pattern in enumerate(patterns) if re.search(pattern, text)]


def found_through_the_sieve(patterns: list[str], sieve: Sieve, text: str) -> list[int]:
    return [number for number in sieve.possible(text) if re.search(patterns[number], text)]


@settings(max_examples=400)
@given(st.lists(PATTERNS, min_size=1, max_size=4), st.text(LETTERS, max_size=12))
def test_any_pattern_found_in_a_text_is_possible_in_it_and_in_its_place(patterns, text):
    assert found_through_the_sieve(patterns, Sieve(patterns), text) == found(patterns, text)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(st.sampled_from(LIMITS).flatmap(lambda each: st.tuples(st.just(each), st.from_regex(each))))
def test_what_a_limit_is_found_in_passes_the_sieve(drawn):
    pattern, text = drawn

    assert found_through_the_sieve([pattern], Sieve([pattern]), text) == found([pattern], text)


def test_every_limit_but_those_of_mere_signs_needs_something():
    unneeding = [each for each in LIMITS if () in ways_of(each)]

    assert len(unneeding) <= 2, unneeding


def sample_questions() -> list[str]:
    texts: list[str] = []

    def gather(part: object) -> None:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict | list):
            for each in part.values() if isinstance(part, dict) else part:
                gather(each)

    for file in sorted(QUESTIONS.glob("*.yaml")):
        gather(yaml.safe_load(file.read_text("utf-8")))
    return texts


def real_questions() -> list[str]:
    file = REAL_DATA / "service_items" / "questions.jsonl"
    if not file.exists():
        pytest.skip("the real questions are not here")
    return [row["text"] for line in file.open(encoding="utf-8") if (row := json.loads(line)).get("text")]


@pytest.mark.parametrize("questions", [sample_questions, real_questions])
def test_the_same_limits_are_found_in_questions_as_by_trying_every_pattern(questions):
    sieve = Sieve(LIMITS)
    texts = questions()

    assert len(texts) > 100
    for text in (each for said in texts for each in (said.lower(), backwards(said))):
        assert found_through_the_sieve(LIMITS, sieve, text) == found(LIMITS, text)
