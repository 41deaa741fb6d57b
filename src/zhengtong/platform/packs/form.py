"""A file against the JSON Schema of its kind: every deviation as a finding that says what to do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from .files import PackFile
from .findings import Finding

_validators: dict[int, tuple[Mapping[str, Any], Draft202012Validator]] = {}

_KINDS = {
    "object": N_("a mapping of keys and values"),
    "array": N_("a list"),
    "string": N_("text"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("true or false"),
}


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    known = _validators.get(id(schema))
    if known is None:
        known = (schema, Draft202012Validator(schema, format_checker=FormatChecker()))
        _validators[id(schema)] = known
    return known[1]


def check_form(file: PackFile, schema: Mapping[str, Any]) -> list[Finding]:
    """All deviations of the file's data from the schema, in the order of lines."""
    data = file.data
    if isinstance(data, list) and file.path.endswith(".csv"):
        data = [dict(row) for row in data]
    findings: list[Finding] = []
    for error in _validator(schema).iter_errors(data):
        findings.extend(_findings(file, error))
    return sorted(findings, key=lambda finding: finding.line or 0)


def _findings(file: PackFile, error: ValidationError) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    rule = str(error.validator)
    instance: Any = error.instance
    expected: Any = error.validator_value
    if rule == "additionalProperties" and isinstance(error.instance, dict):
        yield from _unknown_keys(file, error, path)
    elif rule in {"oneOf", "anyOf"} and error.context:
        yield from _alternatives(file, error, path)
    elif rule == "required":
        for key in expected:
            if key not in instance:
                yield file.finding("error", "key-missing", N_("“%(key)s” is missing."), path,
                                   N_("Add it."), key=key)  # fmt: skip
    elif rule == "type":
        yield _wrong_type(file, error, path)
    elif rule in {"enum", "const"}:
        allowed = expected if rule == "enum" else [expected]
        yield file.finding(
            "error", "not-allowed", N_("“%(value)s” is not one of the values that are allowed here."), path,
            N_("Use one of: %(allowed)s."), value=_short(error.instance), allowed=", ".join(map(str, allowed)),
        )  # fmt: skip
    elif rule in {"pattern", "format"}:
        yield file.finding(
            "error", "wrong-form", N_("“%(value)s” has not the form that is asked for here: %(form)s."), path,
            value=_short(error.instance), form=error.validator_value,
        )  # fmt: skip
    else:
        yield file.finding(
            "error", "out-of-bounds", N_("“%(value)s” breaks the rule %(rule)s: %(bound)s."), path,
            value=_short(error.instance), rule=rule, bound=_short(error.validator_value),
        )  # fmt: skip


def _unknown_keys(file: PackFile, error: ValidationError, path: tuple[str | int, ...]) -> Iterable[Finding]:
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    allowed = list(schema.get("properties", ()))
    patterns = schema.get("patternProperties", {})
    instance: Any = error.instance
    for key in instance:
        if key in allowed or patterns:
            continue
        near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.6)
        remedy = N_("Did you mean “%(near)s”?") if near else N_("Remove it; allowed here: %(allowed)s.")
        yield file.finding(
            "error", "unknown-key", N_("The key “%(key)s” is not known here."), (*path, key), remedy,
            key=key, near=near[0] if near else "", allowed=", ".join(allowed),
        )  # fmt: skip


def _wrong_type(file: PackFile, error: ValidationError, path: tuple[str | int, ...]) -> Finding:
    wanted: Any = error.validator_value
    kind = wanted if isinstance(wanted, str) else wanted[0]
    quote = kind == "string" and isinstance(error.instance, int | float)
    return file.finding(
        "error", "wrong-type", N_("Here must be %(kind)s, and it is “%(value)s”."), path,
        N_("Put it in quotes.") if quote else "", kind=_KINDS.get(kind, kind), value=_short(error.instance),
    )  # fmt: skip


def _alternatives(file: PackFile, error: ValidationError, path: tuple[str | int, ...]) -> Iterable[Finding]:
    """Of several forms that all fail, the one the writer most likely meant: the one that knows most of its keys."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    forms: Any = error.validator_value
    keys = set(error.instance) if isinstance(error.instance, dict) else set()

    def distance(errors: list[ValidationError]) -> tuple[int, int]:
        unknown = sum(1 for e in errors if e.validator in {"additionalProperties", "required"})
        return unknown, len(errors)

    def shares_a_key(branch: int) -> bool:
        properties = forms[branch].get("properties", {}) if branch < len(forms) else {}
        return bool(keys & set(properties))

    close = sorted((branch for branch in branches if shares_a_key(branch)), key=lambda b: distance(branches[b]))
    if close:
        for inner in branches[close[0]]:
            yield from _findings(file, inner)
        return
    needs = [" + ".join(form.get("required", ())) for form in forms if isinstance(form, dict)]
    yield file.finding("error", "no-form-fits", N_("None of the allowed forms fits here."), path,
                       N_("Give one of: %(forms)s."), forms=", ".join(n for n in needs if n))  # fmt: skip


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:79] + "…"
